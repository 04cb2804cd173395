// SPDX-License-Identifier: GPL-2.0
/* Named, linked, and removed as dead code: the constant is known to the verifier. */
#include "census.h"

const volatile int enabled = 0;

SEC("tc")
int dead_branch(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (!enabled)
		return 1;
	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	return bpf_dynptr_size(&packet);
}
