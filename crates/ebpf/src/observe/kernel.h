/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* The kernel's structures, with the few fields that are read. Order and offsets mean nothing here: see KERNEL in bpf.h. */
#pragma once
#include "bpf.h"

enum {
	TCP_ESTABLISHED = 1,
	TCP_SYN_SENT = 2,
	TCP_SYN_RECV = 3,
	TCP_FIN_WAIT1 = 4,
	TCP_CLOSE = 7,
	TCP_CLOSE_WAIT = 8,
	TCP_LAST_ACK = 9,
};

enum { IPPROTO_TCP = 6 };
enum { SEND_SHUTDOWN = 2, SHUTDOWN_MASK = 3 };
enum { PF_EXITING = 0x4, PF_KTHREAD = 0x200000 };
enum { ECONNABORTED = 103 };

struct ns_common {
	unsigned int inum;
} KERNEL;

struct net {
	struct ns_common ns;
	__u64 net_cookie; /* 5.12; an atomic64_t before, given at the first request only */
} KERNEL;

typedef struct {
	struct net *net;
} KERNEL possible_net_t;

struct sock_common {
	__u32 skc_daddr;
	__u32 skc_rcv_saddr;
	__u16 skc_dport;
	__u16 skc_family;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
} KERNEL;

typedef struct {
	atomic64_t refcnt;
} KERNEL file_ref_t;

struct file {
	file_ref_t f_ref; /* 6.13 */
	atomic64_t f_count; /* before */
} KERNEL;

struct socket {
	struct file *file;
} KERNEL;

typedef struct {
	int owned;
} KERNEL socket_lock_t;

struct sk_buff;

struct sock {
	struct sock_common __sk_common;
	socket_lock_t sk_lock;
	struct {
		int len;
		struct sk_buff *head;
	} KERNEL sk_backlog;
	struct socket *sk_socket;
	__u32 sk_max_ack_backlog;
	int sk_err;
	__u8 sk_shutdown;
	__u16 sk_protocol;
} KERNEL;

struct inet_sock {
	__u16 inet_sport;
} KERNEL;

struct inet_bind_bucket {
	signed char fastreuse;
} KERNEL;

struct inet_connection_sock {
	struct inet_sock icsk_inet;
	struct inet_bind_bucket *icsk_bind_hash;
} KERNEL;

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u64 bytes_acked;
	__u64 bytes_sent;
	__u64 bytes_retrans;
	__u32 snd_nxt;
	__u32 snd_una;
	bool is_mptcp; /* with CONFIG_MPTCP */
} KERNEL;

typedef struct {
	unsigned int val;
} KERNEL kuid_t;

struct cred {
	kuid_t euid;
} KERNEL;

struct task_struct {
	unsigned int flags;
	int tgid;
	struct task_struct *group_leader;
	__u64 start_boottime; /* 5.5; real_start_time before */
	const struct cred *cred;
	__u64 self_exec_id; /* 5.7; of 32 bits before */
	char comm[16];
} KERNEL;
