import { CensusError } from '@kfunc-census/errors';
import { judge, noAnswer, type Refusal, refusalOf, type Verdict } from './answer.ts';
import {
  defaultRetryPolicy,
  parseRetryAfter,
  type RetryPolicy,
  type Timing,
  waitBefore,
} from './retry.ts';
import { newSendTrace, type SendTrace, traceparent } from './trace-context.ts';
import { type HttpRequest, type HttpResponse, sendOverHttp, type Transport } from './transport.ts';

/** A report to be sent. */
export interface OutgoingReport {
  /** The report's bytes, gzip. */
  readonly gzip: Uint8Array;
  /** Seconds since the scan, by the clock that counts suspended time; asked at each attempt. */
  readonly ageSeconds: () => number;
  readonly catalogues: readonly {
    readonly id: string;
    /** The catalogue's bytes, gzip; undefined when it is not at hand. */
    readonly gzip: () => Uint8Array | undefined;
  }[];
  /** Under which every attempt of this send can be found. Default: one that nobody need record. */
  readonly trace?: SendTrace;
}

/** What became of a report. */
export type SendOutcome = (
  | { readonly kind: 'accepted' }
  /** Refused for good: sending it again would not help. */
  | { readonly kind: 'rejected'; readonly refusal: Refusal }
  /** To be sent again by a later run. */
  | {
      readonly kind: 'kept';
      readonly refusal: Refusal;
      readonly retryAfterSeconds: number | undefined;
    }
) & {
  /** Catalogues that were refused for good; the report was sent all the same. */
  readonly refusedCatalogues: readonly { readonly id: string; readonly refusal: Refusal }[];
};

/** Sends reports to one gateway. */
export interface ReportSender {
  send(report: OutgoingReport): Promise<SendOutcome>;
}

/** What a sender is made from. */
export interface ReportSenderOptions {
  /** Base URL of the gateway; plain http only to loopback. */
  readonly gatewayUrl: string;
  readonly token: string;
  readonly timing: Timing;
  readonly policy?: RetryPolicy;
  readonly transport?: Transport;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Creates a sender. Throws `config/invalid` for a gateway that would get the token and the report
 * in plain text over a network.
 */
export function createReportSender(options: ReportSenderOptions): ReportSender {
  const url = new URL(options.gatewayUrl);
  if (url.protocol !== 'https:' && !loopback.test(url.hostname))
    throw new CensusError(
      'config/invalid',
      'CENSUS_GATEWAY_URL: plain http is allowed to loopback only; use https.',
      { field: 'CENSUS_GATEWAY_URL' },
    );
  return { send: (report) => new SendRun(options).send(report) };
}

type Answer =
  | { readonly verdict: 'accepted' | 'unknown' }
  | {
      readonly verdict: Exclude<Verdict, 'accepted'>;
      readonly refusal: Refusal;
      readonly retryAfterMs: number | undefined;
    };
type Refused = Extract<Answer, { refusal: Refusal }>;

/** One run: its attempts share one time limit. */
class SendRun {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timing: Timing;
  readonly #policy: RetryPolicy;
  readonly #transport: Transport;
  readonly #end: number;
  #trace = newSendTrace(false);
  readonly #refusedCatalogues: { id: string; refusal: Refusal }[] = [];

  constructor(options: ReportSenderOptions) {
    this.#base = options.gatewayUrl.replace(/\/$/, '');
    this.#headers = {
      authorization: `Bearer ${options.token}`,
      'user-agent': 'kfunc-census-agent',
    };
    this.#timing = options.timing;
    this.#policy = options.policy ?? defaultRetryPolicy;
    this.#transport = options.transport ?? sendOverHttp;
    this.#end = this.#timing.monotonic() + this.#policy.totalMs;
  }

  async send(report: OutgoingReport): Promise<SendOutcome> {
    this.#trace = report.trace ?? this.#trace;
    for (const { id, gzip } of report.catalogues) {
      const stopped = await this.#offerCatalogue(id, gzip);
      if (stopped !== undefined) return this.#kept(stopped);
    }
    const answer = await this.#repeat(() => ({
      method: 'POST',
      url: `${this.#base}/v1/reports`,
      headers: {
        ...json,
        'census-report-age': String(Math.max(0, Math.round(report.ageSeconds()))),
      },
      body: report.gzip,
    }));
    if (!('refusal' in answer))
      return { kind: 'accepted', refusedCatalogues: this.#refusedCatalogues };
    if (answer.verdict !== 'rejected') return this.#kept(answer);
    const { refusal } = answer;
    return { kind: 'rejected', refusal, refusedCatalogues: this.#refusedCatalogues };
  }

  #kept(answer: Refused): SendOutcome {
    const { refusal, retryAfterMs } = answer;
    const retryAfterSeconds =
      retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000);
    const refusedCatalogues = this.#refusedCatalogues;
    return { kind: 'kept', refusal, retryAfterSeconds, refusedCatalogues };
  }

  /** Puts a catalogue unless the gateway knows it; returns why the run cannot go on, if so. */
  async #offerCatalogue(
    id: string,
    gzip: () => Uint8Array | undefined,
  ): Promise<Refused | undefined> {
    const url = `${this.#base}/v1/catalogues/${id}`;
    const known = await this.#repeat(() => ({ method: 'HEAD', url, headers: {} }), true);
    if (known.verdict === 'accepted') return undefined;
    const body = known.verdict === 'unknown' ? gzip() : undefined;
    const answer =
      body === undefined
        ? known
        : await this.#repeat(() => ({ method: 'PUT', url, headers: json, body }));
    if (!('refusal' in answer)) return undefined;
    if (answer.verdict !== 'rejected') return answer;
    // The report stands without it: exposure of this kernel stays unknown, evidence does not.
    this.#refusedCatalogues.push({ id, refusal: answer.refusal });
    return undefined;
  }

  async #repeat(make: () => Omit<HttpRequest, 'timeoutMs'>, mayBeUnknown = false): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#ask(make(), mayBeUnknown);
      if (answer.verdict !== 'retry' || attempt >= this.#policy.attempts) return answer;
      const { retryAfterMs } = answer;
      const wait = waitBefore(attempt, retryAfterMs, this.#policy, this.#timing.random);
      if (this.#timing.monotonic() + wait >= this.#end) return answer;
      await this.#timing.sleep(wait);
    }
  }

  async #ask(request: Omit<HttpRequest, 'timeoutMs'>, mayBeUnknown: boolean): Promise<Answer> {
    const left = Math.max(1, this.#end - this.#timing.monotonic());
    let response: HttpResponse;
    try {
      response = await this.#transport({
        ...request,
        headers: {
          ...this.#headers,
          traceparent: traceparent(this.#trace),
          ...request.headers,
        },
        timeoutMs: Math.min(left, this.#policy.requestMs),
      });
    } catch (error) {
      return { verdict: 'retry', refusal: noAnswer(error), retryAfterMs: undefined };
    }
    return this.#read(response, mayBeUnknown);
  }

  #read(response: HttpResponse, mayBeUnknown: boolean): Answer {
    const { status } = response;
    if (mayBeUnknown && status === 404) return { verdict: 'unknown' };
    const verdict = judge(status);
    if (verdict === 'accepted') return { verdict };
    const retryAfterMs = parseRetryAfter(response.headers['retry-after'], this.#timing.now());
    return { verdict, refusal: refusalOf(response), retryAfterMs };
  }
}

const json = { 'content-type': 'application/json', 'content-encoding': 'gzip' } as const;
