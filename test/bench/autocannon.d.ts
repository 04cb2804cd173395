/** The part of autocannon that the benchmarks use; the package has no types. */
declare module 'autocannon' {
  interface Options {
    readonly url: string;
    readonly method: 'GET' | 'POST';
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    readonly body?: Buffer;
    readonly headers?: Readonly<Record<string, string>>;
    /** Made one after another, instead of the one request of the options. */
    readonly requests?: readonly RequestOptions[];
  }
  interface RequestOptions {
    readonly body?: Buffer;
    readonly headers?: Readonly<Record<string, string>>;
    /** Changes each request before it is made. */
    readonly setupRequest?: (request: RequestOptions) => RequestOptions;
  }
  interface Result {
    /** Seconds that it took. */
    readonly duration: number;
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    /** Milliseconds. */
    readonly latency: { readonly p50: number; readonly p99: number };
  }
  /** Loads a server, as fast as its connections allow. */
  export default function autocannon(options: Options): Promise<Result>;
}
