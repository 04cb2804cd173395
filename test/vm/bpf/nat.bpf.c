// SPDX-License-Identifier: GPL-2.0
/* Kfuncs of two modules in one program: nf_conntrack and nf_nat. */
#include "vm.h"
#include "conntrack.h"

struct nf_conn___init {
	struct nf_conn ct;
} __core;

union nf_inet_addr {
	__u32 all[4];
};

enum nf_nat_manip_type { NF_NAT_MANIP_SRC, NF_NAT_MANIP_DST };

extern struct nf_conn___init *bpf_xdp_ct_alloc(struct xdp_md *xdp, struct bpf_sock_tuple *tuple,
					       __u32 tuple_size, struct bpf_ct_opts *opts,
					       __u32 opts_size) __ksym;
extern int bpf_ct_set_nat_info(struct nf_conn___init *ct, union nf_inet_addr *addr, int port,
			       enum nf_nat_manip_type manip) __ksym;
extern struct nf_conn *bpf_ct_insert_entry(struct nf_conn___init *ct) __ksym;

SEC("xdp")
int nat_xdp(struct xdp_md *xdp)
{
	struct bpf_ct_opts opts = { .netns_id = -1, .l4proto = 6 };
	struct bpf_sock_tuple tuple = {};
	union nf_inet_addr to = {};
	struct nf_conn___init *made;
	struct nf_conn *entry;

	made = bpf_xdp_ct_alloc(xdp, &tuple, sizeof(tuple.ipv4), &opts, sizeof(opts));
	if (!made)
		return XDP_PASS;
	bpf_ct_set_nat_info(made, &to, 8080, NF_NAT_MANIP_DST);
	entry = bpf_ct_insert_entry(made);
	if (entry)
		bpf_ct_release(entry);
	return XDP_PASS;
}
