import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import { type DynamicModule, Inject, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { documentFor, pageHeaders, pagePaths } from './page-files.ts';

const folderToken = Symbol('folder of the pages');

/** The files of the explorer beside `/v1`, for everyone: they hold no data, and ask with a token. */
@Module({})
export class PagesModule implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(folderToken) private readonly folder: string,
  ) {}

  /**
   * A module over the folder that holds `index.html` and `assets/`. Where it is not there, a warning
   * says so, and there are no pages.
   */
  static register(folder: string): DynamicModule {
    return { module: PagesModule, providers: [{ provide: folderToken, useValue: folder }] };
  }

  /** Adds the routes. */
  async onModuleInit(): Promise<void> {
    if (!existsSync(join(this.folder, 'index.html'))) {
      new Logger('pages').warn(
        `No pages in ${this.folder}: \`npm run build -w apps/explorer\` makes them. The API is served all the same.`,
      );
      return;
    }
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    const answer = (request: FastifyRequest, reply: FastifyReply) =>
      reply
        .headers(pageHeaders)
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(documentFor(this.folder, request.url));
    for (const path of pagePaths) fastify.get(path, answer);
    await fastify.register(fastifyStatic, {
      root: join(this.folder, 'assets'),
      prefix: '/assets/',
      index: false,
      // Their names hold a hash of what is in them.
      immutable: true,
      maxAge: '1y',
      preCompressed: true,
      setHeaders: (reply) => void reply.headers(pageHeaders),
    });
  }
}
