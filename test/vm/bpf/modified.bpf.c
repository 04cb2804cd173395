// SPDX-License-Identifier: GPL-2.0
/* A function tagged as kfunc whose return value programs may change: no program can call it. */
#include "vm.h"

SEC("fmod_ret/bpf_modify_return_test")
int BPF_PROG(modified_return, int a, int *b, int ret)
{
	return ret;
}
