import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isCensusError } from '@kfunc-census/errors';
import { describe, expect, it } from 'vitest';
import { readConfig, readSecret, type Variable, type VariableName, variables } from './index.ts';

/** The error that reading throws, or fails the test. */
function failure(run: () => unknown): { code: string; field: string | undefined; message: string } {
  try {
    run();
  } catch (error) {
    if (isCensusError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('readConfig', () => {
  it('takes defaults, and puts state files under the state directory', () => {
    const config = readConfig(['CENSUS_SPOOL_DIR', 'CENSUS_GATEWAY_PORT', 'KAFKA_BROKERS'], {
      CENSUS_STATE_DIR: '/var/lib/kfunc-census',
    });
    expect(config).toEqual({
      CENSUS_SPOOL_DIR: '/var/lib/kfunc-census/spool',
      CENSUS_GATEWAY_PORT: 7080,
      KAFKA_BROKERS: undefined,
    });
  });

  it('follows the XDG base directory specification without CENSUS_STATE_DIR', () => {
    const { CENSUS_STATE_DIR } = readConfig(['CENSUS_STATE_DIR'], { XDG_STATE_HOME: '/s' });
    expect(CENSUS_STATE_DIR).toBe('/s/kfunc-census');
  });

  it('reads lists, flags and URLs', () => {
    const config = readConfig(
      ['KAFKA_BROKERS', 'CENSUS_ALLOW_PLAINTEXT_LISTEN', 'CLICKHOUSE_URL'],
      {
        KAFKA_BROKERS: 'a:9092, b:9092',
        CENSUS_ALLOW_PLAINTEXT_LISTEN: '1',
        CLICKHOUSE_URL: 'https://store.example/',
      },
    );
    expect(config).toEqual({
      KAFKA_BROKERS: ['a:9092', 'b:9092'],
      CENSUS_ALLOW_PLAINTEXT_LISTEN: true,
      CLICKHOUSE_URL: 'https://store.example',
    });
  });

  it.each<[VariableName, string]>([
    ['CENSUS_GATEWAY_PORT', '65536'],
    ['CENSUS_GATEWAY_PORT', '80a'],
    ['CENSUS_BATCH_WAIT', '0'],
    ['CENSUS_ALLOW_PLAINTEXT_LISTEN', 'yes'],
    ['KAFKA_BROKERS', 'a,,b'],
    ['CLICKHOUSE_URL', 'ftp://x'],
  ])('refuses %s=%s and names it', (name, value) => {
    const error = failure(() => readConfig([name], { [name]: value }));
    expect(error).toMatchObject({ code: 'config/invalid', field: name });
    expect(error.message).toContain(name);
  });

  it('refuses credentials in a URL without printing them', () => {
    const url = 'http://user:secret@store.example';
    const error = failure(() => readConfig(['CLICKHOUSE_URL'], { CLICKHOUSE_URL: url }));
    expect(error.message).not.toContain('secret');
  });

  it('has defaults that it accepts itself', () => {
    expect(() => readConfig(Object.keys(variables) as VariableName[], {})).not.toThrow();
  });

  it('gives every integer its bounds', () => {
    for (const [name, variable] of Object.entries<Variable>(variables))
      if (variable.kind === 'integer')
        expect([name, variable.min, variable.max]).not.toContain(undefined);
  });
});

describe('readSecret', () => {
  it('reads a file without surrounding space, and refuses an absent or empty one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'secret-'));
    const file = join(folder, 'token');
    writeFileSync(file, ' s3cret\n');
    expect(readSecret('CENSUS_SEND_TOKEN_FILE', file)).toBe('s3cret');
    writeFileSync(file, '\n');
    expect(failure(() => readSecret('CENSUS_SEND_TOKEN_FILE', file)).message).toContain('empty');
    rmSync(folder, { recursive: true });
    expect(failure(() => readSecret('CENSUS_SEND_TOKEN_FILE', file)).field).toBe(
      'CENSUS_SEND_TOKEN_FILE',
    );
  });
});
