import { CensusError, type Problem } from '@kfunc-census/errors';
import type { KfuncDetailAnswer, KfuncListAnswer } from '@kfunc-census/query';

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
  /** One per kfunc in use, by name. */
  readonly used: readonly KfuncDetailAnswer[];
}

/** Asks for the kfuncs in use, and for the programs of each. Throws `internal/unexpected`. */
export async function askOverview(api: Api): Promise<Overview> {
  const list = await get<KfuncListAnswer>(api, '/v1/kfuncs?used=used');
  const used: KfuncDetailAnswer[] = [];
  for (const name of new Set(list.kfuncs.map((kfunc) => kfunc.name)))
    used.push(await get<KfuncDetailAnswer>(api, `/v1/kfuncs/${encodeURIComponent(name)}`));
  return { list, used };
}
