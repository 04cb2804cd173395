// SPDX-License-Identifier: GPL-2.0
/* The least that sched_ext takes as a scheduler: every task to the global queue. */
#include "vm.h"

#define GLOBAL_QUEUE 0x8000000000000001ULL
#define SLICE_NS 20000000

extern void scx_bpf_dsq_insert(struct task_struct *p, __u64 dsq_id, __u64 slice,
			       __u64 enq_flags) __ksym;
extern __u32 scx_bpf_nr_cpu_ids(void) __ksym;

struct sched_ext_ops {
	void (*enqueue)(struct task_struct *p, __u64 enq_flags);
	char name[128];
};

SEC("struct_ops/vm_enqueue")
void BPF_PROG(vm_enqueue, struct task_struct *p, __u64 enq_flags)
{
	if (scx_bpf_nr_cpu_ids())
		scx_bpf_dsq_insert(p, GLOBAL_QUEUE, SLICE_NS, enq_flags);
}

SEC(".struct_ops.link")
struct sched_ext_ops vm_scheduler = {
	.enqueue = (void *)vm_enqueue,
	.name = "vm",
};
