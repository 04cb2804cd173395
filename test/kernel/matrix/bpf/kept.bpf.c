// SPDX-License-Identifier: GPL-2.0
/* Calls that are often said to be inlined and are not, on 6.18. */
#include "matrix.h"

#define each_number(it, start, end)                                                    \
	struct bpf_iter_num it __attribute__((cleanup(bpf_iter_num_destroy)));           \
	for (bpf_iter_num_new(&it, start, end); bpf_iter_num_next(&it);)

SEC("tc")
int mx_iter_num(struct __sk_buff *skb)
{
	struct bpf_iter_num it;
	int sum = 0, *next;

	bpf_iter_num_new(&it, 0, 10);
	while ((next = bpf_iter_num_next(&it)))
		sum += *next;
	bpf_iter_num_destroy(&it);
	return sum;
}

/* The macro's name is all that the line says; the calls are there. */
SEC("tc")
int mx_iter_num_macro(struct __sk_buff *skb)
{
	int count = 0;

	each_number(it, 0, 10)
		count += 1;
	return count;
}

SEC("tc")
int mx_rcu(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int mx_preempt(struct __sk_buff *skb)
{
	bpf_preempt_disable();
	bpf_preempt_enable();
	return 0;
}

SEC("tc")
int mx_irq(struct __sk_buff *skb)
{
	unsigned long flags;

	bpf_local_irq_save(&flags);
	bpf_local_irq_restore(&flags);
	return 0;
}

SEC("tc")
int mx_iter_bits(struct __sk_buff *skb)
{
	struct bpf_iter_bits it;
	__u64 bits = skb->len;
	int sum = 0, *next;

	bpf_iter_bits_new(&it, &bits, 1);
	while ((next = bpf_iter_bits_next(&it)))
		sum += *next;
	bpf_iter_bits_destroy(&it);
	return sum;
}
