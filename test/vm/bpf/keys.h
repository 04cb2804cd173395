/* SPDX-License-Identifier: GPL-2.0 */
/* Types and kfuncs of kernel/trace/bpf_trace.c of 6.1. */
struct bpf_key {
	void *key;
	_Bool has_ref;
};

extern struct bpf_key *bpf_lookup_system_key(__u64 id) __ksym;
extern void bpf_key_put(struct bpf_key *key) __ksym;
