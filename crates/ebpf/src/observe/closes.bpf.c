/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* Who closes TCP connections, and who is refused a port: sums by closer, and single records. closes.rs reads both. */
#include "kernel.h"

/* Set before loading; the verifier drops what they switch off. */
const volatile __u8 singles = 0; /* every close as a record of its own too */
const volatile __u8 plain = 0;   /* kernels before 5.12: no typed task, no cookie on request */

enum first { WE = 0, PEER = 1 };
enum cause { BY_CLOSE = 0, BY_SHUTDOWN = 1, BY_EXIT = 2, BY_RESET = 3 };
enum direction { INBOUND = 0, OUTBOUND = 1, UNKNOWN = 2 };
enum kind { CLOSED = 0, REFUSED = 1 };

/* What closes are summed by. No padding: all its bytes are compared. */
struct closer {
	__u64 started_ns; /* of the process, CLOCK_BOOTTIME; 0 for none */
	__u64 cgroup;
	__u64 netns_cookie; /* 0 before 5.12 */
	char comm[16];      /* of the process */
	__u32 pid;          /* 0 for none */
	__u32 uid;
	__u32 netns_inode;
	__u16 port; /* host order; 0 where the direction is not known */
	__u8 direction;
	__u8 end; /* who was first, and the cause in the bits above */
	__u32 local[4]; /* network order, IPv4 in its mapped form */
	__u32 remote[4];
};

struct record {
	struct closer closer;
	__u64 at_ns;
	__u64 cookie;
	__u16 local_port;
	__u16 remote_port;
	__u8 kind;
	__u8 family;
	__u16 unused;
};

struct lost {
	__u64 singles;
	__u64 sums;
	__u64 refused;
};

struct {
	NUMBER(type, BPF_MAP_TYPE_HASH);
	NUMBER(max_entries, 16384);
	TYPE(key, struct closer);
	TYPE(value, __u64);
} sums SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_RINGBUF);
	NUMBER(max_entries, 8 * 1024 * 1024);
} ring SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, 1);
	TYPE(key, __u32);
	TYPE(value, struct lost);
} losses SEC(".maps");

#define swap16(port) __builtin_bswap16(port)
#define COUNT_LOST(what)                                                    \
	({                                                                  \
		__u32 zero = 0;                                             \
		struct lost *lost = bpf_map_lookup_elem(&losses, &zero);    \
		if (lost)                                                   \
			__sync_fetch_and_add(&lost->what, 1);               \
	})

/* What is read of struct tcp_sock. */
struct tcp {
	__u16 local_port;
	bool subflow;
	bool connected;
};

/* The SYN is a byte that was acknowledged and never sent as data: tcp_ack counts it where connect() was called
 * (tcp_rcv_synsent_state_process), and a child of a listener begins behind it (tcp_create_openreq_child). bytes_sent may
 * count a byte twice, when the queue below drops a segment, and then the sum is smaller than one. */
INLINE bool acknowledged_syn(__u64 acked, __u32 in_flight, __u64 sent, __u64 again)
{
	return acked + in_flight - (sent - again) == 1;
}

INLINE bool read_tcp(struct sock *sk, struct tcp *tcp)
{
	if (plain) {
		struct tcp_sock *tp = (void *)sk;
		__u64 acked = 0, sent = 0, again = 0;
		__u32 next = 0, una = 0;
		__u16 port = 0;

		if (sk->sk_protocol != IPPROTO_TCP)
			return false;
		READ(&acked, tp->bytes_acked);
		READ(&sent, tp->bytes_sent);
		READ(&again, tp->bytes_retrans);
		READ(&next, tp->snd_nxt);
		READ(&una, tp->snd_una);
		READ(&port, tp->inet_conn.icsk_inet.inet_sport);
		tcp->local_port = swap16(port);
		tcp->connected = acknowledged_syn(acked, next - una, sent, again);
		tcp->subflow = false;
		if (FIELD_EXISTS(tp->is_mptcp))
			READ(&tcp->subflow, tp->is_mptcp);
	} else {
		struct tcp_sock *tp = bpf_skc_to_tcp_sock(sk);

		if (!tp)
			return false;
		tcp->local_port = swap16(tp->inet_conn.icsk_inet.inet_sport);
		tcp->connected =
			acknowledged_syn(tp->bytes_acked, tp->snd_nxt - tp->snd_una, tp->bytes_sent, tp->bytes_retrans);
		tcp->subflow = FIELD_EXISTS(tp->is_mptcp) && tp->is_mptcp;
	}
	return true;
}

INLINE __u8 direction_of(struct sock *sk, struct tcp *tcp)
{
	if (tcp->connected)
		return OUTBOUND;
	/* A child keeps the backlog of the listener that it was cloned from (sk_clone_lock); connect() sets none. */
	return sk->sk_max_ack_backlog ? INBOUND : UNKNOWN;
}

/* Whether the last descriptor has gone: __fput runs on a count that has reached its end. */
INLINE bool file_has_gone(struct sock *sk)
{
	struct file *file = sk->sk_socket->file;

	if (FIELD_EXISTS(file->f_ref))
		return file->f_ref.refcnt.counter < 0; /* FILE_REF_DEAD; one reference is 0 */
	return file->f_count.counter == 0;
}

/* Whether a socket that goes to CLOSE does so by a call of this task, and not by a segment or a timer that the kernel
 * handled while the task ran. Only __tcp_close sets SEND_SHUTDOWN before the state changes. A reset of the peer and a
 * timeout set sk_err before (tcp_reset, tcp_write_err, tcp_done_with_error); connect() to AF_UNSPEC and a listener that
 * closes with children in its queue do not (tcp_disconnect, inet_child_forget). ECONNABORTED is tcp_abort: ss -K. */
INLINE bool is_own_reset(struct sock *sk)
{
	return (sk->sk_shutdown & SEND_SHUTDOWN) || sk->sk_err == 0 || sk->sk_err == ECONNABORTED;
}

/* shutdown() leaves the descriptor open; close() always shuts both directions. */
INLINE __u8 cause_of(struct sock *sk, __u32 task_flags)
{
	if (task_flags & PF_EXITING)
		return BY_EXIT;
	return sk->sk_shutdown == SHUTDOWN_MASK && file_has_gone(sk) ? BY_CLOSE : BY_SHUTDOWN;
}

INLINE __u32 read_flags(void)
{
	__u32 flags = 0;

	if (!plain)
		return bpf_get_current_task_btf()->flags;
	struct task_struct *task = (void *)bpf_get_current_task();
	READ(&flags, task->flags);
	return flags;
}

INLINE void read_task(struct closer *closer)
{
	__u64 *comm = (__u64 *)closer->comm;

	if (plain) {
		struct task_struct *task = (void *)bpf_get_current_task(), *leader = 0;
		const struct cred *cred = 0;

		READ(&leader, task->group_leader);
		READ(&cred, task->cred);
		READ(&closer->pid, task->tgid);
		READ(&closer->started_ns, leader->start_boottime);
		READ(&closer->uid, cred->euid.val);
		READ(&closer->comm, leader->comm);
	} else {
		struct task_struct *task = bpf_get_current_task_btf(), *leader = task->group_leader;
		__u64 *name = __builtin_preserve_access_index((__u64 *)&leader->comm);

		closer->pid = task->tgid;
		closer->started_ns = leader->start_boottime;
		closer->uid = task->cred->euid.val;
		comm[0] = name[0];
		comm[1] = name[1];
	}
	closer->cgroup = bpf_get_current_cgroup_id();
}

INLINE void read_netns(struct closer *closer, struct sock *sk)
{
	struct net *net = sk->__sk_common.skc_net.net;

	closer->netns_inode = net->ns.inum;
	if (FIELD_EXISTS(net->net_cookie))
		closer->netns_cookie = net->net_cookie;
}

INLINE void read_addresses(struct closer *closer, struct sock *sk)
{
	struct sock_common *common = &sk->__sk_common;

	if (common->skc_family == AF_INET) {
		closer->local[2] = closer->remote[2] = __builtin_bswap32(0xffff);
		closer->local[3] = common->skc_rcv_saddr;
		closer->remote[3] = common->skc_daddr;
	} else {
		__u64 *local = __builtin_preserve_access_index((__u64 *)&common->skc_v6_rcv_saddr);
		__u64 *remote = __builtin_preserve_access_index((__u64 *)&common->skc_v6_daddr);

		((__u64 *)closer->local)[0] = local[0];
		((__u64 *)closer->local)[1] = local[1];
		((__u64 *)closer->remote)[0] = remote[0];
		((__u64 *)closer->remote)[1] = remote[1];
	}
}

INLINE void add_to_sums(struct closer *closer)
{
	__u64 one = 1, *sum = bpf_map_lookup_elem(&sums, closer);

	if (!sum) {
		if (bpf_map_update_elem(&sums, closer, &one, BPF_NOEXIST) == 0)
			return;
		/* Another CPU was first, or the table is full. */
		sum = bpf_map_lookup_elem(&sums, closer);
	}
	if (sum)
		__sync_fetch_and_add(sum, 1);
	else
		COUNT_LOST(sums);
}

INLINE __u64 cookie_of(struct sock *sk)
{
	/* Asking gives the socket its cookie, which its TIME_WAIT row inherits. */
	return plain ? sk->__sk_common.skc_cookie.counter : bpf_get_socket_cookie(sk);
}

/* Nobody is woken: the reader looks every few milliseconds, and 8 MiB hold more than comes in between. */
INLINE bool add_to_ring(struct closer *closer, struct sock *sk, struct tcp *tcp, __u8 kind)
{
	struct record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record)
		return false;
	record->closer = *closer;
	record->at_ns = bpf_ktime_get_ns();
	record->cookie = kind == CLOSED ? cookie_of(sk) : 0;
	record->local_port = tcp->local_port;
	record->remote_port = swap16(sk->__sk_common.skc_dport);
	record->kind = kind;
	record->family = sk->__sk_common.skc_family;
	record->unused = 0;
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return true;
}

/* What every record has. False for other protocols. */
INLINE bool fill(struct closer *closer, struct sock *sk, struct tcp *tcp, __u32 task_flags)
{
	if (!read_tcp(sk, tcp))
		return false;
	/* Kernel threads close for others: MPTCP's worker, deferred fput, sockets of the kernel itself. */
	if (!(task_flags & PF_KTHREAD) && !tcp->subflow)
		read_task(closer);
	read_netns(closer, sk);
	read_addresses(closer, sk);
	return true;
}

INLINE int closed(struct sock *sk, __u8 first, bool reset)
{
	__u32 task_flags = read_flags();
	struct closer closer = {};
	struct tcp tcp = {};

	if (!fill(&closer, sk, &tcp, task_flags))
		return 0;
	closer.end = first | (reset ? BY_RESET : cause_of(sk, task_flags)) << 1;
	closer.direction = direction_of(sk, &tcp);
	if (closer.direction == INBOUND)
		closer.port = tcp.local_port;
	else if (closer.direction == OUTBOUND)
		closer.port = swap16(sk->__sk_common.skc_dport);
	add_to_sums(&closer);
	if (singles && !add_to_ring(&closer, sk, &tcp, CLOSED))
		COUNT_LOST(singles);
	return 0;
}

/* connect() found no port: the source port is still 0. A connection that the peer refuses has one (inet_hash_connect). */
INLINE int refused(struct sock *sk)
{
	struct closer closer = {};
	struct tcp tcp = {};

	if (!fill(&closer, sk, &tcp, read_flags()) || tcp.local_port)
		return 0;
	if (!add_to_ring(&closer, sk, &tcp, REFUSED))
		COUNT_LOST(refused);
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int inet_sock_set_state(__u64 *context)
{
	struct sock *sk = (void *)context[0];
	int before = (int)context[1], after = (int)context[2];

	/* close() after shutdown() tells FIN_WAIT1 → FIN_WAIT1, which is no close any more. */
	if (after == TCP_FIN_WAIT1)
		return before == TCP_ESTABLISHED || before == TCP_SYN_RECV ? closed(sk, WE, false) : 0;
	if (after == TCP_LAST_ACK)
		return before == TCP_CLOSE_WAIT ? closed(sk, PEER, false) : 0;
	if (after != TCP_CLOSE)
		return 0;
	if (before == TCP_ESTABLISHED)
		return is_own_reset(sk) ? closed(sk, WE, true) : 0;
	if (before == TCP_CLOSE_WAIT)
		return is_own_reset(sk) ? closed(sk, PEER, true) : 0;
	return before == TCP_SYN_SENT ? refused(sk) : 0;
}
