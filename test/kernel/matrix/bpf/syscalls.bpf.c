// SPDX-License-Identifier: GPL-2.0
/* Programs that may sleep, and objects of the kernel that are acquired and released. */
#include "matrix.h"

extern struct bpf_key *bpf_lookup_system_key(__u64 id) __ksym;
extern void bpf_key_put(struct bpf_key *key) __ksym;
extern int bpf_copy_from_user_str(void *dst, __u32 size, const void *src, __u64 flags) __ksym;
extern struct bpf_crypto_ctx *bpf_crypto_ctx_create(const struct bpf_crypto_params *params,
						    __u32 size, int *error) __ksym;
extern void bpf_crypto_ctx_release(struct bpf_crypto_ctx *context) __ksym;

SEC("syscall")
int mx_task(void *context)
{
	struct task_struct *task = bpf_task_from_pid(1);

	if (!task)
		return 0;
	bpf_task_release(task);
	return 1;
}

SEC("syscall")
int mx_cgroup(void *context)
{
	struct cgroup *cgroup = bpf_cgroup_from_id(1), *root;

	if (!cgroup)
		return 0;
	root = bpf_cgroup_ancestor(cgroup, 0);
	if (root)
		bpf_cgroup_release(root);
	bpf_cgroup_release(cgroup);
	return 1;
}

SEC("syscall")
int mx_key(void *context)
{
	struct bpf_key *key = bpf_lookup_system_key(0);

	if (key)
		bpf_key_put(key);
	return 0;
}

SEC("syscall")
int mx_user_string(void *context)
{
	char text[16];

	return bpf_copy_from_user_str(text, sizeof(text), (const void *)1, 0);
}

struct bpf_crypto_params params = {.type = "skcipher", .algo = "ecb(aes)", .key_len = 16};

SEC("syscall")
int mx_crypto(void *context)
{
	struct bpf_crypto_ctx *crypto;
	int error = 0;

	crypto = bpf_crypto_ctx_create(&params, sizeof(params), &error);
	if (crypto)
		bpf_crypto_ctx_release(crypto);
	return error;
}

SEC("syscall")
int mx_iter_task(void *context)
{
	struct bpf_iter_task it;
	int count = 0;

	bpf_rcu_read_lock();
	bpf_iter_task_new(&it, NULL, 0);
	while (bpf_iter_task_next(&it))
		count += 1;
	bpf_iter_task_destroy(&it);
	bpf_rcu_read_unlock();
	return count;
}
