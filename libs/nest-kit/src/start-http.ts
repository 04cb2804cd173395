import type { DynamicModule, Type } from '@nestjs/common';
import { createHttpApp, type HttpAppOptions } from './app.ts';
import { type ListenOptions, listen } from './listen.ts';

/** An HTTP app that listens. */
export interface HttpServer {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** Refuses new requests, lets those in flight end, then stops to listen. */
  close(): Promise<void>;
}

/**
 * `createHttpApp`, then `listen`; closes the app when it cannot listen. Throws what these two throw.
 */
export async function startHttp(
  module: Type | DynamicModule,
  options: HttpAppOptions,
  at: ListenOptions,
): Promise<HttpServer> {
  const app = await createHttpApp(module, options);
  try {
    return { url: await listen(app, at), close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}
