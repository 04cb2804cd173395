/** Runs one decoder over a range of inputs, and says before each which one it is. */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { isCensusError } from '@kfunc-census/errors';
import { type Decoder, decoders } from './decoders.ts';
import { type Input, Inputs } from './inputs.ts';
import { plantedDecoders } from './planted.ts';
import { countWork, takeWork } from './work.ts';

/** What a worker is started with. */
export interface Task {
  readonly decoder: string;
  readonly from: number;
  /** Not included. */
  readonly to: number;
  /** One 32-bit number: the input at hand. */
  readonly progress: SharedArrayBuffer;
}

/** What a worker answers when it came to an end by itself. */
export type Answer =
  | {
      readonly kind: 'done';
      readonly refused: number;
      readonly mostWork: number;
      readonly slowestMs: number;
    }
  | { readonly kind: 'fault'; readonly what: string };

/** Steps allowed for an input: some for the harness's own looks, and some per byte. */
const allowedSteps = (bytes: number): number => 600_000 + 256 * bytes;

/** Bytes of buffers allowed for an input: they lie outside the heap, which has a limit of its own. */
const allowedBuffers = (bytes: number): number => 4e6 + 16 * bytes;

/** Decodes; returns whether the input was refused. Throws on any other outcome. */
function judge(decoder: Decoder, { bytes, random }: Input): boolean {
  try {
    decoder.decode(bytes, random);
    return false;
  } catch (error) {
    if (decoder.codes?.some((code) => isCensusError(error, code))) return true;
    throw error;
  }
}

/** The stack of an error, for which the input is decoded again. */
function whereFrom(decoder: Decoder, input: Input): string | undefined {
  Error.stackTraceLimit = 20;
  try {
    judge(decoder, input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.stack : undefined;
  }
}

function run({ decoder: name, from, to, progress }: Task): Answer {
  const decoder = decoders[name] ?? plantedDecoders[name];
  if (decoder === undefined) return { kind: 'fault', what: `there is no decoder ${name}` };
  const inputs = new Inputs(name, decoder);
  const current = new Int32Array(progress);
  let [refused, mostWork, slowestMs] = [0, 0, 0];
  for (let number = from; number < to; number += 1) {
    Atomics.store(current, 0, number);
    const input = inputs.at(number);
    takeWork();
    const buffers = getHeapStatistics().external_memory;
    const started = performance.now();
    try {
      if (judge(decoder, input)) refused += 1;
    } catch (error) {
      return { kind: 'fault', what: whereFrom(decoder, inputs.at(number)) ?? String(error) };
    }
    slowestMs = Math.max(slowestMs, performance.now() - started);
    const taken = getHeapStatistics().external_memory - buffers;
    if (taken > allowedBuffers(input.bytes.length))
      return { kind: 'fault', what: `${taken} bytes of buffers for ${input.bytes.length} bytes` };
    const work = takeWork();
    if (work > allowedSteps(input.bytes.length))
      return { kind: 'fault', what: `${work} steps for ${input.bytes.length} bytes` };
    mostWork = Math.max(mostWork, work);
  }
  return { kind: 'done', refused, mostWork, slowestMs };
}

countWork();
// Refusals are errors, and most of an error's cost is its stack.
Error.stackTraceLimit = 0;
parentPort?.postMessage(run(workerData as Task));
