// SPDX-License-Identifier: GPL-2.0
/* A program with a global function that another program replaces (test/vm/freplace.mjs). */
#include "vm.h"

__sub int freplaced_answer(int value)
{
	return value + 1;
}

SEC("tc")
int freplaced_tc(struct __sk_buff *skb)
{
	return freplaced_answer(skb->len) == 0;
}
