// SPDX-License-Identifier: GPL-2.0
/* Sites in the program, in a static and in a global function. */
#include "vm.h"

extern struct task_struct *bpf_task_acquire(struct task_struct *task) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;

static __sub int read_pid(struct task_struct *task)
{
	int pid;

	bpf_rcu_read_lock();
	pid = task->pid;
	bpf_rcu_read_unlock();
	return pid;
}

__sub int read_section(int value)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return value + 1;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(task_new, struct task_struct *task, __u64 flags)
{
	struct task_struct *held = bpf_task_acquire(task);
	int pid;

	if (!held)
		return 0;
	pid = read_pid(held);
	bpf_task_release(held);
	return read_section(pid) == 0;
}
