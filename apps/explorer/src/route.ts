/** Pages without anything behind their name in the path. */
const flatPages = ['what-if', 'coverage', 'kernels', 'weeks', 'answer'] as const;

/** The pages, each with its path below the base. */
export type Route =
  | { readonly page: 'kfuncs' | (typeof flatPages)[number] | 'nowhere' }
  | { readonly page: 'kfunc'; readonly name: string };

/** The page of a path; `base`: path of the root, with its slash at the end. */
export function routeOf(pathname: string, base: string): Route {
  if (!pathname.startsWith(base)) return { page: 'nowhere' };
  const path = pathname.slice(base.length);
  if (path === '') return { page: 'kfuncs' };
  const flat = flatPages.find((page) => page === path);
  if (flat !== undefined) return { page: flat };
  const [, encoded] = /^kfunc\/(.+)$/.exec(path) ?? [];
  const name = encoded === undefined ? undefined : decoded(encoded);
  return name === undefined ? { page: 'nowhere' } : { page: 'kfunc', name };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8 when decoded: no name is written so.
    return undefined;
  }
}

/** What every page hands on to the next: days, and which hosts. */
export const spanKeys = [
  'organisations',
  'days',
  'until',
  'line',
  'release',
  'distro',
  'arch',
] as const;

/** Parameters by name; those that are undefined or empty are left out. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** The part of a query that says which days and hosts are meant. */
export function spanOf(query: URLSearchParams): Record<string, string> {
  const found: Record<string, string> = {};
  for (const key of spanKeys) {
    const value = query.get(key);
    if (value !== null && value !== '') found[key] = value;
  }
  return found;
}

/** `path?a=b`, with what is not given left out, and without `?` when nothing is left. */
export function withQuery(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') query.set(key, value);
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Path of the page of a kfunc, below the base. */
export const kfuncPath = (name: string): string => `kfunc/${encodeURIComponent(name)}`;
