// SPDX-License-Identifier: GPL-2.0
/* A cast behind the author's own macro: no line names it, the BTF of two programs does. */
#include "matrix.h"

#define as_kernel(skb) ((struct sk_buff *)bpf_cast_to_kern_ctx(skb))

SEC("tc")
int mx_hidden_cast(struct __sk_buff *skb)
{
	return as_kernel(skb)->len > 64;
}

SEC("tc")
int mx_hidden_cast_none(struct __sk_buff *skb)
{
	return skb->len > 64;
}
