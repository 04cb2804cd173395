// SPDX-License-Identifier: GPL-2.0
/* Kfuncs with a hidden last argument: the kernel puts the program's own address there. */
#include "matrix.h"
#include <bpf/bpf_tracing.h>

struct bpf_map { int id; } __kernel_type;
struct bpf_task_work { __u64 __opaque; } __attribute__((aligned(8)));

extern int bpf_stream_vprintk_impl(int stream, const char *format, const void *args, __u32 size,
				   void *aux) __ksym;
extern int bpf_task_work_schedule_signal_impl(struct task_struct *task, struct bpf_task_work *work,
					      void *map, int (*callback)(struct bpf_map *, void *, void *),
					      void *aux) __ksym;

struct job { struct bpf_task_work work; };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct job);
} jobs SEC(".maps");

SEC("tc")
int mx_stream(struct __sk_buff *skb)
{
	static const char format[] = "%d";
	__u64 args[] = {skb->len};

	return bpf_stream_vprintk_impl(1, format, args, sizeof(args), NULL);
}

/* Runs when the task returns to its own code; its calls are the program's. */
static int on_return(struct bpf_map *map, void *key, void *value)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return 0;
}

SEC("tp_btf/task_newtask")
int BPF_PROG(mx_task_work, struct task_struct *task, __u64 flags)
{
	int key = 0;
	struct job *job = bpf_map_lookup_elem(&jobs, &key);

	if (!job)
		return 0;
	return bpf_task_work_schedule_signal_impl(task, &job->work, &jobs, on_return, NULL);
}
