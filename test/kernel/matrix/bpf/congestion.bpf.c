// SPDX-License-Identifier: GPL-2.0
/* A TCP congestion control as struct_ops: one program per member, calling the kernel's own. */
#include "matrix.h"
#include <bpf/bpf_tracing.h>

extern __u32 tcp_reno_ssthresh(struct sock *sk) __ksym;
extern void tcp_reno_cong_avoid(struct sock *sk, __u32 ack, __u32 acked) __ksym;
extern __u32 tcp_reno_undo_cwnd(struct sock *sk) __ksym;
extern void cubictcp_init(struct sock *sk) __ksym;
extern void bbr_init(struct sock *sk) __ksym;

struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	void (*init)(struct sock *sk);
	char name[16];
} __kernel_type;

SEC("struct_ops/mx_cc_ssthresh")
__u32 BPF_PROG(mx_cc_ssthresh, struct sock *sk)
{
	return tcp_reno_ssthresh(sk);
}

SEC("struct_ops/mx_cc_avoid")
void BPF_PROG(mx_cc_avoid, struct sock *sk, __u32 ack, __u32 acked)
{
	tcp_reno_cong_avoid(sk, ack, acked);
}

SEC("struct_ops/mx_cc_undo")
__u32 BPF_PROG(mx_cc_undo, struct sock *sk)
{
	return tcp_reno_undo_cwnd(sk);
}

SEC("struct_ops/mx_cc_init")
void BPF_PROG(mx_cc_init, struct sock *sk)
{
	cubictcp_init(sk);
}

SEC(".struct_ops")
struct tcp_congestion_ops mx_cc = {
	.ssthresh = (void *)mx_cc_ssthresh,
	.cong_avoid = (void *)mx_cc_avoid,
	.undo_cwnd = (void *)mx_cc_undo,
	.init = (void *)mx_cc_init,
	.name = "census_mx",
};
