// SPDX-License-Identifier: GPL-2.0
/* An LSM program. */
#include "vm.h"
#include "keys.h"

SEC("lsm.s/bpf")
int BPF_PROG(keys_lsm, int cmd, union bpf_attr *attr, unsigned int size)
{
	struct bpf_key *key = bpf_lookup_system_key(0);

	if (key)
		bpf_key_put(key);
	return 0;
}
