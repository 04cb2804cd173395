// SPDX-License-Identifier: GPL-2.0
/* Callbacks: of a work queue, of a helper, and of a task's work; their calls are the program's. */
#include "matrix.h"

extern int bpf_wq_init(struct bpf_wq *wq, void *map, unsigned int flags) __ksym;
extern int bpf_wq_start(struct bpf_wq *wq, unsigned int flags) __ksym;
extern int bpf_wq_set_callback_impl(struct bpf_wq *wq, int (*callback)(void *, int *, void *),
				    unsigned int flags, void *aux) __ksym;

struct element { struct bpf_wq work; };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct element);
} works SEC(".maps");

/* Runs later, asleep if it likes, in a program that never calls it. */
static int later(void *map, int *key, void *value)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tc")
int mx_wq(struct __sk_buff *skb)
{
	int key = 0;
	struct element *element = bpf_map_lookup_elem(&works, &key);

	if (!element || bpf_wq_init(&element->work, &works, 0))
		return 0;
	if (bpf_wq_set_callback_impl(&element->work, later, 0, NULL))
		return 0;
	return bpf_wq_start(&element->work, 0);
}

static int step(__u32 index, void *context)
{
	bpf_preempt_disable();
	bpf_preempt_enable();
	return 0;
}

SEC("tc")
int mx_callback(struct __sk_buff *skb)
{
	return bpf_loop(4, step, NULL, 0);
}
