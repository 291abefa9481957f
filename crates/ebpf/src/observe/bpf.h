/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* What programs need of the kernel's BPF interface (include/uapi/linux/bpf.h): types, sections, maps, helpers, CO-RE. */
#pragma once

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef int __s32;
typedef long long __s64;
typedef _Bool bool;

enum { false, true };

#define SEC(name) __attribute__((section(name), used))
#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))

/* Maps are described by BTF: a number is the length of an array type, a type is the target of a pointer. */
#define NUMBER(name, value) int (*name)[value]
#define TYPE(name, value) typeof(value) *name

enum {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_SK_STORAGE = 24,
	BPF_MAP_TYPE_RINGBUF = 27,
};

enum { BPF_ANY = 0, BPF_NOEXIST = 1 };
enum { BPF_F_NO_PREALLOC = 1, BPF_F_MMAPABLE = 1024 /* 5.5 */ };
enum { BPF_RB_NO_WAKEUP = 1, BPF_RB_FORCE_WAKEUP = 2 };
enum { BPF_RB_AVAIL_DATA = 0 };

struct sock;
struct task_struct;
struct tcp_sock;

static void *(*const bpf_map_lookup_elem)(void *map, const void *key) = (void *)1;
static long (*const bpf_map_update_elem)(void *map, const void *key, const void *value, __u64 flags) = (void *)2;
static __u32 (*const bpf_get_smp_processor_id)(void) = (void *)8;
static __u64 (*const bpf_get_current_task)(void) = (void *)35;
static __u64 (*const bpf_get_socket_cookie)(void *sk) = (void *)46;
static __u64 (*const bpf_get_current_cgroup_id)(void) = (void *)80;
static long (*const bpf_probe_read_kernel)(void *to, __u32 size, const void *from) = (void *)113;
static void *(*const bpf_ringbuf_reserve)(void *ring, __u64 size, __u64 flags) = (void *)131;
static void (*const bpf_ringbuf_submit)(void *record, __u64 flags) = (void *)132;
static __u64 (*const bpf_ringbuf_query)(void *ring, __u64 what) = (void *)134;
static struct tcp_sock *(*const bpf_skc_to_tcp_sock)(void *sk) = (void *)137; /* 5.9 */
static struct task_struct *(*const bpf_get_current_task_btf)(void) = (void *)158; /* 5.11 */

/* Fields below are found by name in the BTF of the running kernel when the program is loaded. */
#define KERNEL __attribute__((preserve_access_index))
#define FIELD_EXISTS(field) __builtin_preserve_field_info(field, 2)
/* Reads some bits: in which bytes they are, and where in these, is found out by name too. `from` is a pointer as a helper or
 * the context gave it: the place is counted from there. */
#define READ_BITS(from, field)                                                             \
	({                                                                                 \
		void *bytes = (void *)(from) + __builtin_preserve_field_info((from)->field, 0);  \
		__u64 bits = 0;                                                            \
		switch (__builtin_preserve_field_info((from)->field, 1)) {                 \
		case 1:                                                                    \
			bits = *(__u8 *)bytes;                                             \
			break;                                                             \
		case 2:                                                                    \
			bits = *(__u16 *)bytes;                                            \
			break;                                                             \
		case 4:                                                                    \
			bits = *(__u32 *)bytes;                                            \
			break;                                                             \
		case 8:                                                                    \
			bits = *(__u64 *)bytes;                                            \
			break;                                                             \
		}                                                                          \
		bits << __builtin_preserve_field_info((from)->field, 4) >>                 \
			__builtin_preserve_field_info((from)->field, 5);                   \
	})
/* Reads a field through a pointer that the verifier does not know. */
#define READ(to, field) bpf_probe_read_kernel(to, sizeof(*(to)), (const void *)__builtin_preserve_access_index(&(field)))

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Types of the kernel that every program reads. */
enum { AF_INET = 2, AF_INET6 = 10 };

struct in6_addr {
	union {
		__u32 u6_addr32[4];
	} in6_u;
} KERNEL;

typedef struct {
	__s64 counter;
} KERNEL atomic64_t;
