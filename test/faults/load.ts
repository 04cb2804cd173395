import { setTimeout as pause } from 'node:timers/promises';
import type { ReportOracle } from '@kfunc-census/testing';

/** Where reports go. */
export interface Target {
  readonly url: string;
  readonly token: string;
}

/** What came of the requests so far. */
export interface LoadFigures {
  readonly accepted: number;
  /** 503 with Retry-After. */
  readonly refused: number;
  /** Connections that were refused or ended without an answer. */
  readonly cut: number;
  /** Milliseconds of the slowest answer. */
  readonly slowestMs: number;
  /** Milliseconds of the longest time without an accepted report. */
  readonly longestGapMs: number;
}

/** Sends reports until it is stopped, each until it is accepted, as an agent does. */
export interface Load {
  /** Figures since the start, or since the last call. */
  take(): LoadFigures;
  /** Resolves when all that were issued are accepted. */
  stop(): Promise<void>;
}

const requestWithinMs = 30_000;
const headers = { 'content-type': 'application/json' };
/** Far below what an agent waits: the load must be there again at once. */
const againMs = 100;

interface Counters {
  accepted: number;
  refused: number;
  cut: number;
  slowestMs: number;
  longestGapMs: number;
}
const none: Counters = { accepted: 0, refused: 0, cut: 0, slowestMs: 0, longestGapMs: 0 };

/** True when accepted; false when it has to be sent again. Throws on any other answer: a defect. */
async function send(
  { url, token }: Target,
  body: Uint8Array<ArrayBuffer>,
  now: () => Counters,
): Promise<boolean> {
  const started = performance.now();
  let response: Response;
  try {
    response = await fetch(`${url}/v1/reports`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}` },
      body,
      signal: AbortSignal.timeout(requestWithinMs),
    });
    await response.arrayBuffer();
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      throw new Error(`a request hung for ${requestWithinMs} ms`, { cause: error });
    now().cut += 1;
    return false;
  }
  // Not those of when it was sent: whoever takes them in between would miss this one.
  const figures = now();
  figures.slowestMs = Math.max(figures.slowestMs, performance.now() - started);
  if (response.status === 202) return true;
  if (response.status !== 503) throw new Error(`a report was answered with ${response.status}`);
  if (response.headers.get('retry-after') === null) throw new Error('a 503 without Retry-After');
  figures.refused += 1;
  return false;
}

/** Resolves with the host of one report, once it is accepted. */
export async function sendOne(target: Target, oracle: ReportOracle): Promise<string> {
  const { host, body } = oracle.issue();
  const figures = { ...none };
  while (!(await send(target, new Uint8Array(body), () => figures))) await pause(againMs);
  oracle.acknowledge(host);
  return host;
}

/** Starts `workers` senders that send one report after another, `pauseMs` between two. */
export function startLoad(
  target: Target,
  oracle: ReportOracle,
  { workers = 8, pauseMs = 20 } = {},
): Load {
  let figures = { ...none };
  let last = performance.now();
  let stopped = false;
  const accepted = (host: string): void => {
    oracle.acknowledge(host);
    figures.accepted += 1;
    figures.longestGapMs = Math.max(figures.longestGapMs, performance.now() - last);
    last = performance.now();
  };
  const work = async (): Promise<void> => {
    while (!stopped) {
      const { host, body } = oracle.issue();
      while (!(await send(target, new Uint8Array(body), () => figures))) await pause(againMs);
      accepted(host);
      await pause(pauseMs);
    }
  };
  const all = Promise.all(Array.from({ length: workers }, work));
  // Whoever stops the load learns of its failure.
  all.catch(() => undefined);
  return {
    take() {
      const taken = figures;
      figures = { ...none };
      last = performance.now();
      return taken;
    },
    async stop() {
      stopped = true;
      await all;
    },
  };
}
