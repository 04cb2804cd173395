// SPDX-License-Identifier: GPL-2.0
/* Weak externs: there and not, tested and not. */
#include "matrix.h"

extern int bpf_census_no_such_kfunc(struct __sk_buff *skb, int value) __ksym __weak;
extern void bpf_census_no_such_kfunc_either(void) __ksym __weak;
extern int scx_bpf_dsq_insert___v2(struct task_struct *task, __u64 queue) __ksym __weak;
extern bool bpf_dynptr_is_null(const struct bpf_dynptr *ptr) __ksym __weak;
extern int bpf_dynptr_size___census(const struct bpf_dynptr *ptr) __ksym __weak;

SEC("tc")
int mx_weak_absent(struct __sk_buff *skb)
{
	if (bpf_census_no_such_kfunc)
		return bpf_census_no_such_kfunc(skb, 7);
	return 1;
}

/* Without parameters nothing in the prototype marks the extern. */
SEC("tc")
int mx_weak_absent_plain(struct __sk_buff *skb)
{
	if (bpf_census_no_such_kfunc_either)
		bpf_census_no_such_kfunc_either();
	return 1;
}

/* A real name with the suffix that libbpf uses for flavours. */
SEC("tc")
int mx_weak_second_version(struct __sk_buff *skb)
{
	if (scx_bpf_dsq_insert___v2)
		return scx_bpf_dsq_insert___v2((void *)0, 0);
	return 1;
}

SEC("tc")
int mx_weak_tested(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	return bpf_dynptr_is_null ? bpf_dynptr_is_null(&packet) : 2;
}

SEC("tc")
int mx_weak_untested(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	return bpf_dynptr_is_null(&packet);
}

/* A flavour of a kfunc: linked by libbpf 1.3 and later, absent for those before. */
SEC("tc")
int mx_weak_flavour(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	return bpf_dynptr_size___census ? bpf_dynptr_size___census(&packet) : 2;
}
