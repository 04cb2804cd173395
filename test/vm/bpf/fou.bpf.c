// SPDX-License-Identifier: GPL-2.0
/* Kfuncs of the module fou. */
#include "vm.h"

struct bpf_fou_encap {
	__be16 sport;
	__be16 dport;
};

extern int bpf_skb_set_fou_encap(struct __sk_buff *skb, struct bpf_fou_encap *encap, int type) __ksym;
extern int bpf_skb_get_fou_encap(struct __sk_buff *skb, struct bpf_fou_encap *encap) __ksym;

SEC("tc")
int fou_both(struct __sk_buff *skb)
{
	struct bpf_fou_encap encap = {};

	if (bpf_skb_get_fou_encap(skb, &encap))
		return 0;
	return bpf_skb_set_fou_encap(skb, &encap, 0);
}
