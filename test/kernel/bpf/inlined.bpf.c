// SPDX-License-Identifier: GPL-2.0
/* The verifier replaces this call by one move: only the line text still shows it. */
#include "census.h"

SEC("tc")
int inlined_cast(struct __sk_buff *skb)
{
	return bpf_cast_to_kern_ctx(skb) == 0;
}

/* Same object, no cast: the object's BTF must not make it a user. */
SEC("tc")
int inlined_none(struct __sk_buff *skb)
{
	return skb->len > 64;
}
