// SPDX-License-Identifier: GPL-2.0
/* The verifier replaces both casts by moves: only the line text of a program still shows them. */
#include "matrix.h"

SEC("tc")
int mx_cast_text(struct __sk_buff *skb)
{
	struct sk_buff *kernel = bpf_cast_to_kern_ctx(skb);

	return kernel->len > 64;
}

SEC("tc")
int mx_cast_rdonly(struct __sk_buff *skb)
{
	struct sk_buff *kernel = bpf_rdonly_cast(skb, bpf_core_type_id_kernel(struct sk_buff));

	return kernel->len > 64;
}

/* The macro's name is all that the line says. */
SEC("tc")
int mx_cast_macro(struct __sk_buff *skb)
{
	return bpf_core_cast(skb, struct sk_buff)->len > 64;
}

/* The cast of an inlined function keeps the line of that function. */
static __always_inline unsigned int length(struct __sk_buff *skb)
{
	return ((struct sk_buff *)bpf_cast_to_kern_ctx(skb))->len;
}

SEC("tc")
int mx_cast_helper(struct __sk_buff *skb)
{
	return length(skb) > 64;
}

SEC("tc")
int mx_cast_both(struct __sk_buff *skb)
{
	struct sk_buff *kernel = bpf_cast_to_kern_ctx(skb);

	return bpf_core_cast(kernel, struct sk_buff)->len > 64;
}

SEC("tc")
int mx_cast_comment(struct __sk_buff *skb)
{
	return skb->len > 64; /* not bpf_cast_to_kern_ctx(skb) */
}

SEC("tc")
int mx_cast_line_comment(struct __sk_buff *skb)
{
	return skb->len > 64; // nor bpf_rdonly_cast(skb, 1)
}

SEC("tc")
int mx_cast_string(struct __sk_buff *skb)
{
	return bpf_printk("bpf_cast_to_kern_ctx(%d) bpf_rdonly_cast()", skb->len) > 64;
}

SEC("tc")
int mx_cast_none(struct __sk_buff *skb)
{
	return skb->len > 64;
}
