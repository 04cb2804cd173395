import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import { clickHouseEngine, storeLines } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Span } from '../questions.ts';
import type { Scope } from '../scope.ts';
import { everyone, fourWeeks, queriesOf, twoModules } from './evidence.spec-helper.ts';

const engine = clickHouseEngine();

describe.skipIf(engine.skip)(engine.title, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-evidence-'));
  let open: Awaited<ReturnType<typeof openStore>>;

  beforeAll(async () => {
    open = await openStore({ kind: 'embedded', path });
    await open.migrate();
    await open.store.insert(storeLines(twoModules));
  });
  afterAll(async () => {
    await open.close();
    rmSync(path, { recursive: true, force: true });
  });

  const questions: readonly (readonly [name: string, span: Span, scope: Scope])[] = [
    ['bpf_wq_set_callback_impl', fourWeeks, everyone],
    ['bpf_wq_set_callback_impl', { days: 3 }, everyone],
    ['bpf_wq_set_callback', { ...fourWeeks, distro: 'ubuntu' }, everyone],
    ['bpf_rcu_read_lock', fourWeeks, everyone],
    ['bpf_rcu_read_unlock', { ...fourWeeks, line: '6.12' }, { organisation: 'org-c' }],
    ['bpf_cast_to_kern_ctx', fourWeeks, { organisation: 'org-a' }],
    ['hid_bpf_attach_prog', fourWeeks, everyone],
  ];
  it.each(questions)(
    'gives the block and the hash of the oracle: %s %j %j',
    async (name, span, scope) => {
      const expected = await queriesOf(twoModules).evidence(scope, name, span);
      const { reader } = open;
      const actual = await queriesOf(twoModules, { reader }).evidence(scope, name, span);
      expect(actual).toEqual(expected);
    },
  );
});
