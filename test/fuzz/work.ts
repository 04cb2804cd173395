import { Btf } from '@kfunc-census/btf';

/** Steps that decoding took: each look at a type, each character of a name, each parameter. */
let steps = 0;

type Method = (this: Btf, ...args: number[]) => unknown;

/** Counts what an answer holds besides the step itself. */
function sizeOf(answer: unknown): number {
  return typeof answer === 'string' || Array.isArray(answer) ? answer.length : 0;
}

/** Replaces the accessors of all BTF of this thread by ones that count. */
export function countWork(): void {
  const accessors = Btf.prototype as unknown as Record<string, Method>;
  for (const name of ['kind', 'name', 'string', 'target', 'vlen', 'array', 'params', 'intOffset']) {
    const original = accessors[name];
    if (original === undefined) throw new Error(`Btf has no accessor ${name}`);
    accessors[name] = function (this: Btf, ...args) {
      const answer = original.apply(this, args);
      steps += 1 + sizeOf(answer);
      return answer;
    };
  }
}

/** Steps since the last call. */
export function takeWork(): number {
  const taken = steps;
  steps = 0;
  return taken;
}
