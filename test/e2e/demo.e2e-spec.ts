/** `npm start -- --demo`: the replays of real history, asked over HTTP and, once it stopped, without. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { KfuncDetailAnswer } from '@kfunc-census/query';
import { realPart, replays, trueUse } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../tools/lib/run.ts';
import { type AllInOne, startAllInOne } from './all-in-one.ts';
import { ask } from './ask.ts';

const part = realPart('the demo', () =>
  spawnSync('setpriv', ['--version']).status === 0 ? true : 'setpriv is not installed',
);
/** Without rights, so that the figures of this host are in none. */
const command = [
  'setpriv',
  '--bounding-set=-all',
  '--inh-caps=-all',
  process.execPath,
  `${root}/apps/all-in-one/dist/main.js`,
] as const;
const block = readFileSync(join(root, 'apps/cli/fixtures/evidence-impl-removal.txt'), 'utf8');
const span = ['--days', '28', '--until', '2026-02-01'];
const question = ['evidence', 'bpf_wq_set_callback_impl', ...span];

describe.skipIf(part.skip)(part.title, () => {
  let app: AllInOne;
  const cli = (...args: readonly string[]) =>
    spawnSync(process.execPath, [`${root}/apps/cli/dist/main.js`, ...args], { encoding: 'utf8' });
  const store = () => join(app.stateDir, 'store');

  beforeAll(async () => {
    app = await startAllInOne({ command, args: ['--demo'] });
  });
  afterAll(() => rmSync(app.stateDir, { recursive: true, force: true }));

  it('names commands that print what the replay printed, to its hash', () => {
    const line = /npm run -s cli -- (evidence .*)$/m.exec(app.output())?.[1] ?? '';
    expect(line).toContain(question.join(' '));
    const { stdout, stderr, status } = cli(...line.split(' '));
    expect([status, stderr, stdout]).toEqual([0, '', block]);
    const others = [...app.output().matchAll(/npm run -s cli -- ((?:usage|family) .*)$/gm)];
    expect(others).toHaveLength(3);
    for (const [, other = ''] of others) {
      const answer = cli(...other.split(' '));
      expect([other, answer.status, answer.stderr]).toEqual([other, 0, '']);
      expect(answer.stdout).toMatch(/^20\d\d-\d\d-\d\d /m);
    }
  });

  it('shows both replays day by day', async () => {
    for (const replay of replays) {
      const fleet = replay.fleet();
      const [kfunc = ''] = replay.kfuncs;
      const path = `/v1/kfuncs/${kfunc}?organisations=all&days=${replay.days}&until=${fleet.days.at(-1)}`;
      const { body } = await ask(app, path, 'demo.read.token');
      const { kfuncs } = body as KfuncDetailAnswer;
      const series = kfuncs.find(({ module }) => module === 'vmlinux')?.series ?? [];
      const truth = fleet.days.map((day, index) => {
        const { users, exposed } = trueUse(fleet, index, kfunc);
        return { day, users, exposed };
      });
      expect(series.map(({ day, users, exposed }) => ({ day, users, exposed }))).toEqual(truth);
    }
  });

  it('lets the token of the demo alone read every organisation', async () => {
    const path = '/v1/coverage?organisations=all';
    expect((await ask(app, path, 'demo.read.token')).status).toBe(200);
    expect((await ask(app, path)).status).toBe(403);
  });

  it('says which process has the store open, and gives the same block once it stopped', async () => {
    const held = cli('--store', store(), ...question);
    expect([held.status, held.stderr]).toEqual([
      1,
      expect.stringMatching(/store\/unavailable: .* is open in process \d+, .*: stop that one, or/),
    ]);
    expect(await app.stop({ keepState: true })).toBe(0);
    const { status, stdout } = cli('--store', store(), ...question);
    expect([status, stdout]).toEqual([0, block]);
  });

  it('ends quietly when whoever reads a table has read enough', () => {
    const series = [process.execPath, `${root}/apps/cli/dist/main.js`, '--store', store()];
    const script = `${series.join(' ')} export series --used any --until 2026-02-01 | head -c 5`;
    const { stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['kfunc', '']);
  });
});
