// SPDX-License-Identifier: GPL-2.0
/* Direct calls: once and twice, with and without parameters, in three program types. */
#include "census.h"

SEC("tc")
int direct_tc(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return 0;
	return bpf_dynptr_size(&packet) > 64 ? bpf_dynptr_size(&packet) - 64 : 0;
}

SEC("xdp")
int direct_xdp(struct xdp_md *xdp)
{
	struct bpf_dynptr packet;

	return bpf_dynptr_from_xdp(xdp, 0, &packet) ? XDP_PASS : XDP_DROP;
}

/* May not write packets: the kernel calls bpf_dynptr_from_skb_rdonly in its place. */
SEC("cgroup_skb/ingress")
int direct_cgroup(struct __sk_buff *skb)
{
	struct bpf_dynptr packet;

	return !bpf_dynptr_from_skb(skb, 0, &packet);
}

/* No parameters: nothing in the extern's prototype marks it. */
SEC("tc")
int direct_plain(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

/* Shares the object, calls nothing. */
SEC("tc")
int direct_none(struct __sk_buff *skb)
{
	return skb->len > 64;
}
