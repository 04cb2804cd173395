// SPDX-License-Identifier: GPL-2.0
/* Named and linked; whether a call is left depends on what the verifier knows. */
#include "matrix.h"

const volatile int enabled = 0;
int switched;

struct no_such_type___census { int member; } __kernel_type;

SEC("tc")
int mx_dead_rodata(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (!enabled)
		return 1;
	return bpf_dynptr_from_skb(skb, 0, &packet);
}

SEC("tc")
int mx_dead_core(struct __sk_buff *skb)
{
	if (bpf_core_type_exists(struct no_such_type___census)) {
		bpf_preempt_disable();
		bpf_preempt_enable();
	}
	return 1;
}

SEC("tc")
int mx_live_core(struct __sk_buff *skb)
{
	if (bpf_core_type_exists(struct task_struct)) {
		bpf_rcu_read_lock();
		bpf_rcu_read_unlock();
	}
	return 1;
}

/* What a variable holds now is nothing that the verifier knows. */
SEC("tc")
int mx_live_variable(struct __sk_buff *skb)
{
	if (switched) {
		bpf_rcu_read_lock();
		bpf_rcu_read_unlock();
	}
	return 1;
}
