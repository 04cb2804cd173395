import type { ReportStore, RollUpStore, TenantStore } from '@kfunc-census/ingest';
import type { PublicWeekStore, UsageReader } from '@kfunc-census/query';

/** A ClickHouse server, spoken to over HTTP. */
export interface ServerTarget {
  readonly kind: 'server';
  /** `http(s)://host:port`, without credentials. */
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
}

/** The ClickHouse engine inside this process, over one data directory. */
export interface EmbeddedTarget {
  readonly kind: 'embedded';
  /** Data directory; created if absent. One process per directory at a time. */
  readonly path: string;
  /** Default: `kfunc_census`. */
  readonly database?: string;
  /** Open a store that is there, absolute real path, and change nothing in it. Default: false. */
  readonly readOnly?: boolean;
}

/** Where the store is. */
export type StoreTarget = ServerTarget | EmbeddedTarget;

/** What a run of the migrations did. */
export interface MigrationResult {
  /** Names applied by this run, in order; empty when the store was up to date. */
  readonly applied: readonly string[];
  /** Number of the newest migration that the store now has. */
  readonly version: number;
}

/** An open store: writing side, reading side, schema. All share one client. */
export interface OpenStore {
  readonly store: ReportStore;
  readonly reader: UsageReader;
  /** Which organisations are in answers. */
  readonly tenants: TenantStore;
  /** Keeps what is published of weeks. */
  readonly publicWeeks: PublicWeekStore;
  /** Builds what the reader answers the usual windows from. */
  readonly rollUps: RollUpStore;
  /**
   * Brings the schema up to this version; a no-op when it is. Throws `store/migration` when an
   * applied migration was edited or the store is newer than this version, and for a store opened to
   * be read only when it is older.
   */
  migrate(): Promise<MigrationResult>;
  /**
   * Waits for what runs, then releases client and engine. They are also released once `store.close`
   * and `reader.close` were both called.
   */
  close(): Promise<void>;
}
