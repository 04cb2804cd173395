// SPDX-License-Identifier: GPL-2.0
/* A TCP congestion control (struct_ops): its map holds the programs. */
#include "census.h"
#include <bpf/bpf_tracing.h>

struct sock;
struct ack_sample;

/* The members that libbpf looks up by name; it takes their places from the kernel's BTF. */
struct tcp_congestion_ops {
	void (*init)(struct sock *sk);
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops")
void held_by_ops(unsigned long long *ctx)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
}

SEC("struct_ops")
__u32 held_ssthresh(unsigned long long *ctx)
{
	return 2;
}

SEC("struct_ops")
void held_cong_avoid(unsigned long long *ctx)
{
}

SEC("struct_ops")
__u32 held_undo_cwnd(unsigned long long *ctx)
{
	return 2;
}

SEC(".struct_ops")
struct tcp_congestion_ops census_ops = {
	.init = (void *)held_by_ops,
	.ssthresh = (void *)held_ssthresh,
	.cong_avoid = (void *)held_cong_avoid,
	.undo_cwnd = (void *)held_undo_cwnd,
	.name = "census_ops",
};
