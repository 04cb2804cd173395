import type { KfuncDetailAnswer, KfuncListAnswer } from '@kfunc-census/query';
import type { AllInOne } from './all-in-one.ts';

/** A response of one of the servers, its body read as JSON. */
export interface Response {
  readonly status: number;
  readonly body: unknown;
}

/** Asks the query API with a token file of the state directory. */
export async function ask(
  app: AllInOne,
  path: string,
  tokenFile = 'read.token',
): Promise<Response> {
  const headers = { authorization: `Bearer ${app.token(tokenFile)}` };
  const response = await fetch(app.queryUrl + path, { headers });
  return { status: response.status, body: await response.json() };
}

/** Sends a document to the gateway with a token file of the state directory. */
export async function send(
  app: AllInOne,
  method: 'POST' | 'PUT',
  path: string,
  body: string,
  tokenFile = 'send.token',
): Promise<Response> {
  const response = await fetch(app.gatewayUrl + path, {
    method,
    body,
    headers: {
      authorization: `Bearer ${app.token(tokenFile)}`,
      'content-type': 'application/json',
    },
  });
  return { status: response.status, body: await response.json() };
}

/** Names of the programs that the API says call a kfunc, sorted. */
export async function programsCalling(app: AllInOne, kfunc: string): Promise<string[]> {
  const { body } = await ask(app, `/v1/kfuncs/${kfunc}`);
  const { kfuncs } = body as KfuncDetailAnswer;
  const callers = kfuncs.flatMap(({ programs }) =>
    programs.filter(({ rung }) => rung === 'called'),
  );
  return [...new Set(callers.map(({ name }) => name))].sort();
}

/** Every answer that one organisation can get, without the instant of the answer. */
export async function everyAnswer(app: AllInOne, tokenFile: string): Promise<unknown[]> {
  const list = (await ask(app, '/v1/kfuncs', tokenFile)).body as KfuncListAnswer;
  const named = list.kfuncs
    .filter(({ users_by_rung: rungs }) => Object.values(rungs).some((hosts) => hosts > 0))
    .map(({ name }) => `/v1/kfuncs/${encodeURIComponent(name)}`);
  const answers: unknown[] = [list, (await ask(app, '/v1/coverage', tokenFile)).body];
  for (const path of named) answers.push((await ask(app, path, tokenFile)).body);
  return JSON.parse(JSON.stringify(answers), (key, value) =>
    key === 'generated_at' ? undefined : value,
  );
}
