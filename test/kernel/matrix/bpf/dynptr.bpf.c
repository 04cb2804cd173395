// SPDX-License-Identifier: GPL-2.0
/* One kfunc in five program types; where packets may not be written the kernel calls a variant. */
#include "matrix.h"

#define from_skb(skb)                                         \
	struct bpf_dynptr packet;                               \
	if (bpf_dynptr_from_skb(skb, 0, &packet))               \
		return 0;                                       \
	return bpf_dynptr_size(&packet) > 64

SEC("tc")
int mx_dynptr_tc(struct __sk_buff *skb)
{
	from_skb(skb);
}

SEC("cgroup_skb/ingress")
int mx_dynptr_ingress(struct __sk_buff *skb)
{
	from_skb(skb);
}

SEC("cgroup_skb/egress")
int mx_dynptr_egress(struct __sk_buff *skb)
{
	from_skb(skb);
}

SEC("socket")
int mx_dynptr_socket(struct __sk_buff *skb)
{
	from_skb(skb);
}

SEC("xdp")
int mx_dynptr_xdp(struct xdp_md *xdp)
{
	struct bpf_dynptr packet;
	char buffer[14];

	if (bpf_dynptr_from_xdp(xdp, 0, &packet))
		return XDP_DROP;
	return bpf_dynptr_slice(&packet, 0, buffer, sizeof(buffer)) ? XDP_PASS : XDP_DROP;
}
