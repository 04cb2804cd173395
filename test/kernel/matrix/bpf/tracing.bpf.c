// SPDX-License-Identifier: GPL-2.0
/* Tracing programs: typed raw tracepoint, raw tracepoint, iterator. */
#include "matrix.h"
#include <bpf/bpf_tracing.h>

extern struct bpf_cpumask *bpf_cpumask_create(void) __ksym;
extern void bpf_cpumask_release(struct bpf_cpumask *mask) __ksym;
extern void bpf_cpumask_set_cpu(__u32 cpu, struct bpf_cpumask *mask) __ksym;
extern bool bpf_cpumask_test_cpu(__u32 cpu, const struct cpumask *mask) __ksym;

SEC("tp_btf/task_newtask")
int BPF_PROG(mx_tp_btf, struct task_struct *task, __u64 flags)
{
	struct task_struct *held = bpf_task_acquire(task);

	if (held)
		bpf_task_release(held);
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(mx_cpumask, struct task_struct *task, __u64 flags)
{
	struct bpf_cpumask *mask = bpf_cpumask_create();

	if (!mask)
		return 0;
	bpf_cpumask_set_cpu(0, mask);
	if (bpf_cpumask_test_cpu(0, (const struct cpumask *)mask))
		bpf_cpumask_set_cpu(1, mask);
	bpf_cpumask_release(mask);
	return 0;
}

struct bpf_iter_meta { __u64 session_id; } __kernel_type;
struct bpf_iter__task { struct bpf_iter_meta *meta; struct task_struct *task; } __kernel_type;

SEC("iter/task")
int mx_iter(struct bpf_iter__task *context)
{
	struct task_struct *task = context->task;

	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return task ? 0 : 0;
}

SEC("raw_tp/sys_enter")
int mx_raw_tp(void *context)
{
	bpf_preempt_disable();
	bpf_preempt_enable();
	return 0;
}
