// SPDX-License-Identifier: GPL-2.0
/* Many sites of one kfunc, and many kfuncs in one program. */
#include "matrix.h"

#define four(x) x x x x

SEC("tc")
int mx_many_sites(struct __sk_buff *skb)
{
	four(four(four(bpf_rcu_read_lock(); bpf_rcu_read_unlock();)))
	return 0;
}

static const char word[] = "census";

SEC("tc")
int mx_many_kfuncs(struct __sk_buff *skb)
{
	int sum = bpf_strlen(word) + bpf_strnlen(word, 4) + bpf_strcmp(word, word);
	struct bpf_dynptr packet, other;
	struct bpf_iter_num it;

	sum += bpf_strcasecmp(word, word) + bpf_strchr(word, 's') + bpf_strchrnul(word, 's');
	sum += bpf_strnchr(word, 4, 's') + bpf_strrchr(word, 's') + bpf_strspn(word, word);
	sum += bpf_strcspn(word, word) + bpf_strstr(word, word) + bpf_strnstr(word, word, 4);
	if (bpf_dynptr_from_skb(skb, 0, &packet))
		return sum;
	bpf_dynptr_adjust(&packet, 0, 1);
	bpf_dynptr_clone(&packet, &other);
	sum += bpf_dynptr_size(&other) + bpf_dynptr_is_rdonly(&other);
	bpf_iter_num_new(&it, 0, 4);
	bpf_iter_num_next(&it);
	bpf_iter_num_destroy(&it);
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	bpf_preempt_disable();
	bpf_preempt_enable();
	return sum;
}
