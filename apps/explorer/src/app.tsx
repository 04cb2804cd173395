import { useEffect, useMemo, useState } from 'preact/hooks';
import { keepToken, readToken } from './api/token.ts';
import { AnswerPage } from './pages/answer.tsx';
import { CoveragePage } from './pages/coverage.tsx';
import { KernelsPage } from './pages/kernels.tsx';
import { KfuncPage } from './pages/kfunc.tsx';
import { KfuncsPage } from './pages/kfuncs.tsx';
import { WeeksPage } from './pages/weeks.tsx';
import { WhatIfPage } from './pages/what-if.tsx';
import { Footer, Header } from './parts/header.tsx';
import { type Route, routeOf, withQuery } from './route.ts';
import { type Site, SiteContext } from './site.tsx';

const titles = {
  kfuncs: 'Kfuncs',
  'what-if': 'What if',
  coverage: 'Coverage',
  kernels: 'Kernels',
  weeks: 'Published weeks',
  answer: 'Answer',
  nowhere: 'No such page',
} as const;

const titleOf = (route: Route): string =>
  route.page === 'kfunc' ? route.name : titles[route.page];

/** Address and history of the browser, as state. */
function usePlace(): [URL, (to: URL, push: boolean) => void] {
  const [href, setHref] = useState(location.href);
  useEffect(() => {
    const changed = () => setHref(location.href);
    addEventListener('popstate', changed);
    return () => removeEventListener('popstate', changed);
  }, []);
  const go = (to: URL, push: boolean): void => {
    if (to.href === location.href) return;
    history[push ? 'pushState' : 'replaceState'](null, '', to);
    setHref(location.href);
  };
  return [new URL(href), go];
}

/** The address of a click that this page answers itself; undefined for those that are the browser's. */
function ownTarget(event: MouseEvent, base: string): URL | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || link.target !== '' || link.hasAttribute('download')) return undefined;
  const url = new URL(link.href);
  const isPage = url.href.startsWith(base) && !url.href.startsWith(`${base}v1/`);
  const isHere = url.pathname === location.pathname && url.search === location.search;
  return isPage && !(isHere && url.hash !== '') ? url : undefined;
}

function useLinks(base: string, go: (to: URL, push: boolean) => void): void {
  useEffect(() => {
    const clicked = (event: MouseEvent): void => {
      const url = ownTarget(event, base);
      if (url === undefined) return;
      event.preventDefault();
      const left = location.pathname !== url.pathname;
      go(url, true);
      if (!left) return;
      scrollTo(0, 0);
      document.getElementById('main')?.focus({ preventScroll: true });
    };
    document.addEventListener('click', clicked);
    return () => document.removeEventListener('click', clicked);
  }, []);
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'kfuncs':
      return <KfuncsPage />;
    case 'kfunc':
      return <KfuncPage key={route.name} name={route.name} />;
    case 'what-if':
      return <WhatIfPage />;
    case 'coverage':
      return <CoveragePage />;
    case 'kernels':
      return <KernelsPage />;
    case 'weeks':
      return <WeeksPage />;
    case 'answer':
      return <AnswerPage />;
    case 'nowhere':
      return (
        <>
          <h1>No such page</h1>
          <p>Nothing is at this address. The pages are in the line above.</p>
        </>
      );
  }
}

/** The whole page. `base`: absolute address of the root, with a slash at its end. */
export function App({ base }: { base: string }) {
  const [place, go] = usePlace();
  const [token, setToken] = useState(readToken);
  const [round, setRound] = useState(0);
  useLinks(base, go);
  const route = routeOf(place.pathname, new URL(base).pathname);
  const title = titleOf(route);
  useEffect(() => {
    document.title = `${title} · kfunc-census`;
  }, [title]);
  const site: Site = useMemo(
    () => ({
      base,
      path: place.pathname,
      query: place.searchParams,
      token,
      round,
      set: (parameters, push = false) => {
        const merged = { ...Object.fromEntries(place.searchParams), ...parameters };
        go(new URL(withQuery(place.pathname, merged), place), push);
      },
      signIn: (value) => {
        keepToken(value);
        setToken(value);
      },
      again: () => setRound((count) => count + 1),
    }),
    [base, place.href, token, round],
  );
  return (
    <SiteContext.Provider value={site}>
      <Header page={route.page} />
      <main id="main" tabIndex={-1}>
        <Page route={route} />
      </main>
      <Footer />
    </SiteContext.Provider>
  );
}
