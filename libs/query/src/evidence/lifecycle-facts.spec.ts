import { type Lifecycle, lifecycle } from '@kfunc-census/lifecycle';
import { describe, expect, it } from 'vitest';
import { lifecycleFacts } from './lifecycle-facts.ts';

describe('what the lifecycle data knows', () => {
  it('counts only lines that have the name for certain', () => {
    const known = lifecycle.get('bpf_rcu_read_lock');
    const after = {
      ...known!,
      lives: [
        {
          ...known!.lives[0]!,
          introduced: { version: '6.6', after: '6.2', source: 'x' },
          ended: { version: '6.12', after: '6.8', kind: 'removed' as const, source: 'x' },
        },
      ],
    };
    const some: Lifecycle = { ...lifecycle, get: () => after };
    // 6.6, 6.7 and 6.8.
    expect(lifecycleFacts('bpf_rcu_read_lock', some).lines_present).toBe(3);
  });

  it('has nothing of a name that was never upstream', () => {
    expect(lifecycleFacts('my_kfunc', lifecycle)).toMatchObject({
      known: false,
      lines_present: null,
      lives: [],
      record: null,
    });
  });

  it('knows hooks, and what the kernel inserts', () => {
    const names = lifecycle.knownNames();
    const hook = names.find((name) => lifecycle.get(name)?.hook !== undefined) ?? '';
    expect(lifecycleFacts(hook, lifecycle).hook).toBe(true);
    const inserted = names.find((name) => lifecycle.get(name)?.kernelInserted !== undefined) ?? '';
    expect(lifecycleFacts(inserted, lifecycle).kernel_inserted?.program_types).not.toEqual([]);
  });

  it('sets the record of the subsystem beside it', () => {
    const { record } = lifecycleFacts('bpf_wq_set_callback_impl', lifecycle);
    expect(record?.sets).toEqual(['common_btf_ids']);
    expect(record?.ends).toContainEqual({
      name: 'bpf_wq_set_callback_impl',
      kind: 'renamed',
      introduced: '6.10',
      marked: null,
      ended: '7.0',
    });
    const scx = lifecycleFacts('scx_bpf_dsq_insert', lifecycle).record;
    expect(scx?.ends.find(({ name }) => name === 'scx_bpf_dispatch')).toMatchObject({
      marked: '6.13',
      ended: '6.17',
    });
  });
});
