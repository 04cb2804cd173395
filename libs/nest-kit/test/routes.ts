import { type Principal, type TenantDirectory, tokenDigest } from '@kfunc-census/access';
import { CensusError } from '@kfunc-census/errors';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { CurrentPrincipal, Requires } from '../src/index.ts';

/** The one token of the directory. */
export const token = 'a-token-of-the-tests';
/** Knows one token, with the right to send. */
export const directory: TenantDirectory = {
  find: async (digest) =>
    Buffer.from(digest).equals(tokenDigest(token))
      ? { organisation: 'acme', rights: ['send'] }
      : undefined,
};

const size = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) =>
      /^\d+$/.test(String(value))
        ? { value: Number(value) }
        : { issues: [{ message: 'not a number' }] },
  },
} as const;

/** Knows no name at all; its issue is shaped like zod's for a strict object. */
const none = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value: unknown) => ({
      issues: [{ message: 'Unrecognized key', path: [], keys: Object.keys(value ?? {}) }],
    }),
  },
} as const;

/** Routes that show one behaviour of the library each. */
@Controller()
export class Routes {
  @Get('who')
  @Requires('send')
  who(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Get('read')
  @Requires('read-organisation')
  read(): string {
    return 'never';
  }

  @Get('busy')
  @Requires('send')
  busy(): never {
    throw new CensusError('queue/unavailable', 'no broker', { retryAfterSeconds: 7 });
  }

  @Get('broken')
  @Requires('send')
  broken(): never {
    throw new Error('password=secret');
  }

  @Get('size')
  @Requires('send')
  size(@Query('n', { schema: size }) n: unknown): unknown {
    return { n };
  }

  @Get('none')
  @Requires('send')
  none(@Query({ schema: none }) query: unknown): unknown {
    return query;
  }

  @Get('one/:name')
  @Requires('send')
  one(@Param('name') name: string): string {
    return name;
  }

  @Post('echo')
  @Requires('send')
  echo(@Body() body: unknown): unknown {
    return body;
  }
}

/** A route that says nothing about who may call it. */
@Controller('open')
export class Bare {
  @Get('door')
  door(): string {
    return 'open';
  }
}
