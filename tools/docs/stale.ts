import type { Page } from './pages.ts';

/** Paths of the pages whose committed text is not what their source gives now. */
export function stalePages(
  pages: readonly Page[],
  committed: (path: string) => string | undefined,
): string[] {
  return pages.filter(({ path, text }) => committed(path) !== text).map(({ path }) => path);
}
