import { CensusError } from '@kfunc-census/errors';
import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { createLogger, PinoLogger, useLogger } from './logging.ts';

function setUp() {
  const lines: string[] = [];
  const pino = createLogger('info', { write: (line) => lines.push(line) });
  return { pino, logger: new PinoLogger(pino), lines };
}

describe('createLogger', () => {
  it('never writes a credential of a request', () => {
    const { pino, lines } = setUp();
    const headers = { authorization: 'Bearer secret', cookie: 'secret', host: 'h' };
    pino.info({ req: { headers }, res: { headers: { 'set-cookie': 'secret' } }, headers }, 'x');
    expect(lines.join()).not.toContain('secret');
    expect(lines.join()).toContain('"host":"h"');
  });
});

describe('PinoLogger', () => {
  it('writes message and context, above the level only', () => {
    const { logger, lines } = setUp();
    logger.log('listening', 'http');
    logger.debug('detail', 'http');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 30, msg: 'listening', context: 'http' },
    ]);
  });

  it('writes an error with its code and its cause', () => {
    const { logger, lines } = setUp();
    const cause = new Error('connection refused');
    logger.error(new CensusError('queue/unavailable', 'no broker', { cause }), 'http');
    const { msg, err } = JSON.parse(lines[0] ?? '');
    expect([msg, err.code]).toEqual(['no broker', 'queue/unavailable']);
    expect(err.stack).toContain('connection refused');
  });
});

describe('useLogger', () => {
  it("keeps Nest's own lines off stdout", () => {
    const stdout = vi.spyOn(process.stdout, 'write');
    useLogger('silent');
    new Logger('kafka').error('Connection: connect ECONNREFUSED');
    expect(stdout).not.toHaveBeenCalled();
    stdout.mockRestore();
  });
});
