/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* The kernel's structures behind a row of the TCP table, with the few fields that are read: see KERNEL in bpf.h. */
#pragma once
#include "bpf.h"

enum {
	TCP_SYN_RECV = 3,
	TCP_TIME_WAIT = 6,
	TCP_LISTEN = 10,
	TCP_NEW_SYN_RECV = 12,
};


struct seq_file;
struct tcp_timewait_sock;
struct tcp_request_sock;

static __u64 (*const bpf_jiffies64)(void) = (void *)118;
static long (*const bpf_seq_write)(struct seq_file *seq, const void *bytes, __u32 length) = (void *)127;
static struct tcp_timewait_sock *(*const bpf_skc_to_tcp_timewait_sock)(void *row) = (void *)138;
static struct tcp_request_sock *(*const bpf_skc_to_tcp_request_sock)(void *row) = (void *)139;

struct bpf_iter_meta {
	struct seq_file *seq;
} KERNEL;

struct sock_common {
	__u32 skc_daddr;
	__u32 skc_rcv_saddr;
	__u16 skc_dport;
	__u16 skc_num;
	__u16 skc_family;
	volatile __u8 skc_state;
	__u8 skc_reuse : 4;
	__u8 skc_ipv6only : 1;
	int skc_bound_dev_if;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	atomic64_t skc_cookie;
} KERNEL;

struct inode {
	unsigned long i_ino;
} KERNEL;

struct socket_alloc {
	struct inode vfs_inode;
} KERNEL;

typedef struct {
	unsigned int val;
} KERNEL kuid_t;

struct sock {
	struct sock_common __sk_common;
	struct socket *sk_socket;
	__u32 sk_ack_backlog;
	__u32 sk_max_ack_backlog;
	kuid_t sk_uid;
} KERNEL;

struct inet_bind_bucket {
	signed char fastreuse;
	signed char fastreuseport;
} KERNEL;

struct inet_sock {
	struct sock sk;
} KERNEL;

struct inet_connection_sock {
	struct inet_sock icsk_inet;
	struct inet_bind_bucket *icsk_bind_hash;
	__u8 icsk_retransmits;
} KERNEL;

struct tcp_options_received {
	__u16 tstamp_ok : 1;
} KERNEL;

struct tcp_sock {
	struct inet_connection_sock inet_conn;
	__u32 rcv_nxt;
	__u32 copied_seq;
	__u32 write_seq;
	__u32 snd_una;
	struct tcp_options_received rx_opt;
} KERNEL;

struct timer_list {
	unsigned long expires;
} KERNEL;

struct inet_timewait_sock {
	volatile unsigned char tw_substate;
	struct timer_list tw_timer;
	struct inet_bind_bucket *tw_tb;
} KERNEL;

struct tcp_timewait_sock {
	struct inet_timewait_sock tw_sk;
	int tw_ts_recent_stamp;
} KERNEL;

struct request_sock {
	__u8 num_retrans;
} KERNEL;

struct inet_request_sock {
	struct request_sock req;
} KERNEL;

struct tcp_request_sock {
	struct inet_request_sock req;
} KERNEL;
