import { Worker } from 'node:worker_threads';
import { decoders } from './decoders.ts';
import type { Answer, Task } from './worker.ts';

/** How the run of one decoder ended. */
export interface FuzzResult {
  readonly decoder: string;
  readonly inputs: number;
  /** Inputs that were refused with the error of the decoder. */
  readonly refused: number;
  /** Steps of the dearest input. */
  readonly mostWork: number;
  /** Milliseconds of the slowest input: to be read, not judged, since machines are busy. */
  readonly slowestMs: number;
  readonly seconds: number;
  /** What went wrong, and how to see it again; undefined when nothing did. */
  readonly fault: string | undefined;
}

/** Limits of a run. */
export interface FuzzLimits {
  /** Seconds without a next input after which it hangs; generous, since machines are busy. */
  readonly hangSeconds: number;
  /** Heap of the worker in MB; an input that needs more ends the worker. */
  readonly heapMb: number;
}

const defaults: FuzzLimits = { hangSeconds: 60, heapMb: 512 };

/** Number of inputs that a run of `wanted` means for a decoder. */
export function inputsOf(decoder: string, wanted: number): number {
  return decoders[decoder]?.runs?.(wanted) ?? wanted;
}

/** Feeds the inputs `from` to `to` (not included) to a decoder, in a thread that can be ended. */
export function fuzz(
  decoder: string,
  from: number,
  to: number,
  limits: Partial<FuzzLimits> = {},
): Promise<FuzzResult> {
  const { hangSeconds, heapMb } = { ...defaults, ...limits };
  const started = performance.now();
  const progress = new SharedArrayBuffer(4);
  const current = new Int32Array(progress);
  const task: Task = { decoder, from, to, progress };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: task,
    execArgv: ['--conditions=@kfunc-census/source'],
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  return new Promise((resolve) => {
    const end = (answer: Answer) => {
      clearInterval(watch);
      void worker.terminate();
      resolve({
        decoder,
        inputs: answer.kind === 'done' ? to - from : Atomics.load(current, 0) - from,
        refused: answer.kind === 'done' ? answer.refused : 0,
        mostWork: answer.kind === 'done' ? answer.mostWork : 0,
        slowestMs: answer.kind === 'done' ? answer.slowestMs : 0,
        seconds: (performance.now() - started) / 1000,
        fault: answer.kind === 'done' ? undefined : replay(answer.what),
      });
    };
    const replay = (what: string): string => {
      const number = Atomics.load(current, 0);
      return `${decoder}, input ${number}: ${what}\nAgain: npm run test:fuzz -- --decoder ${decoder} --input ${number}`;
    };
    const watch = watchProgress(current, hangSeconds, () =>
      end({ kind: 'fault', what: `no end after ${hangSeconds} s` }),
    );
    worker.once('message', end);
    worker.once('error', (error) => end({ kind: 'fault', what: `the thread ended: ${error}` }));
  });
}

/** Calls `hung` when the number has stood still for so many seconds. */
function watchProgress(current: Int32Array, seconds: number, hung: () => void): NodeJS.Timeout {
  let [last, since] = [-1, performance.now()];
  return setInterval(() => {
    const now = Atomics.load(current, 0);
    if (now !== last) [last, since] = [now, performance.now()];
    else if (performance.now() - since > seconds * 1000) hung();
  }, 250);
}
