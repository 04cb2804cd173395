import { describe, expect, it } from 'vitest';
import core from '../data/core.json' with { type: 'json' };
import network from '../data/network.json' with { type: 'json' };
import schedExt from '../data/sched-ext.json' with { type: 'json' };
import subsystems from '../data/subsystems.json' with { type: 'json' };
import tests from '../data/tests.json' with { type: 'json' };
import { checkData, checkOrder } from './check.ts';
import { lifecycle, lifecycleData } from './data.ts';

const names = lifecycle.knownNames();

describe('the reviewed data', () => {
  it('holds nothing that is wrong', () => {
    expect(checkData(lifecycleData)).toEqual([]);
  });

  it('is sorted, so that a change is a small diff', () => {
    for (const [file, list] of Object.entries({ core, network, schedExt, subsystems, tests }))
      expect(checkOrder(file, list)).toEqual([]);
  });

  it('knows every kfunc of upstream', () => {
    expect(names.length).toBeGreaterThanOrEqual(398);
    const callable = names.filter((name) => lifecycle.get(name)?.hook === undefined);
    expect(callable.length).toBeGreaterThan(380);
  });

  it('lets each kfunc of a known set be called by some program type', () => {
    const inSets = names.filter((name) => lifecycle.get(name)?.registered.sets.length !== 0);
    expect(inSets.length).toBeGreaterThan(320);
    expect(inSets.filter((name) => lifecycle.programTypesOf(name).length === 0)).toEqual([]);
  });

  it('names no symbol of a specialised variant as a kfunc', () => {
    const symbols = lifecycleData.entries.flatMap((entry) => entry.specialised?.symbols ?? []);
    expect(symbols.length).toBeGreaterThan(15);
    expect(symbols.filter((symbol) => names.includes(symbol))).toEqual([]);
  });
});

describe('real deprecations, renames and removals', () => {
  it.each([
    ['bpf_cpumask_kptr_get', '6.2 6.3 6.4', 'not-yet present removed'],
    ['bpf_task_kptr_get', '6.1 6.2 6.4', 'not-yet present removed'],
    ['bpf_task_acquire_not_zero', '6.3 6.4', 'present removed'],
    ['bpf_cgroup_kptr_get', '6.3 6.4', 'present removed'],
    ['bpf_rbtree_add', '6.2 6.3 6.4 7.0 7.1', 'not-yet present renamed renamed name-reused'],
    ['bpf_list_push_front', '6.2 6.4 7.1', 'present renamed name-reused'],
    ['bpf_list_push_back', '6.2 6.4 7.1', 'present renamed name-reused'],
    ['bpf_cpumask_any', '6.4 6.5', 'present renamed'],
    ['bpf_cpumask_any_and', '6.4 6.5', 'present renamed'],
    ['hid_bpf_attach_prog', '6.2 6.10 6.11', 'not-yet present removed'],
    ['cgroup_rstat_updated', '6.15 6.16', 'present renamed'],
    ['cgroup_rstat_flush', '6.15 6.16', 'present renamed'],
    ['scx_bpf_dispatch', '6.12 6.13 6.16 6.17', 'present deprecated deprecated renamed'],
    ['scx_bpf_dispatch_vtime', '6.12 6.13 6.17', 'present deprecated renamed'],
    ['scx_bpf_consume', '6.12 6.13 6.17', 'present deprecated renamed'],
    ['scx_bpf_dispatch_from_dsq', '6.12 6.16 6.17', 'present deprecated renamed'],
    ['scx_bpf_dispatch_vtime_from_dsq', '6.12 6.16 6.17', 'present deprecated renamed'],
    ['scx_bpf_dispatch_from_dsq_set_slice', '6.12 6.16 6.17', 'present deprecated renamed'],
    ['scx_bpf_dispatch_from_dsq_set_vtime', '6.12 6.16 6.17', 'present deprecated renamed'],
    ['scx_bpf_cpu_rq', '6.17 6.18 7.2 7.3', 'present deprecated deprecated removed'],
    ['scx_bpf_dsq_insert', '6.12 6.13 6.19', 'not-yet present deprecated'],
    ['scx_bpf_dsq_insert_vtime', '6.18 6.19', 'present deprecated'],
    ['scx_bpf_select_cpu_and', '6.15 6.16 6.19', 'not-yet present deprecated'],
    ['scx_bpf_reenqueue_local', '6.18 6.19 7.3', 'present deprecated deprecated'],
    ['scx_bpf_dsq_move_to_local___v2', '7.0 7.1', 'not-yet present'],
    ['bpf_stream_vprintk', '6.16 6.17 6.18 7.0', 'not-yet present renamed name-reused'],
    ['bpf_stream_vprintk_impl', '6.17 6.18 7.0', 'not-yet present renamed'],
    ['bpf_task_work_schedule_signal_impl', '6.18 7.0', 'present renamed'],
    ['bpf_task_work_schedule_resume_impl', '6.18 7.0', 'present renamed'],
    ['bpf_wq_set_callback_impl', '6.9 6.10 6.19 7.0', 'not-yet present present renamed'],
    ['bpf_obj_new_impl', '6.1 7.0 7.1', 'not-yet present deprecated'],
    ['bpf_obj_drop_impl', '6.1 7.0 7.1', 'not-yet present deprecated'],
    ['bpf_percpu_obj_new_impl', '6.6 7.0 7.1', 'not-yet present deprecated'],
    ['bpf_percpu_obj_drop_impl', '6.6 7.0 7.1', 'not-yet present deprecated'],
    ['bpf_refcount_acquire_impl', '6.3 7.0 7.1', 'not-yet present deprecated'],
    ['bpf_list_push_front_impl', '6.3 7.0 7.1', 'not-yet present deprecated'],
    ['bpf_list_push_back_impl', '6.3 7.0 7.1', 'not-yet present deprecated'],
    ['bpf_rbtree_add_impl', '6.3 7.0 7.1', 'not-yet present deprecated'],
    ['bbr_cwnd_event', '5.12 5.13 7.0 7.1', 'not-yet present present renamed'],
    ['cubictcp_cwnd_event', '7.0 7.1', 'present renamed'],
    ['dctcp_cwnd_event', '7.0 7.1', 'present renamed'],
  ])('%s', (name, versions, expected) => {
    const found = versions.split(' ').map((line) => lifecycle.statusAt(name, line)?.status);
    expect(found.join(' ')).toBe(expected);
  });

  it('joins the names of a function to families', () => {
    expect(lifecycle.familyOf('scx_bpf_dispatch')?.members).toEqual([
      'scx_bpf_dispatch',
      'scx_bpf_dsq_insert',
      'scx_bpf_dsq_insert___v2',
    ]);
    expect(lifecycle.familyOf('bpf_obj_new_impl')?.name).toBe('bpf_obj_new');
    expect(lifecycle.familyOf('bpf_key_put')).toBeUndefined();
  });

  it('knows what programs do not show', () => {
    expect(lifecycle.isInlinedOn('bpf_rdonly_cast', '6.12.117+deb13-amd64')).toBe(true);
    expect(lifecycle.isInlinedOn('bpf_rdonly_cast', '6.1')).toBe(false);
    expect(lifecycle.isInlinedOn('bpf_iter_num_next', '7.2')).toBe(false);
    expect(lifecycle.isInlinedOn('bpf_iter_num_next', '7.3')).toBe(true);
    expect(lifecycle.isInlinedOn('__bpf_trap', '7.3')).toBe(false);
    const cookie = lifecycle.notMeasurableOn('bpf_session_cookie', '7.0');
    expect(cookie?.why).toBe('inlined-in-some-programs');
    const prologue = lifecycle.get('bpf_qdisc_init_prologue')?.kernelInserted;
    expect(prologue?.programTypes).toEqual(['struct_ops']);
  });

  it('says which signatures changed so that old declarations do not link', () => {
    const changed = lifecycleData.entries.flatMap(({ name, lives }) =>
      lives
        .flatMap(({ signatureChanges }) => signatureChanges)
        .filter(({ kind }) => kind === 'shape-changed')
        .map(({ version }) => `${name} ${version}`),
    );
    expect(changed).toEqual([
      'bpf_session_cookie 7.2',
      'bpf_session_is_return 7.2',
      'scx_bpf_cid_override 7.3',
      'scx_bpf_cidperf_set 7.3',
    ]);
  });
});
