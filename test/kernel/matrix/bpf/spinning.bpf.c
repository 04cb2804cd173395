// SPDX-License-Identifier: GPL-2.0
/* Resilient spin locks, and sums over a map. */
#include "matrix.h"

extern int bpf_res_spin_lock(struct bpf_res_spin_lock *lock) __ksym;
extern void bpf_res_spin_unlock(struct bpf_res_spin_lock *lock) __ksym;

struct guarded { struct bpf_res_spin_lock lock; int value; };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct guarded);
} values SEC(".maps");

SEC("tc")
int mx_res_lock(struct __sk_buff *skb)
{
	int key = 0;
	struct guarded *guarded = bpf_map_lookup_elem(&values, &key);

	if (!guarded || bpf_res_spin_lock(&guarded->lock))
		return 0;
	guarded->value += 1;
	bpf_res_spin_unlock(&guarded->lock);
	return 1;
}
