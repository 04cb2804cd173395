import { essentialName, kfuncOfVariant } from '@kfunc-census/kfunc';
import type { ForecastObject } from './forecast-types.ts';

/** An extern of an object with all that was seen of it. */
export interface SeenExtern extends Seen {
  readonly name: string;
  /** Undefined where no declaration is known. */
  readonly shape: string | undefined;
}

/** What kernels show of a name. */
interface Seen {
  /** Names that it was seen to link to. */
  readonly linkedTo: ReadonlySet<string>;
  /** Modules that were seen to have it; '' is none. */
  readonly modules: ReadonlySet<string>;
  /** Guards of the programs that call it. */
  readonly guards: ReadonlySet<'tested' | 'not-seen' | 'unknown'>;
  /** Whether the object was loaded on a kernel where it did not link: then it is weak. */
  readonly loadedWithout: boolean;
  /** Whether it was there with another shape, and so did not link. */
  readonly incompatible: boolean;
}

/** One thing that a kernel shows of a name. */
type Sight = { readonly name: string } & Seen;

const calls: ReadonlySet<string> = new Set(['called', 'inlined', 'ambiguous']);

/**
 * The externs of an object: those it declares, and those that its programs call without a declaration
 * that is known. What the kernel put in is nobody's extern.
 */
export function externsOf(object: ForecastObject): readonly SeenExtern[] {
  const { declares } = object;
  const names = new Set(declares.flatMap(({ name }) => [name, essentialName(name)]));
  const byName = new Map<string, Sight[]>();
  const called = callsOf(object);
  for (const sight of [...called, ...namesOf(object)]) {
    const name = declaredName(sight.name, names) ?? sight.name;
    const others = byName.get(name);
    if (others === undefined) byName.set(name, [sight]);
    else others.push(sight);
  }
  const declared = declares.map(({ name, shape }) => {
    const own = new Set([name, essentialName(name)]);
    return { name, shape, ...joined([...own].flatMap((each) => byName.get(each) ?? [])) };
  });
  const undeclared = new Set(called.map(({ name }) => name));
  for (const name of undeclared) if (declaredName(name, names)) undeclared.delete(name);
  const unknown = [...undeclared].map((name) => ({
    name,
    shape: undefined,
    ...joined(byName.get(name) ?? []),
  }));
  return [...declared, ...unknown];
}

/** Kfuncs that programs of the object attach to: they take no part in linking. */
export function attachTargetsOf({ programs }: ForecastObject): readonly SeenExtern[] {
  const modules = new Map<string, Set<string>>();
  for (const { name, module, status } of programs.flatMap(({ kfuncs }) => [...kfuncs]))
    if (status === 'attached-to') modules.set(name, (modules.get(name) ?? new Set()).add(module));
  return [...modules].map(([name, seen]) => ({
    name,
    shape: undefined,
    linkedTo: new Set([name]),
    modules: seen,
    guards: new Set(),
    loadedWithout: false,
    incompatible: false,
  }));
}

/** The name of a declaration that a kernel shows: the very name, one without flavour, or a variant's. */
function declaredName(shown: string, names: ReadonlySet<string>): string | undefined {
  return names.has(shown) ? shown : kfuncOfVariant(shown, (name) => names.has(name));
}

/** Calls, each kind of them once. */
function callsOf({ programs }: ForecastObject): readonly Sight[] {
  const sights = new Map<string, Sight>();
  for (const { kfuncs } of programs)
    for (const { name, module, status, guard } of kfuncs) {
      if (name === '' || !calls.has(status)) continue;
      sights.set(`${name} ${module} ${guard}`, {
        name,
        linkedTo: new Set([name]),
        modules: new Set([module]),
        guards: new Set([guard]),
        loadedWithout: false,
        incompatible: false,
      });
    }
  return [...sights.values()];
}

function namesOf({ names }: ForecastObject): readonly Sight[] {
  return names.map(({ name, module, status, missing }) => ({
    name,
    linkedTo: new Set(status === 'referenced' ? [name] : []),
    modules: new Set([module]),
    guards: new Set(),
    loadedWithout: missing === 'absent' || missing === 'incompatible',
    incompatible: missing === 'incompatible',
  }));
}

function joined(sights: readonly Sight[]): Seen {
  return {
    linkedTo: new Set(sights.flatMap(({ linkedTo }) => [...linkedTo])),
    modules: new Set(sights.flatMap(({ modules }) => [...modules])),
    guards: new Set(sights.flatMap(({ guards }) => [...guards])),
    loadedWithout: sights.some(({ loadedWithout }) => loadedWithout),
    incompatible: sights.some(({ incompatible }) => incompatible),
  };
}
