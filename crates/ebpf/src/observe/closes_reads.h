/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* What closes.bpf.c reads of the task that runs and of the ends of a socket, as its keys and records hold it. */
#pragma once
#include "closes_maps.h"

/* How the kernel is read: PLAIN before 5.12, where there is no typed task and no cookie on request. */
enum way { TYPED, PLAIN };

#define swap16(port) __builtin_bswap16(port)

INLINE struct task_struct *current_task(enum way way)
{
	return way == PLAIN ? (void *)bpf_get_current_task() : bpf_get_current_task_btf();
}

/* A field of a task. The pointer is copied first, since READ has every step behind it looked up in the kernel's types. */
#define OF_TASK(way, task, field)                    \
	({                                           \
		struct task_struct *from = (task);   \
		typeof(from->field) value = 0;       \
		if (way == TYPED)                    \
			value = from->field;         \
		else                                 \
			READ(&value, from->field);   \
		value;                               \
	})

/* Bytes in this order: process (4; 0 for none), port (2; host order; the peer's where we connected, else our own), execs,
 * and the direction with who was first and the cause in the bits above. */
INLINE __u64 pack(__u32 pid, __u16 port, __u8 execs, enum direction direction, __u8 end)
{
	return pid | (__u64)port << 32 | (__u64)execs << 48 | (__u64)direction << 56 | (__u64)end << 58;
}

INLINE __u32 pid_in(struct key *key)
{
	return key->who;
}

INLINE __u64 mapped(__u32 address)
{
	return 0xffff0000 | (__u64)address << 32;
}

INLINE void read_local(struct key *key, struct sock_common *common)
{
	if (common->skc_family == AF_INET) {
		key->local[1] = mapped(common->skc_rcv_saddr);
	} else if (FIELD_EXISTS(common->skc_v6_rcv_saddr)) {
		__u64 *local = __builtin_preserve_access_index((__u64 *)&common->skc_v6_rcv_saddr);

		key->local[0] = local[0];
		key->local[1] = local[1];
	}
}

INLINE void read_remote(struct key *key, struct sock_common *common)
{
	if (common->skc_family == AF_INET) {
		key->remote[1] = mapped(common->skc_daddr);
	} else if (FIELD_EXISTS(common->skc_v6_daddr)) {
		__u64 *remote = __builtin_preserve_access_index((__u64 *)&common->skc_v6_daddr);

		key->remote[0] = remote[0];
		key->remote[1] = remote[1];
	}
}

INLINE __u64 netns_of(struct net *net)
{
	return FIELD_EXISTS(net->net_cookie) ? net->net_cookie : net->ns.inum;
}

/* The task in whose context the kernel runs, as far as it is read at every close. */
struct actor {
	struct task_struct *task;
	struct task_struct *leader;
	struct net *net; /* of the socket */
};

/* Leaves what belongs to the process at zero where nobody is named. */
INLINE void read_origin(enum way way, struct origin *origin, struct key *key, struct actor *actor)
{
	struct task_struct *task = actor->task;
	struct task_struct *leader = actor->leader;
	struct net *net = actor->net;
	const struct cred *cred = 0;
	__u64 *name;

	origin->netns_inode = net->ns.inum;
	origin->netns_cookie = FIELD_EXISTS(net->net_cookie) ? net->net_cookie : 0;
	if (!pid_in(key)) {
		((__u64 *)origin->comm)[0] = 0;
		((__u64 *)origin->comm)[1] = 0;
		origin->cgroup = 0;
		origin->uid = 0;
		return;
	}
	origin->cgroup = bpf_get_current_cgroup_id();
	if (way == PLAIN) {
		READ(&cred, task->cred);
		READ(&origin->uid, cred->euid.val);
		READ(&origin->comm, leader->comm);
	} else {
		name = __builtin_preserve_access_index((__u64 *)&leader->comm);
		origin->uid = task->cred->euid.val;
		((__u64 *)origin->comm)[0] = name[0];
		((__u64 *)origin->comm)[1] = name[1];
	}
}
