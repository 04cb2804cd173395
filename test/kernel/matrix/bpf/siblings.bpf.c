// SPDX-License-Identifier: GPL-2.0
/* Two programs of one object: what one calls, the object's BTF names for both. */
#include "matrix.h"

SEC("tc")
int mx_sibling_calls(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	return bpf_dynptr_from_skb(skb, 0, &packet);
}

SEC("tc")
int mx_sibling_other(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 1;
}
