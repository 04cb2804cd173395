// SPDX-License-Identifier: GPL-2.0
/* Kfuncs of nf_conntrack, which this kernel has built in. */
#include "matrix.h"

extern struct nf_conn *bpf_skb_ct_lookup(struct __sk_buff *skb, struct bpf_sock_tuple *tuple,
					 __u32 tuple_size, struct bpf_ct_opts *opts,
					 __u32 opts_size) __ksym;
extern struct nf_conn *bpf_xdp_ct_lookup(struct xdp_md *xdp, struct bpf_sock_tuple *tuple,
					 __u32 tuple_size, struct bpf_ct_opts *opts,
					 __u32 opts_size) __ksym;
extern void bpf_ct_release(struct nf_conn *ct) __ksym;

SEC("tc")
int mx_ct_tc(struct __sk_buff *skb)
{
	struct bpf_ct_opts opts = {.netns_id = -1, .l4proto = 6};
	struct bpf_sock_tuple tuple = {};
	struct nf_conn *ct = bpf_skb_ct_lookup(skb, &tuple, sizeof(tuple.ipv4), &opts, sizeof(opts));

	if (!ct)
		return 0;
	bpf_ct_release(ct);
	return 1;
}

SEC("xdp")
int mx_ct_xdp(struct xdp_md *xdp)
{
	struct bpf_ct_opts opts = {.netns_id = -1, .l4proto = 6};
	struct bpf_sock_tuple tuple = {};
	struct nf_conn *ct = bpf_xdp_ct_lookup(xdp, &tuple, sizeof(tuple.ipv4), &opts, sizeof(opts));

	if (!ct)
		return XDP_PASS;
	bpf_ct_release(ct);
	return XDP_DROP;
}
