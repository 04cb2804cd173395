/**
 * Limits of the wire contract v1. Kept apart from the schema so that the agent, which must stay
 * small, can respect them without loading a validator.
 */
export const limits = {
  /** Request body as it arrives, compressed or not, in bytes. */
  compressedBytes: 512 * 1024,
  /** Request body after decompression, in bytes. */
  decompressedBytes: 2 * 1024 * 1024,
  /** One message on the queue: a body of the maximum, plus ids; the topic takes four times this. */
  messageBytes: 4 * 1024 * 1024,
  /** Nesting of objects and arrays. */
  depth: 12,
  /** Programs of one report. */
  programs: 4096,
  /** Objects of one report. */
  objects: 4096,
  /** Kfuncs of one program or object. */
  kfuncsPerProgram: 256,
  /** Kfuncs of one catalogue. */
  kfuncsPerCatalogue: 8192,
  /** Decl tags of one kfunc. */
  tags: 16,
  /** Catalogues of one kernel: vmlinux and modules. */
  catalogues: 512,
  /** Distinct loss reasons, program types, installable modules. */
  names: 512,
  /** Characters of a kernel identifier (KSYM_NAME_LEN of include/linux/kallsyms.h). */
  identifier: 512,
  /** Characters of other texts. */
  text: 1024,
  /** Characters of a prototype or a link shape. */
  prototype: 2048,
  /** Characters of a statement of use: who, how, why and contact together. */
  statementCharacters: 2000,
  /** Characters of who and of contact. */
  statementLine: 200,
  /** Highest version of a statement. */
  statementVersion: 10_000,
  /** First time a host's clock can show: Linux sets none before 1970 (timespec64_valid_settod). */
  collectedAtMin: '1970-01-01T00:00:00.000Z',
  /** Age, in seconds, above which a report no longer is a state of today: 26 h. */
  lateAfterSeconds: 26 * 3600,
  /** Age, in seconds, above which a stated age is not believed: a year. */
  ageSeconds: 31_536_000,
} as const;
