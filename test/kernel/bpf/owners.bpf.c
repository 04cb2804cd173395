// SPDX-License-Identifier: GPL-2.0
/* One program for each way in which a program can be held or attached; all call the same kfuncs. */
#include "census.h"

static __always_inline void census_mark(void)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
}

#define HELD(section, name, context, result) \
	SEC(section)                         \
	int name(context *ctx)               \
	{                                    \
		census_mark();               \
		return result;               \
	}

HELD("tc", held_by_fd, struct __sk_buff, 0)
HELD("tc", held_by_pin, struct __sk_buff, 0)
HELD("tc", held_by_tcx, struct __sk_buff, 0)
HELD("tc", held_by_filter, struct __sk_buff, 0)
HELD("tc", held_by_tail_call, struct __sk_buff, 0)
HELD("tc", held_by_runs, struct __sk_buff, 0)
HELD("xdp", held_by_xdp, struct xdp_md, XDP_PASS)
HELD("xdp", held_by_xdp_link, struct xdp_md, XDP_PASS)
HELD("xdp/devmap", held_by_devmap, struct xdp_md, XDP_PASS)
HELD("xdp/devmap", held_by_devhash, struct xdp_md, XDP_PASS)
HELD("xdp/cpumap", held_by_cpumap, struct xdp_md, XDP_PASS)
HELD("cgroup_skb/ingress", held_by_cgroup, struct __sk_buff, 1)
HELD("cgroup_skb/egress", held_by_cg_link, struct __sk_buff, 1)
HELD("raw_tp/sched_switch", held_by_raw_tp, void, 0)
HELD("iter/task", held_by_iter, void, 0)
HELD("tp/sched/sched_switch", held_by_perf, void, 0)
