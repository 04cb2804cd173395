import type { CatalogueEntry } from '@kfunc-census/kfunc';
import type { ForecastObject, ForecastProgram } from './forecast-types.ts';

type Kfunc = ForecastProgram['kfuncs'][number];

/** A kfunc as a kernel offers it. */
export function entry(name: string, shape: string, seen = 'tag func symbol'): CatalogueEntry {
  const [tag, func, symbol] = ['tag', 'func', 'symbol'].map((word) => seen.includes(word));
  return {
    name,
    prototype: `${name}: ${shape}`,
    shape,
    seen: { tag: tag ?? false, func: func ?? false, symbol: symbol ?? false },
    knownBy: 'tag',
    tags: [],
    callable: true,
  };
}

/** A call of a kfunc by a program. */
export function call(name: string, over: Partial<Kfunc> = {}): Kfunc {
  return { name, module: 'vmlinux', status: 'called', guard: 'not-seen', ...over };
}

/** A program on one host. */
export function programOf(
  kfuncs: readonly Kfunc[],
  over: Partial<ForecastProgram> = {},
): ForecastProgram {
  const where = { hosts: ['host'], organisations: ['org'] };
  return { program: 'p', loader: 'loader', ...where, kfuncs, ...over };
}

/** An object that libbpf loaded, with declarations as `name: shape`. */
export function objectOf(
  declares: Readonly<Record<string, string>>,
  kfuncs: readonly Kfunc[] = [],
  over: Partial<ForecastObject> = {},
): ForecastObject {
  return {
    object: 'object',
    declares: Object.entries(declares).map(([name, shape]) => ({ name, shape })),
    declarations: 'complete',
    linker: 'libbpf',
    names: [],
    programs: [programOf(kfuncs)],
    ...over,
  };
}

/** An extern that an object names and does not call. */
export function named(
  name: string,
  missing: ForecastObject['names'][number]['missing'] = '',
): ForecastObject['names'][number] {
  const status = missing === '' ? 'referenced' : 'missing';
  return { name, module: missing === 'absent' ? '' : 'vmlinux', status, missing };
}
