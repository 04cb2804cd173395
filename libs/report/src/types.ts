import type { z } from 'zod';
import type { catalogueSchemaV1 } from './schema/catalogue-v1.ts';
import type { reportSchemaV1 } from './schema/report-v1.ts';
import type {
  decisionSchemaV1,
  statementSchemaV1,
  withdrawalSchemaV1,
} from './schema/statement-v1.ts';

/** Report v1, see `schema/report-v1.ts`. */
export type Report = z.infer<typeof reportSchemaV1>;
/** One program of a report. */
export type ReportProgram = Report['programs'][number];
/** Evidence of one kfunc in one program. */
export type ProgramKfunc = ReportProgram['kfuncs'][number];
/** One object of a report: the programs that share one BTF. */
export type ReportObject = Report['objects'][number];
/** Catalogue v1, see `schema/catalogue-v1.ts`. */
export type Catalogue = z.infer<typeof catalogueSchemaV1>;
/** One kfunc of a catalogue. */
export type CatalogueKfunc = Catalogue['kfuncs'][number];
/** Statement of use v1, see `schema/statement-v1.ts`. */
export type Statement = z.infer<typeof statementSchemaV1>;
/** Withdrawal of a statement. */
export type StatementWithdrawal = z.infer<typeof withdrawalSchemaV1>;
/** Decision on a text of a statement. */
export type StatementDecision = z.infer<typeof decisionSchemaV1>;
