import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { ask, type Outcome } from './api/ask.ts';
import { type Parameters, spanOf, withQuery } from './route.ts';

/** Where the reader is, and how to get elsewhere; one for the whole page. */
export interface Site {
  /** Absolute address of the root, with a slash at its end. */
  readonly base: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string;
  /** Counts the wishes to ask again. */
  readonly round: number;
  /** Shows another state of this page; `push` makes it a step that "back" undoes. */
  set(parameters: Parameters, push?: boolean): void;
  signIn(token: string): void;
  again(): void;
}

/** The site of the page; there is no page without. */
export const SiteContext = createContext<Site | undefined>(undefined);

/** The site, of any part of the page. */
export function useSite(): Site {
  const site = useContext(SiteContext);
  if (site === undefined) throw new TypeError('a part outside of the page');
  return site;
}

/** Days and hosts of the page, for the next question. */
export const useSpan = (): Record<string, string> => spanOf(useSite().query);

/** Address of another page over the same days and hosts. */
export function useHref(): (path: string, more?: Parameters) => string {
  const { base, query } = useSite();
  return (path, more = {}) => new URL(withQuery(path, { ...spanOf(query), ...more }), base).href;
}

/** What is known of a question by now. */
export interface Asked<T> {
  /** `undefined` while no answer has come. */
  readonly outcome: Outcome<T> | undefined;
  /** The last answer, while the next one is on its way. */
  readonly waiting: boolean;
}

/** Asks the API, again whenever the question or the token changes. No question: undefined. */
export function useAnswer<T>(path: string | undefined, body?: object): Asked<T> {
  const { base, token, round } = useSite();
  const [state, setState] = useState<{ key: string; outcome: Outcome<T> }>();
  const sent = body === undefined ? '' : JSON.stringify(body);
  const key = path === undefined ? '' : `${round} ${token} ${path} ${sent}`;
  useEffect(() => {
    if (path === undefined) return;
    const stop = new AbortController();
    const { signal } = stop;
    ask<T>(path, { base, token, signal, ...(body === undefined ? {} : { body }) }).then(
      (outcome) => setState({ key, outcome }),
      () => undefined,
    );
    return () => stop.abort();
  }, [key]);
  return { outcome: state?.outcome, waiting: path !== undefined && state?.key !== key };
}
