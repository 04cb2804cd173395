// SPDX-License-Identifier: GPL-2.0
/* A cast that is dead code: its line records go with it. */
#include "matrix.h"

const volatile int enabled = 0;

SEC("tc")
int mx_dead_cast(struct __sk_buff *skb)
{
	if (!enabled)
		return 1;
	return ((struct sk_buff *)bpf_cast_to_kern_ctx(skb))->len > 64;
}

SEC("tc")
int mx_dead_cast_none(struct __sk_buff *skb)
{
	return skb->len > 64;
}
