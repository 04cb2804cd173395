/** Time and memory of a question that is asked again and again, and whether it is within its bar. */

/** What was seen of a question; no times where it had no answer. */
export interface Measured {
  readonly what: string;
  /** Milliseconds, of which 95 of 100 must be under this; none where the figure is only shown. */
  readonly bar?: number;
  /** Milliseconds. */
  readonly wall: readonly number[];
  /** Milliseconds of processor time, of all threads. */
  readonly cpu: readonly number[];
  /** Most resident memory of the process meanwhile, in bytes. */
  readonly memory: number;
}

/** A question, and how it is measured. */
export interface Question {
  readonly what: string;
  /** Milliseconds; see `Measured`. */
  readonly bar?: number;
  readonly repeats: number;
  /** `index` counts from 0, so that names may take turns. */
  readonly ask: (index: number) => Promise<unknown>;
}

/** Milliseconds between looks at the memory. */
const lookEvery = 20;

/** Does some work, and gives the most resident memory of the process meanwhile. */
async function withMemory(work: () => Promise<void>): Promise<number> {
  let most = process.memoryUsage.rss();
  const look = (): void => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const timer = setInterval(look, lookEvery);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  look();
  return most;
}

/**
 * Asks a question `repeats` times. The first time is no part of the figure: what it reads from the disk
 * and compiles the others need not. Without an answer it has no times; rejects then if there is a bar.
 */
export async function measure({ what, bar, repeats, ask }: Question): Promise<Measured> {
  const [wall, cpu]: [number[], number[]] = [[], []];
  const memory = await withMemory(async () => {
    try {
      await ask(0);
    } catch (error) {
      // Of a figure that is only shown: beside other work it may meet the limit of a statement.
      if (bar !== undefined) throw error;
      console.log(`${what}: no answer: ${error}`);
      return;
    }
    for (let index = 0; index < repeats; index += 1) {
      const used = process.cpuUsage();
      const started = performance.now();
      await ask(index);
      wall.push(performance.now() - started);
      const { user, system } = process.cpuUsage(used);
      cpu.push((user + system) / 1000);
    }
  });
  console.log(`${what}: ${wall.map((ms) => ms.toFixed(0)).join(' ')} ms`);
  return { what, ...(bar === undefined ? {} : { bar }), wall, cpu, memory };
}

/** The smallest value that a share of all values do not exceed; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** A row of what is printed. */
export const rowOf = ({ what, bar, wall, cpu, memory }: Measured) => ({
  what: wall.length === 0 ? `${what}: no answer` : what,
  'p50 ms': Math.round(quantile(wall, 0.5)),
  'p95 ms': Math.round(quantile(wall, 0.95)),
  'least ms': Math.round(Math.min(...wall)),
  'cpu p50 ms': Math.round(quantile(cpu, 0.5)),
  'MiB at most': Math.round(memory / 2 ** 20),
  bar: bar ?? '',
});

/** Whatever is not within its bar times `scale`, in words. */
export const overBars = (all: readonly Measured[], scale: number): readonly string[] =>
  all.flatMap(({ what, bar, wall }) => {
    if (bar === undefined) return [];
    const p95 = quantile(wall, 0.95);
    // Said this way round, so that no time at all is over the bar.
    return p95 < bar * scale
      ? []
      : [`over the bar: ${what}: p95 ${p95.toFixed(1)} ms, bar ${bar * scale} ms`];
  });
