export { canonicalJson, contentId } from './canonical.ts';
export {
  catalogueId,
  type EvidenceKfunc,
  evidenceId,
  objectId,
  platformId,
  programId,
  type SetContent,
  setId,
} from './ids.ts';
export { limits } from './limits.ts';
export type {
  CatalogueLine,
  HostLine,
  ObjectMember,
  ProgramMember,
  SetLine,
  StatementDecisionLine,
  StatementLine,
  StatementVersionLine,
} from './lines.ts';
export {
  loaderText,
  type MessageLines,
  type Receipt,
  toCatalogueLine,
  toMessageLines,
} from './message.ts';
export { statementIdPattern } from './statement-id.ts';
export {
  type StatementReceipt,
  toDecisionLine,
  toStatementLine,
  toWithdrawalLine,
} from './statement-lines.ts';
export {
  type Attachment,
  attachments,
  type Guard,
  guards,
  type HoldKind,
  holdKinds,
  type KfuncStatus,
  type KnownBy,
  knownBys,
  type LossReason,
  lossReasons,
  type MissingReason,
  missingReasons,
  type ObjectStatus,
  objectEvidence,
  objectStatuses,
  type ProgramStatus,
  programStatuses,
} from './statuses.ts';
export type {
  Catalogue,
  CatalogueKfunc,
  ProgramKfunc,
  Report,
  ReportObject,
  ReportProgram,
  Statement,
  StatementDecision,
  StatementWithdrawal,
} from './types.ts';
