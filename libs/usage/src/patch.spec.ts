import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kfuncsInPatch } from './patch.ts';

const none = { removed: [], unregistered: [], added: [], signatureChanged: [], mentioned: [] };

/**
 * In the form of b97931a25a4b ("bpf: remove bpf_wq_set_callback_impl kfunc", 7.0): the kfunc, its
 * place in a set, the list by which the verifier knows it, and a caller.
 */
const wq = `Date: Tue, 20 Jan 2026 14:26:33 -0800
Subject: [PATCH] bpf: Remove bpf_wq_set_callback_impl kfunc

-- 
diff --git a/kernel/bpf/helpers.c b/kernel/bpf/helpers.c
--- a/kernel/bpf/helpers.c
+++ b/kernel/bpf/helpers.c
@@ -3120,18 +3120,16 @@ __bpf_kfunc int bpf_wq_start(struct bpf_wq *wq, unsigned int flags)
 	return 0;
 }
 
-__bpf_kfunc int bpf_wq_set_callback_impl(struct bpf_wq *wq,
-					 int (callback_fn)(void *map, int *key, void *value),
-					 unsigned int flags,
-					 void *aux__prog)
+__bpf_kfunc int bpf_wq_set_callback(struct bpf_wq *wq,
+				    int (callback_fn)(void *map, int *key, void *value),
+				    unsigned int flags, struct bpf_prog_aux *aux)
 {
-	struct bpf_prog_aux *aux = (struct bpf_prog_aux *)aux__prog;
 	struct bpf_async_kern *async = (struct bpf_async_kern *)wq;
 
 	if (flags)
 		return -EINVAL;
 
 	return __bpf_async_set_callback(async, callback_fn, aux, flags, BPF_ASYNC_TYPE_WQ);
 }
 
 __bpf_kfunc void bpf_preempt_disable(void)
 {
@@ -4500,5 +4498,5 @@ BTF_KFUNCS_START(common_btf_ids)
 BTF_ID_FLAGS(func, bpf_wq_init)
-BTF_ID_FLAGS(func, bpf_wq_set_callback_impl)
+BTF_ID_FLAGS(func, bpf_wq_set_callback, KF_IMPLICIT_ARGS)
 BTF_ID_FLAGS(func, bpf_wq_start)
 BTF_ID_FLAGS(func, bpf_preempt_disable)
 BTF_ID_FLAGS(func, bpf_preempt_enable)
diff --git a/kernel/bpf/verifier.c b/kernel/bpf/verifier.c
--- a/kernel/bpf/verifier.c
+++ b/kernel/bpf/verifier.c
@@ -12400,3 +12400,3 @@ BTF_ID_LIST(special_kfunc_list)
 BTF_ID(func, bpf_iter_css_task_new)
-BTF_ID(func, bpf_wq_set_callback_impl)
+BTF_ID(func, bpf_wq_set_callback)
 BTF_ID(func, bpf_rcu_read_lock)
`;

/** In the form of 4ecf83741401 ("sched_ext: Drop kfuncs marked for removal in 6.15", 6.17). */
const compat = `diff --git a/kernel/sched/ext.c b/kernel/sched/ext.c
--- a/kernel/sched/ext.c
+++ b/kernel/sched/ext.c
@@ -6500,12 +6500,4 @@ __bpf_kfunc void scx_bpf_dsq_insert(struct task_struct *p, u64 dsq_id, u64 slice
 	scx_dsq_insert_commit(p, dsq_id, enq_flags);
 }
 
-/* for backward compatibility, will be removed in v6.15 */
-__bpf_kfunc void scx_bpf_dispatch(struct task_struct *p, u64 dsq_id, u64 slice,
-				  u64 enq_flags)
-{
-	printk_deferred_once(KERN_WARNING "sched_ext: scx_bpf_dispatch() renamed to scx_bpf_dsq_insert()");
-	scx_bpf_dsq_insert(p, dsq_id, slice, enq_flags);
-}
-
 /**
@@ -6600,5 +6592,3 @@ __bpf_kfunc_end_defs();
 BTF_KFUNCS_START(scx_kfunc_ids_enqueue_dispatch)
 BTF_ID_FLAGS(func, scx_bpf_dsq_insert, KF_RCU)
 BTF_ID_FLAGS(func, scx_bpf_dsq_insert_vtime, KF_RCU)
-BTF_ID_FLAGS(func, scx_bpf_dispatch, KF_RCU)
-BTF_ID_FLAGS(func, scx_bpf_dispatch_vtime, KF_RCU)
`;

/** In the form of a97915559f5c ("cgroup: change rstat function signatures from cgroup-based to css-based", 6.16). */
const rstat = `--- a/kernel/cgroup/rstat.c
+++ b/kernel/cgroup/rstat.c
@@ -60,7 +60,8 @@ static inline
-__bpf_kfunc void cgroup_rstat_updated(struct cgroup *cgrp, int cpu)
+__bpf_kfunc void css_rstat_updated(struct cgroup_subsys_state *css, int cpu)
 {
+	struct cgroup *cgrp = css->cgroup;
 	raw_spinlock_t *cpu_lock = per_cpu_ptr(&cgroup_rstat_cpu_lock, cpu);
 	unsigned long flags;
 
 	/*
@@ -400,6 +401,6 @@
 /* Add bpf kfuncs for cgroup_rstat_updated() and cgroup_rstat_flush() */
 BTF_KFUNCS_START(bpf_rstat_kfunc_ids)
-BTF_ID_FLAGS(func, cgroup_rstat_updated)
-BTF_ID_FLAGS(func, cgroup_rstat_flush, KF_SLEEPABLE)
+BTF_ID_FLAGS(func, css_rstat_updated)
+BTF_ID_FLAGS(func, css_rstat_flush, KF_SLEEPABLE)
 BTF_KFUNCS_END(bpf_rstat_kfunc_ids)
`;

/** A hunk of these lines, with the numbers that belong to them. */
function hunk(lines: readonly string[], heading = ''): string {
  const old = lines.filter((line) => !line.startsWith('+')).length;
  const now = lines.filter((line) => !line.startsWith('-')).length;
  return [`@@ -10,${old} +10,${now} @@ ${heading}`, ...lines, ''].join('\n');
}

describe('kfuncsInPatch', () => {
  it('reads the removal of an _impl kfunc, and its twin that comes', () => {
    expect(kfuncsInPatch(wq)).toEqual({
      ...none,
      removed: ['bpf_wq_set_callback_impl'],
      added: ['bpf_wq_set_callback'],
      hunks: 3,
    });
  });

  it('reads the removal of compat names', () => {
    expect(kfuncsInPatch(compat)).toEqual({
      ...none,
      removed: ['scx_bpf_dispatch', 'scx_bpf_dispatch_vtime'],
      // Its definition is in no hunk.
      unregistered: ['scx_bpf_dispatch_vtime'],
      mentioned: ['scx_bpf_dsq_insert'],
      hunks: 2,
    });
  });

  it('reads a rename as a removal and an addition', () => {
    expect(kfuncsInPatch(rstat)).toEqual({
      ...none,
      removed: ['cgroup_rstat_flush', 'cgroup_rstat_updated'],
      unregistered: ['cgroup_rstat_flush'],
      added: ['css_rstat_flush', 'css_rstat_updated'],
      hunks: 2,
    });
  });

  it('sees a signature that changes in any of its lines, whatever its layout', () => {
    const head = ' __bpf_kfunc struct task_struct *';
    const long = (...lines: string[]) =>
      hunk([head, ' bpf_x(int a,', ...lines, ' {', '   return 0;', ' }']);
    const changed = (diff: string) => kfuncsInPatch(diff).signatureChanged;
    expect(changed(long('-      int b)', '+      int b, u64 flags)'))).toEqual(['bpf_x']);
    expect(changed(long('-      int b)', '+ int b)'))).toEqual([]);
    expect(changed(hunk(['-__bpf_kfunc int bpf_x(void)', '+__bpf_kfunc s32 bpf_x(void)']))).toEqual(
      ['bpf_x'],
    );
    const printf = '__bpf_kfunc __printf(1, 2) int bpf_x(';
    expect(changed(hunk([`-${printf}char *f)`, `+${printf}const char *f)`]))).toEqual(['bpf_x']);
  });

  it('takes the head of the function from the heading, when the parameters go on', () => {
    const heading = '__bpf_kfunc int bpf_x(struct a *a, struct b *b,';
    const above = ['    int c,', '    int d,', '    int e,'].map((line) => ` ${line}`);
    const parameters = [...above, '-    int f)', '+    long f)', ' {', '   int x;'];
    expect(kfuncsInPatch(hunk(parameters, heading)).signatureChanged).toEqual(['bpf_x']);
    const body = ['   if (a)', '-    return f(b, 1);', '+    return f(b, 2);', ' }', ' '];
    expect(kfuncsInPatch(hunk(body, heading))).toEqual({ ...none, hunks: 1 });
    const cut = ['-    int c)', '-{', '+    int c, int d)'];
    expect(kfuncsInPatch(hunk(cut, heading))).toEqual({ ...none, hunks: 1 });
  });

  it('takes no move for a change, and no helper for a kfunc', () => {
    const definition = ['__bpf_kfunc int bpf_x(int a)', '{', '}'];
    const moved =
      hunk(definition.map((line) => `-${line}`)) + hunk(definition.map((line) => `+${line}`));
    expect(kfuncsInPatch(moved)).toEqual({ ...none, hunks: 2 });
    const others = hunk([
      '-__bpf_kfunc_start_defs();',
      '-/* __bpf_kfunc int bpf_x(int a) */',
      '-#define __bpf_kfunc __used noinline',
      '-static int helper(int a)',
      '-  bpf_throw(1);',
      '-BTF_ID(func, bpf_rdonly_cast)',
    ]);
    expect(kfuncsInPatch(others)).toEqual({
      ...none,
      mentioned: ['bpf_rdonly_cast', 'bpf_throw'],
      hunks: 1,
    });
  });

  it('counts what leaves its set as removed, even where the function stays', () => {
    const plain = hunk([
      '-__bpf_kfunc int bpf_x(int a)',
      '+int bpf_x(int a)',
      ' {',
      '-BTF_ID_FLAGS(func, bpf_x)',
      '-BTF_ID_FLAGS(func, bpf_y)',
      '+BTF_ID_FLAGS(func, bpf_y, KF_SLEEPABLE)',
    ]);
    expect(kfuncsInPatch(plain)).toEqual({ ...none, removed: ['bpf_x'], hunks: 1 });
  });

  it('reads hunks by their numbers: a removed line may look like the head of a file', () => {
    const diff = hunk(['--- a/x', '-__bpf_kfunc int bpf_x(int a)', '+++ b/x', ' ']);
    expect(kfuncsInPatch(diff)).toMatchObject({ removed: ['bpf_x'], hunks: 1 });
    const crlf = hunk(['-__bpf_kfunc int bpf_x(int a)', ' ']).replaceAll('\n', '\r\n');
    expect(kfuncsInPatch(crlf).removed).toEqual(['bpf_x']);
  });

  it('finds nothing in what is no diff', () => {
    for (const text of [
      '',
      'hello',
      '-__bpf_kfunc int bpf_x(void)',
      '@@ -1 +1 @@',
      '@@@ -1 -1 +1 @@@\n--x',
    ])
      expect(kfuncsInPatch(text)).toEqual({ ...none, hunks: text === '@@ -1 +1 @@' ? 1 : 0 });
  });

  it('takes any text, and turns with the patch', () => {
    const line = fc.constantFrom(
      '__bpf_kfunc int bpf_a(int a)',
      '__bpf_kfunc int bpf_a(long a,',
      '__bpf_kfunc int',
      'bpf_b(void)',
      '{',
      ')',
      'BTF_ID_FLAGS(func, bpf_a)',
      'BTF_ID_FLAGS(func, bpf_b, KF_RCU)',
      'bpf_throw(0);',
    );
    const lines = fc.array(fc.tuple(fc.constantFrom('+', '-', ' '), line), { maxLength: 12 });
    const turn = { '+': '-', '-': '+', ' ': ' ' };
    fc.assert(
      fc.property(lines, (list) => {
        const there = kfuncsInPatch(hunk(list.map(([mark, text]) => mark + text)));
        const back = kfuncsInPatch(hunk(list.map(([mark, text]) => turn[mark] + text)));
        const comesOrGoes = new Set([...there.removed, ...there.added]);
        expect(new Set([...back.removed, ...back.added])).toEqual(comesOrGoes);
        const stays = ({ signatureChanged }: typeof there) =>
          signatureChanged.filter((name) => !comesOrGoes.has(name));
        expect(stays(back)).toEqual(stays(there));
        expect(back.mentioned).toEqual(there.mentioned);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => kfuncsInPatch(text).hunks >= 0));
  });

  it('takes time by the length of the text, whatever stands in it', () => {
    const size = 100_000;
    const hard = [
      '__bpf_kfunc ',
      '((((',
      '__printf(',
      'a',
      ' ',
      'BTF_ID_FLAGS(func,',
      '@@ -1,',
      '\n',
    ];
    for (const part of hard) {
      const text = part.repeat(Math.ceil(size / part.length));
      const started = performance.now();
      kfuncsInPatch(`@@ -0,0 +1,${size} @@ ${text}\n+${text}`);
      kfuncsInPatch(`@@ -0,0 +1,${size} @@\n${`+${part}\n`.repeat(size / 20)}`);
      expect([part, performance.now() - started < 3000]).toEqual([part, true]);
    }
  });
});
