import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { variables } from '@kfunc-census/config';
import { describe, expect, it } from 'vitest';
import { usage } from '../../apps/agent/src/options.ts';
import { fileVariables, readSettings } from '../../apps/agent/src/settings.ts';
import { root } from '../lib/run.ts';
import { defaultConfiguration, manualPage, wrapped } from './texts.ts';

describe('the default configuration', () => {
  it('sets nothing', () => {
    const lines = defaultConfiguration().split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('has every variable, and each line of it says what holds without it', () => {
    const set = defaultConfiguration().match(/^#CENSUS_\w+=.*$/gm) ?? [];
    expect(set.map((line) => line.slice(1).split('=', 1)[0])).toEqual([...fileVariables]);
    const env = { CENSUS_STATE_DIR: '/var/lib/kfunc-census' };
    const written = set.map((line) => {
      const [name = '', value = ''] = line.slice(1).split('=', 2);
      return [name, value];
    });
    const none = () => expect.unreachable();
    expect(readSettings(none, { ...env, ...Object.fromEntries(written) })).toEqual(
      readSettings(none, env),
    );
  });
});

describe('the manual page', () => {
  it('holds every line of the usage and every variable of the file', () => {
    const page = manualPage('1.2.3').replaceAll('\\-', '-').replaceAll('\\&', '');
    for (const line of usage.split('\n')) expect(page).toContain(line);
    for (const name of fileVariables)
      expect(page).toContain(variables[name].description.replaceAll('`', ''));
  });

  it('shows no line that begins as a request of roff by accident', () => {
    const requests = manualPage('1').match(/^[.'].*$/gm) ?? [];
    expect(requests.filter((line) => !/^\.(TH|SH|TP|B|I|nf|fi|PP|RS|RE)\b/.test(line))).toEqual([]);
  });
});

it('completion knows every command and option of the usage', () => {
  const completion = readFileSync(join(root, 'deploy/agent/completion.bash'), 'utf8');
  const options = new Set(usage.match(/--[a-z-]+/g));
  const commands = [...usage.matchAll(/^ {2}([a-z]+) {3}/gm)].map((match) => match[1] ?? '');
  expect(commands).toContain('scan');
  for (const word of [...options, ...commands]) expect(completion).toContain(word);
});

describe('wrapped', () => {
  it('breaks at spaces, and never inside a word', () => {
    expect(wrapped('aa bb cccccc d', 5)).toEqual(['aa bb', 'cccccc', 'd']);
  });
});
