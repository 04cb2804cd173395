import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfigFile, readConfigFile, withConfigFile } from './file.ts';

const names = ['CENSUS_GATEWAY_URL', 'CENSUS_OWNER_SEARCH_MS'] as const;
const parse = (text: string) => parseConfigFile('agent.conf', text, names);

describe('parseConfigFile', () => {
  it('reads names and values, and the lines they stand on', () => {
    const text =
      '# comment\n\n CENSUS_GATEWAY_URL = "https://a.example/#b"\r\nCENSUS_OWNER_SEARCH_MS=0';
    expect(parse(text)).toEqual({
      path: 'agent.conf',
      values: { CENSUS_GATEWAY_URL: 'https://a.example/#b', CENSUS_OWNER_SEARCH_MS: '0' },
      lines: { CENSUS_GATEWAY_URL: 3, CENSUS_OWNER_SEARCH_MS: 4 },
      faults: [],
    });
  });

  it('names the line and the key of what it does not understand, and goes on', () => {
    const text =
      'gateway\n=x\nCENSUS_TYPO=secret\nCENSUS_OWNER_SEARCH_MS=1\nCENSUS_OWNER_SEARCH_MS=2';
    const { values, faults } = parse(text);
    expect(values).toEqual({ CENSUS_OWNER_SEARCH_MS: '2' });
    expect(faults).toEqual([
      { line: 1, problem: 'expected NAME=VALUE.' },
      { line: 2, problem: 'expected NAME=VALUE.' },
      { line: 3, problem: 'CENSUS_TYPO is not a variable of this file.' },
      { line: 4, problem: 'CENSUS_OWNER_SEARCH_MS is set again on line 5.' },
    ]);
  });

  it.each([
    ["'a b'", 'a b'],
    ['"', '"'],
    ['"a\'', '"a\''],
    ['', ''],
  ])('takes %s for %s', (written, value) => {
    expect(parse(`CENSUS_GATEWAY_URL=${written}`).values.CENSUS_GATEWAY_URL).toBe(value);
  });
});

describe('readConfigFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ['that is absent', undefined, 'ENOENT'],
    ['that is not UTF-8', Buffer.from([0x43, 0xff]), 'not UTF-8'],
    ['with a NUL byte', Buffer.from('CENSUS_OWNER_SEARCH_MS=1\0'), 'it holds a NUL byte'],
  ])('sets nothing by a file %s, and says so', (_, bytes, reason) => {
    const path = join(folder, 'agent.conf');
    if (bytes !== undefined) writeFileSync(path, bytes);
    const { values, faults } = readConfigFile(path, names);
    expect({ values, faults }).toEqual({
      values: {},
      faults: [{ line: 0, problem: `the file cannot be read: ${reason}.` }],
    });
  });

  it('says so of a directory too', () => {
    expect(readConfigFile(folder, names).faults[0]?.problem).toMatch(/EISDIR/);
  });
});

describe('withConfigFile', () => {
  it('lets the environment win, unless it is empty there', () => {
    const file = parse('CENSUS_GATEWAY_URL=https://file.example\nCENSUS_OWNER_SEARCH_MS=5');
    const env = { CENSUS_GATEWAY_URL: '', CENSUS_OWNER_SEARCH_MS: '7', HOME: '/root' };
    expect(withConfigFile(file, env)).toEqual({
      CENSUS_GATEWAY_URL: 'https://file.example',
      CENSUS_OWNER_SEARCH_MS: '7',
      HOME: '/root',
    });
  });
});
