import { type Parameters, withQuery } from '../route.ts';

/** Addresses of questions to the API, below the base. `span`: days and hosts, as `spanOf` gives them. */
export const paths = {
  kfuncs: (span: Parameters) => withQuery('v1/kfuncs', { sort: 'users', ...span }),
  allSeries: (span: Parameters) =>
    withQuery('v1/export', { what: 'series', format: 'ndjson', used: 'used', ...span }),
  kfunc: (name: string, span: Parameters) => withQuery(kfunc(name), span),
  evidence: (name: string, span: Parameters) =>
    withQuery(`${kfunc(name)}/evidence`, { format: 'text', ...span }),
  strata: (name: string, by: string, span: Parameters) =>
    withQuery(`${kfunc(name)}/strata`, { by, ...span }),
  uses: (name: string, by: string, span: Parameters) =>
    withQuery(`${kfunc(name)}/uses`, { by, ...span }),
  programs: (name: string, span: Parameters) => withQuery(`${kfunc(name)}/programs`, span),
  coUse: (name: string, span: Parameters) => withQuery(`${kfunc(name)}/co-use`, span),
  family: (name: string, span: Parameters) =>
    withQuery(`v1/families/${encodeURIComponent(name)}`, span),
  statements: (name: string, span: Parameters) =>
    withQuery('v1/statements', {
      kfunc: name,
      state: 'published',
      organisations: span.organisations,
    }),
  coverage: (span: Parameters) => withQuery('v1/coverage', span),
  days: (span: Parameters) => withQuery('v1/days', span),
  kernels: (span: Parameters) => withQuery('v1/kernels', { organisations: span.organisations }),
  catalogue: (id: string, span: Parameters) =>
    withQuery(`v1/catalogues/${encodeURIComponent(id)}`, { organisations: span.organisations }),
  diff: (from: string, to: string, span: Parameters) =>
    withQuery(`v1/catalogues/${encodeURIComponent(from)}/diff/${encodeURIComponent(to)}`, span),
  weeks: () => 'v1/public/weeks',
  week: (week: string) => `v1/public/weeks/${encodeURIComponent(week)}`,
  forecast: (span: Parameters) => withQuery('v1/forecast', span),
};

const kfunc = (name: string): string => `v1/kfuncs/${encodeURIComponent(name)}`;

/** The page that shows the answer to a question of `paths` as it came. */
export const answerPath = (question: string): string => withQuery('answer', { of: question });

/** Whether a text is a question that the page of answers may ask: below `v1/`, and nowhere else. */
export function isQuestion(text: string, base: string): boolean {
  if (!text.startsWith('v1/')) return false;
  const url = URL.parse(text, base);
  return url?.href.startsWith(new URL('v1/', base).href) ?? false;
}
