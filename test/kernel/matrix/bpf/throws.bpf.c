// SPDX-License-Identifier: GPL-2.0
/* Exceptions: the kernel appends a subprogram of its own, which no func_info names. */
#include "matrix.h"

static __noinline int check(struct __sk_buff *skb)
{
	if (skb->len > 9000)
		bpf_throw(0);
	return skb->len;
}

SEC("tc")
int mx_throw(struct __sk_buff *skb)
{
	if (skb->mark == 7)
		bpf_throw(1);
	return check(skb);
}
