/** Evidence that a program on this kernel gives of a kfunc (docs/report.md). */
export const programStatuses = [
  'called',
  'inlined',
  'attached-to',
  'kernel-inserted',
  'ambiguous',
  'unresolved',
] as const;
/** Evidence that an object (all programs that share one BTF) gives of a kfunc. */
export const objectStatuses = ['referenced', 'missing'] as const;
/** Whether the program tests for the kfunc before it calls it. */
export const guards = ['tested', 'not-seen', 'unknown'] as const;
/** Whether the program is attached somewhere. */
export const attachments = ['yes', 'no-link-seen', 'not-searched'] as const;
/** By what a program is held, and so stays loaded; see docs/report.md. */
export const holdKinds = [
  'fd',
  'pin',
  'link',
  'struct_ops',
  'cgroup',
  'netdev',
  'perf_event',
  'prog_array',
] as const;
/** How it is known that a kernel offers an entry of its catalogue, strongest first. */
export const knownBys = ['tag', 'lifecycle', 'call'] as const;
/** Why a kfunc that an object names is not linked on this kernel. */
export const missingReasons = ['absent', 'incompatible', 'unknown'] as const;
/** How the object was recognised; `name` is the weakest. */
export const objectEvidence = ['externs', 'functions', 'name'] as const;
/**
 * Reasons for which a host could not see something. The list is closed: a new one is a change of
 * the contract.
 */
export const lossReasons = [
  'no_cap_sys_admin',
  'no_cap_syslog',
  'kptr_restrict',
  'targets_hidden',
  'denied',
  'blinded',
  'too_large',
  'no_memory',
  'churn',
  'gone',
  'btf_unreadable',
  'btf_malformed',
  'btf_unknown_kind',
  'unresolved_sites',
  'ambiguous_sites',
  'unnamed_externs',
  'owner_search_cut',
  'owner_search_denied',
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
/** One of `holdKinds`. */
export type HoldKind = (typeof holdKinds)[number];
/** One of `knownBys`. */
export type KnownBy = (typeof knownBys)[number];
/** One of `attachments`. */
export type Attachment = (typeof attachments)[number];
/** One of `missingReasons`. */
export type MissingReason = (typeof missingReasons)[number];
/** One of `lossReasons`. */
export type LossReason = (typeof lossReasons)[number];
