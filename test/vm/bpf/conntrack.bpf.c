// SPDX-License-Identifier: GPL-2.0
/* Kfuncs of a module: nf_conntrack, from two program types. */
#include "vm.h"
#include "conntrack.h"

extern struct nf_conn *bpf_skb_ct_lookup(struct __sk_buff *skb, struct bpf_sock_tuple *tuple,
					 __u32 tuple_size, struct bpf_ct_opts *opts,
					 __u32 opts_size) __ksym;
extern struct nf_conn *bpf_xdp_ct_lookup(struct xdp_md *xdp, struct bpf_sock_tuple *tuple,
					 __u32 tuple_size, struct bpf_ct_opts *opts,
					 __u32 opts_size) __ksym;

SEC("tc")
int ct_skb(struct __sk_buff *skb)
{
	struct bpf_ct_opts opts = { .netns_id = -1, .l4proto = 6 };
	struct bpf_sock_tuple tuple = {};
	struct nf_conn *found;

	found = bpf_skb_ct_lookup(skb, &tuple, sizeof(tuple.ipv4), &opts, sizeof(opts));
	if (found)
		bpf_ct_release(found);
	return 0;
}

SEC("xdp")
int ct_xdp(struct xdp_md *xdp)
{
	struct bpf_ct_opts opts = { .netns_id = -1, .l4proto = 17 };
	struct bpf_sock_tuple tuple = {};
	struct nf_conn *found;

	found = bpf_xdp_ct_lookup(xdp, &tuple, sizeof(tuple.ipv6), &opts, sizeof(opts));
	if (found)
		bpf_ct_release(found);
	return XDP_PASS;
}
