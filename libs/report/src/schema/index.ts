export { catalogueSchemaV1 } from './catalogue-v1.ts';
export {
  type Decoded,
  decodeCatalogue,
  decodeDecision,
  decodeReport,
  decodeStatement,
  decodeWithdrawal,
} from './decode.ts';
export { type FieldMeta, field, type Privacy } from './fields.ts';
export { jsonSchemas, reportReference } from './reference.ts';
export { reportSchemaV1 } from './report-v1.ts';
export {
  decisionSchemaV1,
  statementSchemaV1,
  withdrawalSchemaV1,
} from './statement-v1.ts';
export { jsonSchema } from './validate.ts';
