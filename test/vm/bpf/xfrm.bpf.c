// SPDX-License-Identifier: GPL-2.0
/* Kfuncs of the module xfrm_interface. */
#include "vm.h"

struct bpf_xfrm_info {
	__u32 if_id;
	int link;
};

extern int bpf_skb_get_xfrm_info(struct __sk_buff *skb, struct bpf_xfrm_info *to) __ksym;
extern int bpf_skb_set_xfrm_info(struct __sk_buff *skb, const struct bpf_xfrm_info *from) __ksym;

SEC("tc")
int xfrm_both(struct __sk_buff *skb)
{
	struct bpf_xfrm_info info = {};

	if (bpf_skb_get_xfrm_info(skb, &info))
		return 0;
	return bpf_skb_set_xfrm_info(skb, &info);
}
