import { isCensusError } from '@kfunc-census/errors';
import { createQueries, type UsageReader } from '@kfunc-census/query';
import { countDays } from '@kfunc-census/usage';
import type { FleetQuestion } from './truth.ts';

const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
/** Lists of answers of which the order is open where figures are equal. */
const unordered: ReadonlySet<string> = new Set(['losses', 'programs', 'kernels', 'modules']);

/** An answer as it travels, in a comparable order. */
export function comparable<T>(answer: T): T {
  const text = JSON.stringify(answer, (key, value: unknown) =>
    unordered.has(key) && Array.isArray(value) ? [...value].sort(byText) : value,
  );
  return JSON.parse(text) as T;
}

/** Everything that can be asked of one organisation about one window, stratum and kfunc. */
export async function askAll(reader: UsageReader, question: FleetQuestion, now: number) {
  const queries = createQueries({ reader, clock: { now: () => now } });
  const { organisation, window, stratum, kfunc } = question;
  const scope = { organisation };
  const span = { days: countDays(window), until: window.to, ...stratum };
  const one = await queries.kfunc(scope, kfunc.name, span).catch((cause: unknown) => {
    if (isCensusError(cause, 'query/unknown-kfunc')) return { unknown: cause.message, kfuncs: [] };
    throw cause;
  });
  const { kfuncs: modules, ...frame } = one;
  return comparable({
    one: { ...frame, modules },
    all: await queries.kfuncs(scope, span),
    coverage: await queries.coverage(scope, span),
  });
}
