import { deepStrictEqual } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { countDays } from '@kfunc-census/usage';
import type { Asked } from './expected/rows.ts';

/** The query API as an HTTP client sees it. */
export interface FleetApi {
  /**
   * The answer to a reader of an organisation, or to one who may read all (undefined). With a body it
   * is a POST.
   */
  ask(
    organisation: string | undefined,
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** Path and query string of a question. */
export function pathOf(
  path: string,
  { organisation, window, stratum }: Asked,
  more: Readonly<Record<string, string>> = {},
): string {
  const span = { days: `${countDays(window)}`, until: window.to, ...stratum, ...more };
  const wide = organisation === undefined ? { organisations: 'all' } : {};
  return `${path}?${new URLSearchParams({ ...span, ...wide })}`;
}

/** The body of an answer; throws unless it has the status that is expected. */
export async function answerOf<T>(
  api: FleetApi,
  { organisation }: Asked,
  path: string,
  body?: object,
  status = 200,
): Promise<T> {
  const answer = await api.ask(organisation, path, body);
  deepStrictEqual({ path, status: answer.status }, { path, status });
  return answer.body as T;
}

const byJson = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
/** Lists of which the order is open where figures are equal. */
const unordered: ReadonlySet<string> = new Set(['losses', 'kernels', 'programs']);

/** Of a value the parts that another one has, with lists in a comparable order. */
function partOf(value: unknown, like: unknown, key = ''): unknown {
  if (Array.isArray(like)) {
    if (!Array.isArray(value)) return value;
    const isOpen = unordered.has(key);
    const parts = value.map((each, at) => partOf(each, (isOpen ? undefined : like[at]) ?? like[0]));
    return isOpen ? parts.sort(byJson) : parts;
  }
  const isObject = (one: unknown): one is Record<string, unknown> =>
    typeof one === 'object' && one !== null;
  if (!isObject(like) || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(like).map(([name, each]) => [name, partOf(value[name], each, name)]),
  );
}

/** Throws unless an answer has all that is expected, whatever else it has. */
export function comparePart(answer: unknown, expected: unknown): void {
  const plain: unknown = JSON.parse(JSON.stringify(expected));
  deepStrictEqual(partOf(answer, plain), partOf(plain, plain));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, canonical(each)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The hash of an evidence block as anyone can compute it who has the JSON: RFC 8785, SHA-256. */
export function statedHash(block: object): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(block)))
    .digest('hex');
}
