export { createSpool, type Spool, type SpoolEntry, type SpooledReport } from './spool.ts';
export type { Envelope } from './spooled.ts';
