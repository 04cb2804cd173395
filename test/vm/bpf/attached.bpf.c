// SPDX-License-Identifier: GPL-2.0
/* Kfuncs as attach targets, of vmlinux and of a module: used, and not called. */
#include "vm.h"

SEC("fexit/bpf_key_put")
int BPF_PROG(attached_fexit)
{
	return 0;
}

SEC("fentry/bpf_ct_release")
int BPF_PROG(attached_fentry)
{
	return 0;
}
