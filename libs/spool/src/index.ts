export { isDiskFault } from './files.ts';
export type { LastSend } from './last-send.ts';
export {
  createSpool,
  type Pending,
  type Remembered,
  type Spool,
  type SpoolEntry,
  type SpooledReport,
} from './spool.ts';
export type { Envelope } from './spooled.ts';
