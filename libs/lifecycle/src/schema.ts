import {
  listOf,
  objectOf,
  oneOf,
  optional,
  orEmpty,
  type Reader,
  required,
  text,
} from './reader.ts';
import type {
  Alias,
  Deprecation,
  Ending,
  Family,
  Hook,
  Introduction,
  KernelInserted,
  KfuncEntry,
  KfuncSet,
  Life,
  ModuleOf,
  NotMeasurable,
  PlannedEnd,
  ProgramTypes,
  SignatureChange,
  Specialisation,
  Successor,
} from './types.ts';

/** What versions, commits and sources mean is for `checkData`; here they are texts. */
const change = {
  version: required(text),
  after: optional(text),
  commit: optional(text),
  source: required(text),
};

const introduction = objectOf<Introduction>({
  ...change,
  signature: optional(oneOf('same', 'changed')),
});

const ending = objectOf<Ending>({ ...change, kind: required(oneOf('removed', 'renamed')) });

const deprecation = objectOf<Deprecation>({
  version: required(text),
  kind: required(oneOf('prose', 'dmesg', 'header', 'proposed')),
  text: required(text),
  source: required(text),
});

const alias = objectOf<Alias>({
  of: required(text),
  since: required(text),
  commit: optional(text),
  source: required(text),
});

const plannedEnd = objectOf<PlannedEnd>({
  after: required(text),
  text: required(text),
  source: required(text),
});

const successor = objectOf<Successor>({
  to: required(text),
  life: optional(text),
  kind: required(oneOf('rename', 'replacement', 'v2', 'impl-twin')),
  version: required(text),
  commit: optional(text),
  source: required(text),
});

const signatureChange = objectOf<SignatureChange>({
  version: required(text),
  after: optional(text),
  kind: required(oneOf('shape-kept', 'shape-changed')),
  from: required(text),
  to: required(text),
  source: required(text),
});

const life = objectOf<Life>({
  introduced: required(introduction),
  ended: optional(ending),
  plannedEnd: optional(plannedEnd),
  alias: optional(alias),
  deprecations: orEmpty(listOf(deprecation)),
  successors: orEmpty(listOf(successor)),
  signatureChanges: orEmpty(listOf(signatureChange)),
});

const notMeasurable = objectOf<NotMeasurable>({
  why: required(oneOf('inlined', 'inlined-in-some-programs', 'compiler-inserted')),
  since: required(text),
  condition: optional(text),
  programTypes: optional(listOf(text)),
  text: required(text),
  source: required(text),
});

const specialisation = objectOf<Specialisation>({
  symbols: required(listOf(text)),
  since: required(text),
  when: required(text),
  source: required(text),
});

const kernelInserted = objectOf<KernelInserted>({
  programTypes: required(listOf(text)),
  since: required(text),
  text: required(text),
  source: required(text),
});

/** Reads one file of kfuncs. */
export const readEntries: Reader<readonly KfuncEntry[]> = listOf(
  objectOf<KfuncEntry>({
    name: required(text),
    registered: required(
      objectOf<KfuncEntry['registered']>({
        sets: required(listOf(text)),
        flags: required(listOf(text)),
        source: required(text),
      }),
    ),
    lives: required(listOf(life)),
    notMeasurable: orEmpty(listOf(notMeasurable)),
    specialised: optional(specialisation),
    kernelInserted: optional(kernelInserted),
    hook: optional(objectOf<Hook>({ text: required(text), source: required(text) })),
    module: optional(objectOf<ModuleOf>({ name: required(text), source: required(text) })),
  }),
);

/** Reads sets.json. */
export const readSets: Reader<readonly KfuncSet[]> = listOf(
  objectOf<KfuncSet>({
    name: required(text),
    source: required(text),
    programTypes: required(
      listOf(
        objectOf<ProgramTypes>({
          type: required(text),
          since: optional(text),
          until: optional(text),
        }),
      ),
    ),
  }),
);

/** Reads families.json. */
export const readFamilies: Reader<readonly Family[]> = listOf(
  objectOf<Family>({
    name: required(text),
    members: required(listOf(text)),
    text: required(text),
  }),
);
