// SPDX-License-Identifier: GPL-2.0
/* Calls in static and global subprograms, three deep, and in one that is shared. */
#include "matrix.h"

static __noinline int deepest(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	return bpf_dynptr_size(&packet);
}

static __noinline int deeper(struct __sk_buff *skb)
{
	return deepest(skb) + 1;
}

__noinline int mx_in_global(int value)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return value + 1;
}

SEC("tc")
int mx_sub_static(struct __sk_buff *skb)
{
	return deeper(skb);
}

SEC("tc")
int mx_sub_global(struct __sk_buff *skb)
{
	return mx_in_global(skb->len);
}

/* Two calls of one subprogram are one site. */
SEC("tc")
int mx_sub_both(struct __sk_buff *skb)
{
	return deeper(skb) + mx_in_global(skb->len) + mx_in_global(skb->mark);
}
