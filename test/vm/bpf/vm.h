/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Declarations by hand, of what the programs here touch: one object has to load on kernels from 6.1 on,
 * so no kernel's vmlinux.h is used. libbpf compares kinds; fields are found by CO-RE.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define __core __attribute__((preserve_access_index))
#define __sub __attribute__((noinline))

struct task_struct {
	int pid;
} __core;

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

char LICENSE[] SEC("license") = "GPL";
