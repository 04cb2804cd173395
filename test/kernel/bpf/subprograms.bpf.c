// SPDX-License-Identifier: GPL-2.0
/* Calls in a static and in a global subprogram, which the verifier treats apart. */
#include "census.h"

static __noinline int in_static(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	return bpf_dynptr_size(&packet);
}

__noinline int in_global(int value)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return value + 1;
}

SEC("tc")
int sub_both(struct __sk_buff *skb)
{
	return in_static(skb) + in_global(skb->len);
}

SEC("tc")
int sub_static(struct __sk_buff *skb)
{
	return in_static(skb);
}
