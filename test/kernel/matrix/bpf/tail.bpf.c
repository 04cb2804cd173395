// SPDX-License-Identifier: GPL-2.0
/* A tail-call target is a program of its own. */
#include "matrix.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} next SEC(".maps");

SEC("tc")
int mx_tail_caller(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &next, 0);
	return 1;
}

SEC("tc")
int mx_tail_target(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	return bpf_dynptr_from_skb(skb, 0, &packet);
}
