// SPDX-License-Identifier: GPL-2.0
/* Loaded by a light skeleton: a BPF program of its own makes the system calls of the loader. */
#include "matrix.h"

extern int bpf_census_no_such_light(struct __sk_buff *skb, int value) __ksym __weak;

SEC("tc")
int mx_light(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	return bpf_dynptr_size(&packet);
}
