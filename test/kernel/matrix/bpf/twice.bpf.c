// SPDX-License-Identifier: GPL-2.0
/* Loaded more than once: instances of one program, not programs. */
#include "matrix.h"

SEC("tc")
int mx_twice(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	return bpf_dynptr_is_rdonly(&packet);
}
