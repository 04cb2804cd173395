// SPDX-License-Identifier: GPL-2.0
/* Calls that the verifier replaces: a cast on every kernel, an iterator from 7.3 on. */
#include "vm.h"

struct sk_buff {
	unsigned int len;
} __core;

struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));

extern void *bpf_cast_to_kern_ctx(void *ctx) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

SEC("tc")
int cast_tc(struct __sk_buff *skb)
{
	struct sk_buff *kernel = bpf_cast_to_kern_ctx(skb);

	return kernel->len > 100;
}

SEC("tc")
int iter_tc(struct __sk_buff *skb)
{
	struct bpf_iter_num it;
	int sum = 0;
	int *each;

	bpf_iter_num_new(&it, 0, 3);
	while ((each = bpf_iter_num_next(&it)))
		sum += *each;
	bpf_iter_num_destroy(&it);
	return sum;
}
