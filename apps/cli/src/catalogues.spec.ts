import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createQueries } from '@kfunc-census/query';
import {
  catalogueKfunc,
  catalogueLine,
  createUsageOracle,
  hostLine,
  idOf,
  programKfunc,
  programMember,
  setLine,
  type World,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './served.spec-helper.ts';

const gone = 'bpf_wq_set_callback_impl';
const old = catalogueLine({
  kfuncs: [
    catalogueKfunc(gone),
    catalogueKfunc('bpf_session_cookie', { prototype: 'u64 *(void)', shape: '()->*int' }),
    catalogueKfunc('bpf_rcu_read_lock'),
  ],
});
const later = catalogueLine({
  kfuncs: [
    catalogueKfunc('bpf_session_cookie', {
      prototype: 'u64 *(\u001bvoid *)',
      shape: '(*void)->*int',
    }),
    catalogueKfunc('bpf_rcu_read_lock'),
    catalogueKfunc('bpf_arrived'),
  ],
});
const nat = catalogueLine({ module: 'nf_nat', kfuncs: [catalogueKfunc('bpf_ct_set_nat_info')] });
const using = setLine({ programs: [programMember({ kfuncs: [programKfunc(gone)] })] });
const world: World = {
  catalogues: [old, later, nat],
  sets: [using, setLine({ programs: [] })],
  hosts: [
    hostLine({ catalogues: [old.catalogue, nat.catalogue], set: using.set, release: '6.18.4' }),
    hostLine({
      catalogues: [later.catalogue],
      set: setLine({ programs: [] }).set,
      release: '7.0.1',
      host: idOf('host', 2),
    }),
  ],
};

describe('kfunc-census', () => {
  let served: Served;
  const run: Served['run'] = (...args) => served.run(...args);
  const file = (name: string, text: string) => {
    writeFileSync(join(served.state, name), text);
    return join(served.state, name);
  };

  beforeAll(async () => {
    const clock = { now: () => Date.UTC(2026, 2, 10, 20) };
    const queries = createQueries({ reader: createUsageOracle(world), clock });
    served = await serve(queries, { organisation: 'org-a', rights: ['read-organisation'] });
  });
  afterAll(() => served.close());

  it('lists kernels and catalogues, and shows one', async () => {
    const kernels = await run('kernels');
    expect([kernels.code, kernels.err]).toEqual([0, '']);
    expect(kernels.out).toMatch(
      new RegExp(
        `^6\\.18\\.4 +x86_64 +debian +1 +1 +2026-03-10 +2026-03-10 +vmlinux ${old.catalogue}, nf_nat`,
        'm',
      ),
    );
    const all = await run('catalogues', '--module', 'nf_nat');
    expect(all.out).toContain('1 of 1 matching catalogues listed.');
    expect(all.out).toMatch(
      new RegExp(`^${nat.catalogue} +nf_nat +1 +1 .*6\\.18\\.4 x86_64 debian$`, 'm'),
    );
    const one = await run('catalogues', old.catalogue);
    expect(one.out).toMatch(/^bpf_session_cookie +yes +tag +tag FUNC symbol +u64 \*\(void\)$/m);
  });

  it('gives lists part by part, and to their end when no part is asked for', async () => {
    const part = await run('--json', 'catalogues', old.catalogue, '--limit', '2');
    const { entries, next_cursor: cursor } = JSON.parse(part.out);
    expect(entries).toHaveLength(2);
    const rest = await run('catalogues', old.catalogue, '--cursor', cursor);
    expect(rest.out).toContain('1 of 3 entries listed.');
    const table = await run('list', '--limit', '2');
    expect(table.out).toMatch(/^More: --cursor [0-9a-z-]+$/m);
    const wrong = await run('list', '--cursor', cursor);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('another question')]);
  });

  it('lists what is offered and not used with hosts and bound, the rarest first', async () => {
    const { code, out } = await run('unused');
    expect(code).toBe(0);
    const rows = out.split('\n').filter((line) => line.includes('never seen'));
    expect(rows.map((row) => row.split(' ')[0])).toEqual([
      'bpf_rcu_read_lock',
      'bpf_session_cookie',
      'bpf_arrived',
      'bpf_ct_set_nat_info',
    ]);
    expect(rows[0]).toMatch(/vmlinux +2 +1 +<= 95\.0 % +0 +never seen +present$/);
    expect((await run('unused', '--lifecycle', 'unknown')).out).not.toContain('bpf_rcu_read_lock');
    expect((await run('list', '--callable', 'no')).out).toContain('0 of 0 matching kfuncs listed');
    expect((await run('list', '--unused', '--not-exposed')).code).toBe(2);
    expect((await run('list', '--lifecycle', 'dead')).code).toBe(2);
  });

  it('says what differs between kernels, and exits 3 where a declaration no longer links', async () => {
    const { code, out, err } = await run('diff-catalogues', '6.18.4', '7.0.1');
    expect([code, err]).toEqual([3, '']);
    for (const line of [
      /^From 6\.18\.4 to 7\.0\.1\.$/m,
      /^bpf_wq_set_callback_impl +vmlinux +gone +no-func +does not link +1 of 1 exposed host +bpf_wq_set_callback$/m,
      /^bpf_arrived +vmlinux +new +new +- +-$/m,
      /^ {4}\+ u64 \*\(\?void \*\)$/m,
      /^ {2}nf_nat: only in the first$/m,
      /^1 gone, 1 changed, 0 uncertain, 1 new\.$/m,
      /Names and shapes do not show/,
    ])
      expect(out).toMatch(line);
    const kernel = await run('diff-catalogues', '6.18.4', '7.0.1', '--module', 'vmlinux');
    expect([kernel.code, kernel.out.includes('nf_nat')]).toEqual([3, false]);
    const same = await run('diff-catalogues', old.catalogue, old.catalogue);
    expect([same.code, same.out]).toEqual([0, expect.stringContaining('No function differs.')]);
    const unknown = await run('diff-catalogues', '6.18.5', '7.0.1');
    expect([unknown.code, unknown.err]).toEqual([4, expect.stringContaining('6.18.4')]);
  });

  it('compares files without users, with each other and with a catalogue', async () => {
    const kept = file('old.json', (await run('--json', 'catalogues', old.catalogue)).out);
    const newer = file('later.json', (await run('--json', 'catalogues', later.catalogue)).out);
    const files = await run('diff-catalogues', kept, newer);
    expect([files.code, files.err]).toEqual([3, '']);
    expect(files.out).toMatch(
      /^bpf_wq_set_callback_impl +vmlinux +gone +no-func +does not link +-$/m,
    );
    const json = await run('--json', 'diff-catalogues', kept, later.catalogue);
    expect(JSON.parse(json.out).changes).toHaveLength(3);
    const part = file(
      'part.json',
      (await run('--json', 'catalogues', old.catalogue, '--limit', '1')).out,
    );
    const other = file('nat.json', (await run('--json', 'catalogues', nat.catalogue)).out);
    for (const [args, message] of [
      [[kept, '7.0.1'], 'neither'],
      [[kept, join(served.state, 'none.json')], 'neither'],
      [[kept, part], 'a part of a catalogue'],
      [[kept, other], 'nf_nat'],
      [[file('x.json', '{"kfuncs":[]}'), kept], 'no catalogue'],
      [[file('x.btf', '\u009f'), kept], 'no catalogue'],
    ] as const) {
      const ran = await run('diff-catalogues', ...args);
      expect([args, ran.code, ran.out]).toEqual([args, 2, '']);
      expect(ran.err).toContain(message);
    }
  });
});
