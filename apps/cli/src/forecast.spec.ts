import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createQueries } from '@kfunc-census/query';
import { createUsageOracle, replays, worldOfDay } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './served.spec-helper.ts';

const old = 'bpf_wq_set_callback_impl';

describe('kfunc-census forecast', () => {
  let served: Served;
  const run: Served['run'] = (...args) => served.run(...args);
  const file = (name: string, text: string) => {
    writeFileSync(join(served.state, name), text);
    return join(served.state, name);
  };

  beforeAll(async () => {
    const fleet = replays.find(({ name }) => name === 'impl-removal')?.fleet();
    if (fleet === undefined) throw new TypeError('no replay impl-removal');
    const reader = createUsageOracle(worldOfDay(fleet, 4));
    const clock = { now: () => Date.parse(`${fleet.days[4]}T23:59:59Z`) };
    const queries = createQueries({ reader, clock });
    served = await serve(queries, { organisation: 'shop', rights: ['read-organisation'] });
  });
  afterAll(() => served.close());

  it('names what does not link, with its successor, and exits 3', async () => {
    const { code, out, err } = await run('forecast', '--remove', old, '--days', '1');
    expect([code, err]).toEqual([3, '']);
    for (const line of [
      /^Forecast without bpf_wq_set_callback_impl\.$/m,
      /^does-not-link +1 +0 +2 +1 +36 +1$/m,
      /^[0-9a-f]{32} +wheel_ingress, wheel_expire +cachewheel; cachewheel 3\.2 +bpf_wq_set_callback_impl \(no-func, fallback none\)$/m,
      /^ {2}bpf_wq_set_callback_impl: bpf_wq_set_callback \(/m,
      /Names and shapes do not show/,
    ])
      expect(out).toMatch(line);
  });

  it('exits 0 when nothing stops to link, and takes a patch', async () => {
    const free = await run('forecast', '--remove', 'bpf_stream_vprintk_impl');
    expect([free.code, free.err]).toEqual([0, '']);
    const patch = file('one.patch', `@@ -1,2 +1,1 @@\n-__bpf_kfunc int ${old}(void)\n context\n`);
    const json = await run('--json', 'forecast', '--patch', patch);
    expect([json.code, JSON.parse(json.out).question.patch.removed]).toEqual([3, [old]]);
  });

  it('says what is wrong with a question', async () => {
    const large = file('large.patch', 'x'.repeat(5_000_000));
    const other = file('other.patch', 'x');
    const wrong = [
      [[], 2, 'exactly one'],
      [['--remove', old, '--to', 'x'], 2, 'exactly one'],
      [['--patch', join(served.state, 'none')], 2, 'could not be read'],
      [['--patch', large], 2, 'at most 1048576'],
      [['--patch', other], 2, 'no hunk was found'],
      [['--to', '0'.repeat(32)], 2, 'in reach'],
      [['--to', join(served.state, 'none')], 2, 'could not be read'],
      [['--to', file('none.json', '{}\n{')], 2, 'line 2'],
      [['--to', file('other.json', '{"module":"vmlinux"}')], 2, 'catalogues'],
      [['--remove', 'bpf_wq_set_calback_impl'], 4, old],
    ] as const;
    for (const [args, code, message] of wrong) {
      const ran = await run('forecast', ...args);
      expect([args, ran.code, ran.out]).toEqual([args, code, '']);
      expect(ran.err).toContain(message);
    }
  });
});
