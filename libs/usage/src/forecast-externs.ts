import { essentialName, kfuncOfVariant } from '@kfunc-census/kfunc';
import type { ForecastObject, ForecastProgram } from './forecast-types.ts';

/** An extern of an object with all that was seen of it. */
export interface SeenExtern {
  readonly name: string;
  /** Undefined where no declaration is known. */
  readonly shape: string | undefined;
  /** Names that it was seen to link to. */
  readonly linkedTo: ReadonlySet<string>;
  /** Modules that were seen to have it; '' is none. */
  readonly modules: ReadonlySet<string>;
  /** Guards of the programs that call it. */
  readonly guards: ReadonlySet<'tested' | 'not-seen' | 'unknown'>;
  /** Whether the object was loaded on a kernel where it did not link: then it is weak. */
  readonly loadedWithout: boolean;
}

type Call = ForecastProgram['kfuncs'][number];

const calls: ReadonlySet<string> = new Set(['called', 'inlined', 'ambiguous']);

/**
 * The externs of an object: those it declares, and those that its programs call without a declaration
 * that is known. What the kernel put in is nobody's extern.
 */
export function externsOf(object: ForecastObject): readonly SeenExtern[] {
  const called = object.programs
    .flatMap(({ kfuncs }) => [...kfuncs])
    .filter(({ name, status }) => name !== '' && calls.has(status));
  const declared = object.declares.map(({ name, shape }) =>
    seenExtern(name, shape, object, called),
  );
  const undeclared = called
    .map(({ name }) => name)
    .filter((name) => !object.declares.some((extern) => standsFor(name, extern.name)));
  const others = [...new Set(undeclared)].map((name) =>
    seenExtern(name, undefined, object, called),
  );
  return [...declared, ...others];
}

/** Kfuncs that programs of the object attach to: they take no part in linking. */
export function attachTargetsOf({ programs }: ForecastObject): readonly SeenExtern[] {
  const modules = new Map<string, Set<string>>();
  for (const { name, module, status } of programs.flatMap(({ kfuncs }) => [...kfuncs])) {
    if (status !== 'attached-to') continue;
    modules.set(name, (modules.get(name) ?? new Set()).add(module));
  }
  return [...modules].map(([name, seen]) => ({
    name,
    shape: undefined,
    linkedTo: new Set([name]),
    modules: seen,
    guards: new Set(),
    loadedWithout: false,
  }));
}

function seenExtern(
  name: string,
  shape: string | undefined,
  { names }: ForecastObject,
  called: readonly Call[],
): SeenExtern {
  const callsOfIt = called.filter((each) => standsFor(each.name, name));
  const named = names.filter((each) => standsFor(each.name, name));
  const linked = [...callsOfIt, ...named.filter(({ status }) => status === 'referenced')];
  return {
    name,
    shape,
    linkedTo: new Set(linked.map((each) => each.name)),
    modules: new Set([...callsOfIt, ...named].map(({ module }) => module)),
    guards: new Set(callsOfIt.map(({ guard }) => guard)),
    loadedWithout: named.some(({ missing }) => missing === 'absent' || missing === 'incompatible'),
  };
}

/** Whether a name that a kernel shows is that of an extern: its own, without flavour, or a variant. */
function standsFor(shown: string, extern: string): boolean {
  const isExtern = (name: string): boolean => name === extern || name === essentialName(extern);
  return isExtern(shown) || kfuncOfVariant(shown, isExtern) !== undefined;
}
