// SPDX-License-Identifier: GPL-2.0
/*
 * A scheduler of sched_ext that sends every task to the global queue. libbpf cuts a name after its last
 * `___`: to reach the kernel's own `…___v2` takes one more ending. On Debian's 7.2 for trixie the weak ones
 * do not link: BTF shows them with the argument that the verifier fills in.
 */
#include "vm.h"

#define GLOBAL_QUEUE 0x8000000000000001ULL
#define SLICE_NS 20000000

extern void scx_bpf_dsq_insert(struct task_struct *p, __u64 dsq_id, __u64 slice,
			       __u64 enq_flags) __ksym __weak;
extern _Bool scx_bpf_dsq_insert___v2___compat(struct task_struct *p, __u64 dsq_id, __u64 slice,
					      __u64 enq_flags) __ksym __weak;
extern __u32 scx_bpf_nr_cpu_ids(void) __ksym;
extern __u32 scx_bpf_cpuperf_cap(__s32 cpu) __ksym __weak;
extern void scx_bpf_kick_cpu(__s32 cpu, __u64 flags) __ksym __weak;

struct sched_ext_ops {
	void (*enqueue)(struct task_struct *p, __u64 enq_flags);
	char name[128];
};

SEC("struct_ops/vm_enqueue")
void BPF_PROG(vm_enqueue, struct task_struct *p, __u64 enq_flags)
{
	if (scx_bpf_dsq_insert___v2___compat)
		scx_bpf_dsq_insert___v2___compat(p, GLOBAL_QUEUE, SLICE_NS, enq_flags);
	else
		scx_bpf_dsq_insert(p, GLOBAL_QUEUE, SLICE_NS, enq_flags);
	if (scx_bpf_nr_cpu_ids() < 2 || !scx_bpf_cpuperf_cap || !scx_bpf_kick_cpu)
		return;
	if (scx_bpf_cpuperf_cap(1))
		scx_bpf_kick_cpu(1, 0);
}

SEC(".struct_ops.link")
struct sched_ext_ops vm_scheduler = {
	.enqueue = (void *)vm_enqueue,
	.name = "vm",
};
