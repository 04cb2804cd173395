/* SPDX-License-Identifier: GPL-2.0 */
/* Types of nf_conntrack (include/net/netfilter/nf_conntrack_bpf.h of 6.1: 12 bytes of options). */
struct nf_conn {
	unsigned long status;
} __core;

struct bpf_ct_opts {
	__s32 netns_id;
	__s32 error;
	__u8 l4proto;
	__u8 dir;
	__u8 reserved[2];
};

extern void bpf_ct_release(struct nf_conn *ct) __ksym;
