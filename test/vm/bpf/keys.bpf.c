// SPDX-License-Identifier: GPL-2.0
/* An LSM program; one kfunc called outright, one after a test whether this kernel has it. */
#include "vm.h"

struct bpf_key {
	void *key;
	_Bool has_ref;
};

extern struct bpf_key *bpf_lookup_system_key(__u64 id) __ksym;
extern struct bpf_key *bpf_lookup_user_key(__s32 serial, __u64 flags) __ksym __weak;
extern void bpf_key_put(struct bpf_key *key) __ksym;
extern int bpf_vm_no_such_kfunc(struct bpf_key *key) __ksym __weak;

SEC("lsm.s/bpf")
int BPF_PROG(keys_lsm, int cmd, union bpf_attr *attr, unsigned int size)
{
	struct bpf_key *key = bpf_lookup_system_key(0);

	if (key)
		bpf_key_put(key);
	return 0;
}

SEC("lsm.s/bpf")
int BPF_PROG(keys_guarded, int cmd, union bpf_attr *attr, unsigned int size)
{
	struct bpf_key *key;

	if (!bpf_lookup_user_key)
		return 0;
	key = bpf_lookup_user_key(1, 0);
	if (!key)
		return 0;
	if (bpf_vm_no_such_kfunc)
		bpf_vm_no_such_kfunc(key);
	bpf_key_put(key);
	return 0;
}
