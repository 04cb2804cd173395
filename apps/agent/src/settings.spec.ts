import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHostKey } from './host-key.ts';
import { readSettings } from './settings.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'agent-'));
});
afterEach(() => rmSync(state, { recursive: true }));

describe('readSettings', () => {
  it('puts its files into the state directory', () => {
    const warnings: string[] = [];
    const settings = readSettings((text) => warnings.push(text), { CENSUS_STATE_DIR: state });
    expect(settings).toEqual({
      stateDirectory: state,
      gatewayUrl: 'http://127.0.0.1:7080',
      tokenFile: join(state, 'send.token'),
      hostKeyFile: join(state, 'host.key'),
      spoolDirectory: join(state, 'spool'),
      runtimeDirectory: '/run/kfunc-census',
      textfileDirectory: undefined,
      scanIntervalSeconds: null,
      ownerSearchMs: 2000,
      runSampleSeconds: 0,
    });
    expect(warnings).toEqual([]);
  });

  it('warns of a bad number and goes on', () => {
    const warnings: string[] = [];
    const env = { CENSUS_STATE_DIR: state, CENSUS_SCAN_INTERVAL: 'daily' };
    expect(readSettings((text) => warnings.push(text), env).scanIntervalSeconds).toBeNull();
    expect(warnings).toEqual([expect.stringContaining('CENSUS_SCAN_INTERVAL')]);
  });

  it('takes the defaults of the search for holders and of runs when their numbers are bad', () => {
    const warnings: string[] = [];
    const env = {
      ...{ CENSUS_STATE_DIR: state, CENSUS_OWNER_SEARCH_MS: '-1' },
      CENSUS_RUN_SAMPLE_SECONDS: '1e9',
    };
    expect(readSettings((text) => warnings.push(text), env)).toMatchObject({
      ...{ ownerSearchMs: 2000, runSampleSeconds: 0 },
    });
    expect(warnings).toHaveLength(2);
  });

  it('does not guess where to send', () => {
    const env = { CENSUS_STATE_DIR: state, CENSUS_GATEWAY_URL: 'gateway:7080' };
    expect(() => readSettings(() => undefined, env)).toThrow(/CENSUS_GATEWAY_URL/);
  });
});

describe('a configuration file', () => {
  const read = (text: string, more = {}, sends = true) => {
    const path = join(state, 'agent.conf');
    writeFileSync(path, text);
    const warnings: string[] = [];
    const env = { CENSUS_STATE_DIR: state, CENSUS_CONFIG_FILE: path, ...more };
    const settings = readSettings((line) => warnings.push(line), env, { sends });
    return { settings, warnings: warnings.map((line) => line.replace(`${path} `, '')) };
  };

  it('sets what the environment does not', () => {
    const text = 'CENSUS_GATEWAY_URL=https://census.example\nCENSUS_OWNER_SEARCH_MS=5\n';
    const { settings, warnings } = read(text, { CENSUS_OWNER_SEARCH_MS: '7' });
    expect(warnings).toEqual([]);
    expect(settings).toMatchObject({ gatewayUrl: 'https://census.example', ownerSearchMs: 7 });
  });

  it('is held to by line and key: what cannot be used does nothing', () => {
    const text = '# c\nCENSUS_OWNER_SEARCH_MS=soon\nCENSUS_STATE_DIR=/elsewhere\nCENSUS_TYPO=1\n';
    const { settings, warnings } = read(text);
    expect(settings).toMatchObject({ ownerSearchMs: 2000, stateDirectory: state });
    expect(warnings).toEqual([
      'line 3: CENSUS_STATE_DIR is not a variable of this file. Going on without it.',
      'line 4: CENSUS_TYPO is not a variable of this file. Going on without it.',
      'line 2: CENSUS_OWNER_SEARCH_MS="soon": expected a whole number from 0 to 600000. Going on without it.',
    ]);
  });

  it('with a bad URL stops what sends, and no scan', () => {
    const text = '\nCENSUS_GATEWAY_URL=ftp://secret@host\n';
    expect(() => read(text)).toThrow(/line 2: CENSUS_GATEWAY_URL="…": expected an http/);
    const { warnings } = read(text, {}, false);
    expect(warnings).toEqual([
      expect.stringMatching(/^line 2: CENSUS_GATEWAY_URL=.*without it\.$/),
    ]);
  });

  it('is not blamed for what stands in the environment', () => {
    const bad = { CENSUS_OWNER_SEARCH_MS: '-1' };
    const { warnings } = read('CENSUS_OWNER_SEARCH_MS=5\n', bad);
    expect(warnings).toEqual([expect.stringMatching(/^CENSUS_OWNER_SEARCH_MS="-1"/)]);
  });

  it('that is absent is said to be, and the defaults are taken', () => {
    const warnings: string[] = [];
    const env = { CENSUS_STATE_DIR: state, CENSUS_CONFIG_FILE: join(state, 'none') };
    expect(readSettings((line) => warnings.push(line), env).ownerSearchMs).toBe(2000);
    expect(warnings).toEqual([
      `${join(state, 'none')}: the file cannot be read: ENOENT. Going on without it.`,
    ]);
  });
});

describe('readHostKey', () => {
  const at = (hostKeyFile: string) => readHostKey({ hostKeyFile, stateDirectory: state });

  it('makes a random key once, readable by its owner only', () => {
    const path = join(state, 'deep/host.key');
    const key = at(path);
    expect(key).toHaveLength(64);
    expect(at(path)).toEqual(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8').trim()).toMatch(/^[0-9a-f]{64}$/);
    expect(at(join(state, 'other.key'))).not.toEqual(key);
  });

  it('never makes one elsewhere', () => {
    expect(() => at(join(state, '../absent-key'))).toThrow(/CENSUS_HOST_KEY_FILE/);
  });

  it('refuses a key that is empty or short', () => {
    const path = join(state, 'host.key');
    for (const text of ['\n', 'short\n']) {
      writeFileSync(path, text);
      expect(() => at(path)).toThrow(/CENSUS_HOST_KEY_FILE/);
    }
  });
});
