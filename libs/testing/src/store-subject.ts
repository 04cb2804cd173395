import type { ReportStore } from '@kfunc-census/ingest';
import type { UsageReader } from '@kfunc-census/query';

/** A store under test with its schema in place; worlds of earlier tests may be in it. */
export interface StoreSubject {
  readonly store: ReportStore;
  readonly reader: UsageReader;
}
