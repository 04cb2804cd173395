import { type Btf, btfKinds, linkShape } from '@kfunc-census/btf';
import { CensusError } from '@kfunc-census/errors';

/** A FUNC of a program's BTF. */
export interface ObjectFunction {
  readonly id: number;
  readonly name: string;
  readonly shape: string;
}

/** What a program's BTF says of the object it was made from, before it is known what is loaded. */
export interface ObjectBtf {
  /** FUNCs that are externs beyond doubt. */
  readonly externs: readonly ObjectFunction[];
  /** FUNCs without parameters: externs or the object's own. */
  readonly undecided: readonly ObjectFunction[];
  /** Names of FUNCs that are the object's own beyond doubt. */
  readonly own: readonly string[];
  /** Number of kfunc externs by the `.ksyms` section. */
  readonly externCount: number;
  /** Name of every FUNC, by id. */
  readonly functionNames: ReadonlyMap<number, string>;
}

/** Which functions of an object are its own, and which it takes from the kernel. */
export interface ObjectFunctions {
  readonly own: readonly string[];
  readonly externs: readonly Omit<ObjectFunction, 'id'>[];
  /** Externs that `.ksyms` counts and that could not be named. */
  readonly unnamed: number;
}

/** Compilers put it where code must not be reached; nobody wrote it. */
const compilerExtern = '__bpf_trap';

/**
 * The name libbpf gives the unnamed parameters of an extern kfunc, and the variable to which it
 * points the entries of `.ksyms` (bpf_object__collect_externs, src/libbpf.c).
 */
const dummyName = 'dummy_ksym';

/**
 * Functions, and prototypes among them, that an object may have: the largest known have a few
 * thousand. The kernel takes 16 MiB of BTF, in which more of them would be minutes and gigabytes.
 */
const most = { functions: 65_536, prototypes: 8_192 } as const;

/** Reads the functions of a program's BTF. Throws `btf/malformed`, also when they are too many. */
export function readObjectBtf(btf: Btf): ObjectBtf {
  const externs: ObjectFunction[] = [];
  const undecided: ObjectFunction[] = [];
  const own: string[] = [];
  const functionNames = new Map<number, string>();
  const entries = btf.sectionEntries('.ksyms');
  const externCount = entries.filter((id) => btf.name(id) === dummyName).length;
  const judged = new Map<number, Declaration>();
  for (const id of btf.ownIds(btfKinds.func)) {
    const name = btf.name(id);
    // The kernel takes no FUNC without a name; one that came another way has nothing to say.
    if (name === '') continue;
    functionNames.set(id, name);
    const { kind, shape } = externCount === 0 ? ownDeclaration : declaration(btf, id, judged);
    if (kind === 'own') own.push(name);
    else (kind === 'extern' ? externs : undecided).push({ id, name, shape });
    if (functionNames.size > most.functions || judged.size > most.prototypes)
      throw new CensusError('btf/malformed', `BTF: more functions than an object has, at ${id}.`);
  }
  return { externs, undecided, own, externCount, functionNames };
}

/** What the prototype of a function says; of an own one the shape does not matter. */
interface Declaration {
  readonly kind: 'own' | 'extern' | 'undecided';
  readonly shape: string;
}

const ownDeclaration: Declaration = { kind: 'own', shape: '' };

/** Judges a prototype once, however many functions have it. */
function declaration(btf: Btf, func: number, judged: Map<number, Declaration>): Declaration {
  const prototype = btf.prototype(func);
  const known = judged.get(prototype);
  if (known !== undefined) return known;
  const kind = functionKind(btf, prototype);
  const found = kind === 'own' ? ownDeclaration : { kind, shape: linkShape(btf, func) };
  judged.set(prototype, found);
  return found;
}

function functionKind(btf: Btf, prototype: number): Declaration['kind'] {
  const params = btf.params(prototype).filter((param) => param.type !== 0);
  if (params.length === 0) return 'undecided';
  return params.every((param) => param.name === dummyName) ? 'extern' : 'own';
}

/**
 * Decides the functions without parameters. One that a loaded program contains (`contained`: FUNC
 * ids of func_info of all programs of this BTF) is the object's own. When as many are left as
 * externs are missing, they are the externs; else those with a known kfunc name are.
 */
export function decideFunctions(
  object: ObjectBtf,
  contained: ReadonlySet<number>,
  isKnown: (name: string) => boolean,
): ObjectFunctions {
  const missing = object.externCount - object.externs.length;
  const open = object.undecided.filter(({ id }) => !contained.has(id));
  const named = open.length === missing ? open : open.filter(({ name }) => isKnown(name));
  const taken = new Set(named.map(({ id }) => id));
  const own = object.undecided.filter(({ id }) => !taken.has(id)).map(({ name }) => name);
  return {
    own: [...new Set([...object.own, ...own])].sort(),
    externs: byName([...object.externs, ...named]),
    unnamed: Math.max(0, missing - named.length),
  };
}

/** Sorted, each name once, without what the compiler put in. */
function byName(functions: readonly ObjectFunction[]): Omit<ObjectFunction, 'id'>[] {
  const shapes = new Map(functions.map(({ name, shape }) => [name, shape]));
  shapes.delete(compilerExtern);
  return [...shapes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, shape]) => ({ name, shape }));
}
