/** Evidence that a program on this kernel gives of a kfunc (docs/report.md). */
export const programStatuses = [
  'called',
  'inlined',
  'attached-to',
  'kernel-inserted',
  'unresolved',
] as const;
/** Evidence that an object (all programs that share one BTF) gives of a kfunc. */
export const objectStatuses = ['referenced', 'missing'] as const;
/** Whether the program tests for the kfunc before it calls it. */
export const guards = ['tested', 'not-seen', 'unknown'] as const;
/** Whether the program is attached somewhere. */
export const attachments = ['yes', 'no-link-seen', 'not-searched'] as const;
/** Why a kfunc that an object names is not linked on this kernel. */
export const missingReasons = ['absent', 'incompatible', 'unknown'] as const;
/** How the object was recognised; `name` is the weakest. */
export const objectEvidence = ['externs', 'functions', 'name'] as const;
/**
 * Reasons for which a host could not see something. The list is closed: a new one is a change of
 * the contract.
 */
export const lossReasons = [
  'targets_hidden',
  'denied',
  'blinded',
  'too_large',
  'no_memory',
  'churn',
  'btf_unreadable',
  'btf_malformed',
  'unresolved_sites',
  'unnamed_externs',
  'truncated',
  'displaced',
  'spool_write',
  'spool_damaged',
  'read_failed',
] as const;

/** One of `programStatuses`. */
export type ProgramStatus = (typeof programStatuses)[number];
/** One of `objectStatuses`. */
export type ObjectStatus = (typeof objectStatuses)[number];
/** What stands in the lines of the queue, of a program or of an object. */
export type KfuncStatus = ProgramStatus | ObjectStatus;
/** One of `guards`. */
export type Guard = (typeof guards)[number];
/** One of `attachments`. */
export type Attachment = (typeof attachments)[number];
/** One of `missingReasons`. */
export type MissingReason = (typeof missingReasons)[number];
/** One of `lossReasons`. */
export type LossReason = (typeof lossReasons)[number];
