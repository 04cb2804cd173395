// SPDX-License-Identifier: GPL-2.0
/* Calls whose last arguments the verifier fills in: the calls stay. */
#include "matrix.h"

extern void *bpf_obj_new_impl(__u64 type, void *meta) __ksym;
extern void bpf_obj_drop_impl(void *object, void *meta) __ksym;
extern void *bpf_percpu_obj_new_impl(__u64 type, void *meta) __ksym;
extern void bpf_percpu_obj_drop_impl(void *object, void *meta) __ksym;
extern void *bpf_refcount_acquire_impl(void *object, void *meta) __ksym;
extern int bpf_list_push_front_impl(struct bpf_list_head *head, struct bpf_list_node *node,
				    void *meta, __u64 off) __ksym;
extern int bpf_list_push_back_impl(struct bpf_list_head *head, struct bpf_list_node *node,
				   void *meta, __u64 off) __ksym;
extern struct bpf_list_node *bpf_list_pop_front(struct bpf_list_head *head) __ksym;
extern int bpf_rbtree_add_impl(struct bpf_rb_root *root, struct bpf_rb_node *node,
			       bool (*less)(struct bpf_rb_node *, const struct bpf_rb_node *),
			       void *meta, __u64 off) __ksym;
extern struct bpf_rb_node *bpf_rbtree_first(struct bpf_rb_root *root) __ksym;
extern struct bpf_rb_node *bpf_rbtree_remove(struct bpf_rb_root *root,
					     struct bpf_rb_node *node) __ksym;

#define new(type) ((type *)bpf_obj_new_impl(bpf_core_type_id_local(type), NULL))
#define drop(object) bpf_obj_drop_impl(object, NULL)

struct plain { int value; };
struct counted { struct bpf_refcount count; int value; };
struct listed { struct bpf_list_node node; int value; };
struct sorted { struct bpf_rb_node node; int value; };

private(list) struct bpf_spin_lock list_lock;
private(list) struct bpf_list_head list __contains(listed, node);
private(tree) struct bpf_spin_lock tree_lock;
private(tree) struct bpf_rb_root tree __contains(sorted, node);

SEC("tc")
int mx_obj(struct __sk_buff *skb)
{
	struct plain *object = new(struct plain);

	if (!object)
		return 0;
	object->value = skb->len;
	drop(object);
	return 1;
}

SEC("tc")
int mx_refcount(struct __sk_buff *skb)
{
	struct counted *object = new(struct counted), *again;

	if (!object)
		return 0;
	again = bpf_refcount_acquire_impl(object, NULL);
	drop(object);
	if (again)
		drop(again);
	return 1;
}

SEC("tc")
int mx_percpu_obj(struct __sk_buff *skb)
{
	void *object = bpf_percpu_obj_new_impl(bpf_core_type_id_local(struct plain), NULL);

	if (!object)
		return 0;
	bpf_percpu_obj_drop_impl(object, NULL);
	return 1;
}

SEC("tc")
int mx_list(struct __sk_buff *skb)
{
	struct listed *first = new(struct listed), *second;
	struct bpf_list_node *node;

	if (!first)
		return 0;
	second = new(struct listed);
	if (!second) {
		drop(first);
		return 0;
	}
	bpf_spin_lock(&list_lock);
	bpf_list_push_front_impl(&list, &first->node, NULL, 0);
	bpf_list_push_back_impl(&list, &second->node, NULL, 0);
	node = bpf_list_pop_front(&list);
	bpf_spin_unlock(&list_lock);
	if (node)
		drop((struct listed *)((char *)node - __builtin_offsetof(struct listed, node)));
	return 1;
}

static bool less(struct bpf_rb_node *a, const struct bpf_rb_node *b)
{
	return ((struct sorted *)a)->value < ((const struct sorted *)b)->value;
}

SEC("tc")
int mx_rbtree(struct __sk_buff *skb)
{
	struct sorted *object = new(struct sorted);
	struct bpf_rb_node *node;

	if (!object)
		return 0;
	object->value = skb->len;
	bpf_spin_lock(&tree_lock);
	bpf_rbtree_add_impl(&tree, &object->node, less, NULL, 0);
	node = bpf_rbtree_first(&tree);
	if (node)
		node = bpf_rbtree_remove(&tree, node);
	bpf_spin_unlock(&tree_lock);
	if (node)
		drop((struct sorted *)((char *)node - __builtin_offsetof(struct sorted, node)));
	return 1;
}
