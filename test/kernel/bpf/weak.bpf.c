// SPDX-License-Identifier: GPL-2.0
/* A weak kfunc that no kernel has, and a weak one that this kernel has, both tested first. */
#include "census.h"

extern int bpf_census_no_such_kfunc(struct __sk_buff *skb, int value) __ksym __weak;
extern __u32 bpf_dynptr_size_absent_twin(const struct bpf_dynptr *ptr) __ksym __weak;
extern int bpf_dynptr_is_null(const struct bpf_dynptr *ptr) __ksym __weak;

SEC("tc")
int weak_absent(struct __sk_buff *skb)
{
	if (bpf_census_no_such_kfunc)
		return bpf_census_no_such_kfunc(skb, 7);
	return 1;
}

SEC("tc")
int weak_tested(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	if (bpf_dynptr_size_absent_twin)
		return bpf_dynptr_size_absent_twin(&packet);
	if (bpf_dynptr_is_null)
		return bpf_dynptr_is_null(&packet);
	return 2;
}
