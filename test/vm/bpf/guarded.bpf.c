// SPDX-License-Identifier: GPL-2.0
/* Called after a test whether this kernel has it: one that it has, one that no kernel has. */
#include "vm.h"
#include "keys.h"

extern struct bpf_key *bpf_lookup_user_key(__s32 serial, __u64 flags) __ksym __weak;
extern int bpf_vm_no_such_kfunc(struct bpf_key *key) __ksym __weak;

SEC("lsm.s/bpf")
int BPF_PROG(guarded_lsm, int cmd, union bpf_attr *attr, unsigned int size)
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
