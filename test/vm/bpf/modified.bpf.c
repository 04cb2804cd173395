// SPDX-License-Identifier: GPL-2.0
/* A function that is tagged as kfunc, and that programs can only change the return value of. */
#include "vm.h"

SEC("fmod_ret/update_socket_protocol")
int BPF_PROG(modified_protocol, int family, int type, int protocol)
{
	return protocol;
}
