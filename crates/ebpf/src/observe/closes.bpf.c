/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* Who closes TCP connections, and who is refused a port: sums by closer, and single records. closes.rs reads both. */
#include "kernel.h"

/* Set before loading; the verifier drops what they switch off. */
const volatile __u64 depth = 2; /* a value of enum depth; SINGLES, so that whoever loads it as it is verifies all */
const volatile __u64 plain = 0; /* kernels before 5.12: no typed task, no cookie on request */
const volatile __u64 netns = 0; /* one namespace alone, by its cookie (5.12); 0 for all */

enum depth { NOTHING = 0, SUMS = 1, SINGLES = 2 };
enum first { WE = 0, PEER = 1 };
enum cause { BY_CLOSE = 0, BY_SHUTDOWN = 1, BY_EXIT = 2, BY_RESET = 3 };
enum direction { INBOUND = 0, OUTBOUND = 1, UNKNOWN = 2 };
enum kind { CLOSED = 0, REFUSED = 1 };

/* What closes are summed by. No padding: all its bytes are compared, and each costs time. */
struct key {
	__u64 netns;      /* cookie; the inode before 5.12 */
	__u64 started_ns; /* of the process, CLOCK_BOOTTIME; 0 for none */
	__u32 pid;        /* of the process; 0 for none */
	__u16 port;       /* host order; 0 where the direction is not known */
	__u8 direction;
	__u8 end; /* who was first, and the cause in the bits above */
	__u32 local[4];  /* network order, IPv4 in its mapped form */
	__u32 remote[4]; /* 0 in sums of inbound ones: a listener has more peers than the table has room */
};

/* What follows from the process and the namespace: read when a key is new. */
struct origin {
	char comm[16]; /* of the process */
	__u64 cgroup;
	__u64 netns_cookie; /* 0 before 5.12 */
	__u32 uid;
	__u32 netns_inode;
};

struct sum {
	__u64 closes;
	struct origin origin;
};

struct record {
	struct key key;
	struct origin origin;
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
	TYPE(key, struct key);
	TYPE(value, struct sum);
} sums SEC(".maps"), sums_too SEC(".maps");

/* Which of the two is written. The reader changes it and empties the one that rests, so that closers who come and go
 * find room as long as the trace runs. */
volatile __u64 second = 0;

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

/* Whether the last descriptor has gone: __fput runs on a count that has reached its end. A socket of the kernel has
 * no file, and nobody to tell its shutdown from its release. */
INLINE bool file_has_gone(struct sock *sk)
{
	struct file *file = sk->sk_socket->file;

	if (!file)
		return true;
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

INLINE struct task_struct *current_task(void)
{
	return plain ? (void *)bpf_get_current_task() : bpf_get_current_task_btf();
}

INLINE __u32 flags_of(struct task_struct *task)
{
	__u32 flags = 0;

	if (!plain)
		return task->flags;
	READ(&flags, task->flags);
	return flags;
}

INLINE void read_task(struct key *key, struct task_struct *task)
{
	struct task_struct *leader = 0;

	if (plain) {
		READ(&leader, task->group_leader);
		READ(&key->pid, task->tgid);
		READ(&key->started_ns, leader->start_boottime);
	} else {
		key->pid = task->tgid;
		key->started_ns = task->group_leader->start_boottime;
	}
}

INLINE void read_local(struct key *key, struct sock_common *common)
{
	if (common->skc_family == AF_INET) {
		key->local[2] = __builtin_bswap32(0xffff);
		key->local[3] = common->skc_rcv_saddr;
	} else if (FIELD_EXISTS(common->skc_v6_rcv_saddr)) {
		__u64 *local = __builtin_preserve_access_index((__u64 *)&common->skc_v6_rcv_saddr);

		((__u64 *)key->local)[0] = local[0];
		((__u64 *)key->local)[1] = local[1];
	}
}

INLINE void read_remote(struct key *key, struct sock_common *common)
{
	if (common->skc_family == AF_INET) {
		key->remote[2] = __builtin_bswap32(0xffff);
		key->remote[3] = common->skc_daddr;
	} else if (FIELD_EXISTS(common->skc_v6_daddr)) {
		__u64 *remote = __builtin_preserve_access_index((__u64 *)&common->skc_v6_daddr);

		((__u64 *)key->remote)[0] = remote[0];
		((__u64 *)key->remote)[1] = remote[1];
	}
}

INLINE __u64 netns_of(struct sock *sk)
{
	struct net *net = sk->__sk_common.skc_net.net;

	return FIELD_EXISTS(net->net_cookie) ? net->net_cookie : net->ns.inum;
}

/* Leaves what belongs to the process at zero where nobody is named. */
INLINE void read_origin(struct origin *origin, struct key *key, struct sock *sk, struct task_struct *task)
{
	struct net *net = sk->__sk_common.skc_net.net;
	struct task_struct *leader = 0;
	const struct cred *cred = 0;

	origin->netns_inode = net->ns.inum;
	origin->netns_cookie = FIELD_EXISTS(net->net_cookie) ? net->net_cookie : 0;
	if (!key->pid)
		return;
	origin->cgroup = bpf_get_current_cgroup_id();
	if (plain) {
		READ(&leader, task->group_leader);
		READ(&cred, task->cred);
		READ(&origin->uid, cred->euid.val);
		READ(&origin->comm, leader->comm);
	} else {
		__u64 *name;

		leader = task->group_leader;
		name = __builtin_preserve_access_index((__u64 *)&leader->comm);
		origin->uid = task->cred->euid.val;
		((__u64 *)origin->comm)[0] = name[0];
		((__u64 *)origin->comm)[1] = name[1];
	}
}

INLINE void add_to_sums(void *table, struct key *key, struct sock *sk, struct task_struct *task)
{
	struct sum *sum = bpf_map_lookup_elem(table, key);

	if (!sum) {
		struct sum first = { .closes = 1 };

		read_origin(&first.origin, key, sk, task);
		if (bpf_map_update_elem(table, key, &first, BPF_NOEXIST) == 0)
			return;
		/* Another CPU was faster, or the table is full. */
		sum = bpf_map_lookup_elem(table, key);
	}
	if (sum)
		__sync_fetch_and_add(&sum->closes, 1);
	else
		COUNT_LOST(sums);
}

INLINE __u64 cookie_of(struct sock *sk)
{
	/* Asking gives the socket its cookie, which its TIME_WAIT row inherits. */
	return plain ? sk->__sk_common.skc_cookie.counter : bpf_get_socket_cookie(sk);
}

/* Nobody is woken: the reader looks every few milliseconds, and 8 MiB hold more than comes in between. */
INLINE bool
add_to_ring(struct key *key, struct sock *sk, struct task_struct *task, struct tcp *tcp, __u8 kind)
{
	struct record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record)
		return false;
	record->key = *key;
	record->origin = (struct origin){};
	read_origin(&record->origin, key, sk, task);
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

/* What a change of state means to us. */
enum meaning { NONE, CLOSE_BY_US, CLOSE_BY_PEER, RESET_FIRST, RESET_SECOND, NO_PORT };

INLINE enum meaning meaning_of(int before, int after)
{
	/* close() after shutdown() tells FIN_WAIT1 → FIN_WAIT1, which is no close any more. */
	if (after == TCP_FIN_WAIT1)
		return before == TCP_ESTABLISHED || before == TCP_SYN_RECV ? CLOSE_BY_US : NONE;
	if (after == TCP_LAST_ACK)
		return before == TCP_CLOSE_WAIT ? CLOSE_BY_PEER : NONE;
	if (after != TCP_CLOSE)
		return NONE;
	if (before == TCP_ESTABLISHED)
		return RESET_FIRST;
	if (before == TCP_CLOSE_WAIT)
		return RESET_SECOND;
	return before == TCP_SYN_SENT ? NO_PORT : NONE;
}

/* Not a part of the program below: most changes of state mean nothing, and they shall not pay for this one's stack. */
static __attribute__((noinline)) int tell(struct sock *sk, enum meaning meaning)
{
	struct task_struct *task = current_task();
	__u32 task_flags = flags_of(task);
	bool reset = meaning == RESET_FIRST || meaning == RESET_SECOND;
	struct key key = {};
	struct tcp tcp = {};

	if (netns && netns_of(sk) != netns)
		return 0;
	if (reset && !is_own_reset(sk))
		return 0;
	if (!read_tcp(sk, &tcp))
		return 0;
	/* A connection that the peer refuses has a port by now (inet_hash_connect). */
	if (meaning == NO_PORT && tcp.local_port)
		return 0;

	/* Kernel threads close for others: MPTCP's worker, deferred fput, sockets of the kernel itself. Who asks for a
	 * port is the one who connects, with MPTCP too. */
	if (!(task_flags & PF_KTHREAD) && (!tcp.subflow || meaning == NO_PORT))
		read_task(&key, task);
	key.netns = netns_of(sk);
	read_local(&key, &sk->__sk_common);
	if (meaning == NO_PORT) {
		read_remote(&key, &sk->__sk_common);
		if (!add_to_ring(&key, sk, task, &tcp, REFUSED))
			COUNT_LOST(refused);
		return 0;
	}

	key.end = (reset ? BY_RESET : cause_of(sk, task_flags)) << 1;
	if (meaning == CLOSE_BY_PEER || meaning == RESET_SECOND)
		key.end |= PEER;
	key.direction = direction_of(sk, &tcp);
	if (key.direction == INBOUND) {
		key.port = tcp.local_port;
	} else {
		read_remote(&key, &sk->__sk_common);
		if (key.direction == OUTBOUND)
			key.port = swap16(sk->__sk_common.skc_dport);
	}
	if (second)
		add_to_sums(&sums_too, &key, sk, task);
	else
		add_to_sums(&sums, &key, sk, task);
	if (depth == SINGLES) {
		if (key.direction == INBOUND)
			read_remote(&key, &sk->__sk_common);
		if (!add_to_ring(&key, sk, task, &tcp, CLOSED))
			COUNT_LOST(singles);
	}
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int inet_sock_set_state(__u64 *context)
{
	enum meaning meaning = meaning_of((int)context[1], (int)context[2]);

	return meaning == NONE || depth == NOTHING ? 0 : tell((struct sock *)context[0], meaning);
}
