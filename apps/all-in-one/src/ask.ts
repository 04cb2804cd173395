import { CensusError, type Problem } from '@kfunc-census/errors';
import type { CoverageAnswer, KfuncDetailAnswer, KfuncListAnswer } from '@kfunc-census/query';

/** Asks the query API over HTTP, as anybody would. */
export interface Api {
  readonly url: string;
  readonly token: string;
}

async function get<Answer>({ url, token }: Api, path: string): Promise<Answer> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } });
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json()) as Problem;
  throw new CensusError('internal/unexpected', `GET ${path}: ${problem.code}: ${problem.detail}`);
}

/** What the answer of `npm start` is made of. */
export interface Overview {
  readonly list: KfuncListAnswer;
  /** One per kfunc in use, by name; the first ones where there are many. */
  readonly used: readonly KfuncDetailAnswer[];
}

/** Kfuncs whose programs are asked for; a host with more shows the rest by the CLI. */
const mostDetails = 24;
/** Questions that are asked at the same time. */
const atOnce = 4;

/**
 * Asks for the kfuncs in use, and for the programs of each, up to 24 kfuncs. Throws
 * `internal/unexpected`.
 */
export async function askOverview(api: Api): Promise<Overview> {
  const list = await get<KfuncListAnswer>(api, '/v1/kfuncs?used=used');
  const names = [...new Set(list.kfuncs.map(({ name }) => name))].slice(0, mostDetails);
  const used: KfuncDetailAnswer[] = [];
  for (let from = 0; from < names.length; from += atOnce) {
    const asked = names
      .slice(from, from + atOnce)
      .map((name) => get<KfuncDetailAnswer>(api, `/v1/kfuncs/${encodeURIComponent(name)}`));
    used.push(...(await Promise.all(asked)));
  }
  return { list, used };
}

/** Hosts that reported on a UTC day, of every organisation. Throws `internal/unexpected`. */
export async function askReporting(api: Api, day: string): Promise<number> {
  const path = `/v1/coverage?organisations=all&days=1&until=${day}`;
  return (await get<CoverageAnswer>(api, path)).population.reporting;
}
