/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* Who closes TCP connections, and who is refused a port: sums by closer, and single records. */
#include "closes_maps.h"

/* Set before loading; the verifier drops what they switch off. */
const volatile __u64 depth = 2; /* a value of enum depth; SINGLES, so that whoever loads it as it is verifies all */
const volatile __u64 plain = 0; /* read in the PLAIN way */
const volatile __u64 netns = 0; /* one namespace alone, by its cookie (5.12); 0 for all */

/* How the kernel is read: PLAIN before 5.12, where there is no typed task and no cookie on request. */
enum way { TYPED, PLAIN };

/* Which of the two is written. The reader changes it and empties the one that rests, so that closers who come and go
 * find room as long as the trace runs. */
volatile __u64 second = 0;

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

INLINE bool read_tcp(enum way way, struct sock *sk, struct tcp *tcp)
{
	if (way == PLAIN) {
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

/* connect() marks the bucket of a port that it chooses itself; where somebody binds, 0 or more stands there
 * (__inet_hash_connect, inet_csk_update_fastreuse). A child of a listener stands in the bucket of this. */
INLINE bool has_port_of_connect(enum way way, struct sock *sk)
{
	struct inet_bind_bucket *bucket = 0;
	signed char reuse = 0;

	if (way == PLAIN) {
		READ(&bucket, ((struct tcp_sock *)sk)->inet_conn.icsk_bind_hash);
		READ(&reuse, bucket->fastreuse);
	} else {
		struct tcp_sock *tp = bpf_skc_to_tcp_sock(sk);

		bucket = tp ? tp->inet_conn.icsk_bind_hash : 0;
		reuse = bucket ? bucket->fastreuse : 0;
	}
	return reuse < 0;
}

INLINE __u8 direction_of(enum way way, struct sock *sk, struct tcp *tcp)
{
	if (tcp->connected)
		return OUTBOUND;
	/* A child keeps the backlog of the listener that it was cloned from (sk_clone_lock); connect() sets none. */
	if (sk->sk_max_ack_backlog)
		return INBOUND;
	return has_port_of_connect(way, sk) ? OUTBOUND : UNKNOWN;
}

/* Whether a call of the task that runs does this, and not a segment, a timer or a tasklet that the kernel handles meanwhile.
 * lock_sock() marks the socket as owned; softirqs leave an owned one alone, and nobody else's call gets hold of it. A
 * shutdown() before the handshake's last ACK is such a case: the FIN goes out when this comes (since 6.9). What comes while
 * the socket is owned waits in the backlog, and release_sock() handles it in a task that may have called for something
 * else: it takes the queue off first and sets its length to 0 last. A socket that nobody has accepted ends under its
 * listener's lock, by the call that closes this (inet_child_forget). */
INLINE bool is_own_call(struct sock *sk)
{
	if (!sk->sk_lock.owned)
		return !sk->sk_socket;
	return sk->sk_backlog.len == 0 || sk->sk_backlog.head;
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

/* Whether a socket that goes to CLOSE does so by a call, and not by a segment or a timer, which a call handles too when it
 * takes the backlog. Only __tcp_close sets SEND_SHUTDOWN before the state changes. A reset of the peer and a timeout set
 * sk_err before (tcp_reset, tcp_write_err, tcp_done_with_error), which somebody may have fetched by now; connect() to
 * AF_UNSPEC and a listener that closes with children in its queue do not (tcp_disconnect, inet_child_forget).
 * ECONNABORTED is tcp_abort: ss -K. */
INLINE bool is_own_reset(struct sock *sk)
{
	if (!is_own_call(sk))
		return false;
	return (sk->sk_shutdown & SEND_SHUTDOWN) || sk->sk_err == 0 || sk->sk_err == ECONNABORTED;
}

/* shutdown() leaves the descriptor open; close() always shuts both directions. Of FINs only that of a shutdown() waits. */
INLINE __u8 cause_of(struct sock *sk, __u32 task_flags)
{
	if (!is_own_call(sk))
		return BY_SHUTDOWN;
	if (task_flags & PF_EXITING)
		return BY_EXIT;
	return sk->sk_shutdown == SHUTDOWN_MASK && file_has_gone(sk) ? BY_CLOSE : BY_SHUTDOWN;
}

INLINE struct task_struct *current_task(enum way way)
{
	return way == PLAIN ? (void *)bpf_get_current_task() : bpf_get_current_task_btf();
}

INLINE __u32 flags_of(enum way way, struct task_struct *task)
{
	__u32 flags = 0;

	if (way == TYPED)
		return task->flags;
	READ(&flags, task->flags);
	return flags;
}

INLINE __u32 pid_of(enum way way, struct task_struct *task)
{
	__u32 pid = 0;

	if (way == TYPED)
		return task->tgid;
	READ(&pid, task->tgid);
	return pid;
}

INLINE __u64 start_of(enum way way, struct task_struct *task)
{
	struct task_struct *leader = 0;
	__u64 started_ns = 0;

	if (way == TYPED)
		return task->group_leader->start_boottime;
	READ(&leader, task->group_leader);
	READ(&started_ns, leader->start_boottime);
	return started_ns;
}

/* Bytes in this order: process (4; 0 for none), port (2; host order; the peer's where we connected, else our own),
 * direction, and who was first with the cause in the bits above. */
INLINE __u64 pack(__u32 pid, __u16 port, enum direction direction, __u8 end)
{
	return pid | (__u64)port << 32 | (__u64)direction << 48 | (__u64)end << 56;
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

INLINE __u64 netns_of(struct sock *sk)
{
	struct net *net = sk->__sk_common.skc_net.net;

	return FIELD_EXISTS(net->net_cookie) ? net->net_cookie : net->ns.inum;
}

/* Leaves what belongs to the process at zero where nobody is named. */
INLINE void read_origin(enum way way, struct origin *origin, struct key *key, struct sock *sk, struct task_struct *task)
{
	struct net *net = sk->__sk_common.skc_net.net;
	struct task_struct *leader = 0;
	const struct cred *cred = 0;

	origin->netns_inode = net->ns.inum;
	origin->netns_cookie = FIELD_EXISTS(net->net_cookie) ? net->net_cookie : 0;
	if (!pid_in(key))
		return;
	origin->cgroup = bpf_get_current_cgroup_id();
	if (way == PLAIN) {
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

/* Adds to the table that all CPUs share; false where it is full. The way of closes that are the first of their closer,
 * or that find no room near their CPU. */
NOINLINE bool
add_to_table(enum way way, struct key *key, struct sock *sk, struct task_struct *task, __u64 table)
{
	void *sums_now = table ? (void *)&sums_too : (void *)&sums;
	struct sum *sum = bpf_map_lookup_elem(sums_now, key);

	if (!sum) {
		struct sum first = { .closes = 1 };

		read_origin(way, &first.origin, key, sk, task);
		if (bpf_map_update_elem(sums_now, key, &first, BPF_NOEXIST) == 0)
			return true;
		/* Another CPU was faster, or the table is full. */
		sum = bpf_map_lookup_elem(sums_now, key);
	}
	if (sum)
		__sync_fetch_and_add(&sum->closes, 1);
	return sum;
}

INLINE bool same(const struct key *one, const struct key *other)
{
	return !((one->netns ^ other->netns) | (one->started_ns ^ other->started_ns) | (one->who ^ other->who) |
		 (one->local[0] ^ other->local[0]) | (one->local[1] ^ other->local[1]) |
		 (one->remote[0] ^ other->remote[0]) | (one->remote[1] ^ other->remote[1]));
}

/* Every bit of the key reaches the highest ones of the hash. Who picks addresses that meet in one pair of slots gets the
 * table's price and nothing else. */
INLINE struct slot *pair_of(struct key *key, __u64 table)
{
	__u64 hash = key->netns * 0x2545f491 + key->started_ns * 0x1b873593 + key->who * 0x5bd1e995 +
		     key->local[0] * 0x2c1b3c6d + key->local[1] * 0x297a2d39 + key->remote[0] * 0x4cf5ad43 +
		     key->remote[1] * 0x38495ab5;
	__u32 index = 2 * bpf_get_smp_processor_id() + table;
	struct near *near = bpf_map_lookup_elem(&nears, &index);

	return near ? near->pairs[hash * 0x9e3779b97f4a7c15 >> (64 - PAIR_BITS)] : 0;
}

INLINE bool is_free(struct slot *slot)
{
	return slot->key.netns == 0 && slot->closes == 0;
}

INLINE void add_to_sums(enum way way, struct key *key, struct sock *sk, struct task_struct *task)
{
	__u64 table = second & 1;
	struct slot *pair = pair_of(key, table);

	if (pair && same(&pair[0].key, key)) {
		pair[0].closes++;
		return;
	}
	if (pair && same(&pair[1].key, key)) {
		pair[1].closes++;
		return;
	}
	if (!add_to_table(way, key, sk, task, table)) {
		COUNT_LOST(sums);
		return;
	}
	if (!pair)
		return;
	if (is_free(&pair[0]))
		pair[0].key = *key;
	else if (is_free(&pair[1]))
		pair[1].key = *key;
}

INLINE __u64 cookie_of(enum way way, struct sock *sk)
{
	/* Asking gives the socket its cookie, which its TIME_WAIT row inherits. */
	return way == PLAIN ? sk->__sk_common.skc_cookie.counter : bpf_get_socket_cookie(sk);
}

/* Nobody is woken: the reader looks every few milliseconds, and 8 MiB hold more than comes in between. */
INLINE bool
add_to_ring(enum way way, struct key *key, struct sock *sk, struct task_struct *task, struct tcp *tcp, __u8 kind)
{
	struct record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record)
		return false;
	record->key = *key;
	record->origin = (struct origin){};
	read_origin(way, &record->origin, key, sk, task);
	record->at_ns = bpf_ktime_get_ns();
	record->cookie = kind == CLOSED ? cookie_of(way, sk) : 0;
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

/* Kernel threads close for others: MPTCP's worker, deferred fput, sockets of the kernel itself. */
INLINE bool is_process(__u32 task_flags)
{
	return !(task_flags & PF_KTHREAD);
}

INLINE __u8 end_of(struct sock *sk, enum meaning meaning, __u32 task_flags)
{
	bool reset = meaning == RESET_FIRST || meaning == RESET_SECOND;
	bool second_end = meaning == CLOSE_BY_PEER || meaning == RESET_SECOND;

	return (reset ? BY_RESET : cause_of(sk, task_flags)) << 1 | (second_end ? PEER : WE);
}

INLINE int tell_close(enum way way, struct sock *sk, enum meaning meaning)
{
	struct task_struct *task = current_task(way);
	__u32 task_flags = flags_of(way, task);
	enum direction direction;
	struct key key = {};
	struct tcp tcp = {};
	__u16 port = 0;
	__u32 pid = 0;

	if ((meaning == RESET_FIRST || meaning == RESET_SECOND) && !is_own_reset(sk))
		return 0;
	if (!read_tcp(way, sk, &tcp))
		return 0;
	key.netns = netns_of(sk);
	read_local(&key, &sk->__sk_common);
	direction = direction_of(way, sk, &tcp);
	/* By our own port the listener is found that this may belong to. Of those who connected few are not known as such: who
	 * had bound the port, or resets. */
	port = direction == OUTBOUND ? swap16(sk->__sk_common.skc_dport) : tcp.local_port;
	if (direction != INBOUND)
		read_remote(&key, &sk->__sk_common);
	if (is_process(task_flags) && !tcp.subflow && is_own_call(sk)) {
		pid = pid_of(way, task);
		key.started_ns = start_of(way, task);
	}
	key.who = pack(pid, port, direction, end_of(sk, meaning, task_flags));
	add_to_sums(way, &key, sk, task);
	if (depth == SINGLES) {
		if (direction == INBOUND)
			read_remote(&key, &sk->__sk_common);
		if (!add_to_ring(way, &key, sk, task, &tcp, CLOSED))
			COUNT_LOST(singles);
	}
	return 0;
}

/* A connection that the peer refuses has a port by now (inet_hash_connect). Who asks for one is the one who connects, with
 * MPTCP too. */
INLINE int tell_refused(enum way way, struct sock *sk)
{
	struct task_struct *task = current_task(way);
	struct key key = {};
	struct tcp tcp = {};

	if (!read_tcp(way, sk, &tcp) || tcp.local_port)
		return 0;
	key.netns = netns_of(sk);
	read_local(&key, &sk->__sk_common);
	read_remote(&key, &sk->__sk_common);
	if (is_process(flags_of(way, task))) {
		key.who = pack(pid_of(way, task), 0, INBOUND, 0);
		key.started_ns = start_of(way, task);
	}
	if (!add_to_ring(way, &key, sk, task, &tcp, REFUSED))
		COUNT_LOST(refused);
	return 0;
}

INLINE int tell(enum way way, struct sock *sk, enum meaning meaning)
{
	if (netns && netns_of(sk) != netns)
		return 0;
	return meaning == NO_PORT ? tell_refused(way, sk) : tell_close(way, sk, meaning);
}

/* Not a part of the program below: most changes of state mean nothing, and they shall not pay for this one's stack. */
NOINLINE int tell_typed(struct sock *sk, enum meaning meaning)
{
	return tell(TYPED, sk, meaning);
}

NOINLINE int tell_plain(struct sock *sk, enum meaning meaning)
{
	return tell(PLAIN, sk, meaning);
}

SEC("tp_btf/inet_sock_set_state")
int inet_sock_set_state(__u64 *context)
{
	enum meaning meaning = meaning_of((int)context[1], (int)context[2]);

	if (meaning == NONE || depth == NOTHING)
		return 0;
	return plain ? tell_plain((struct sock *)context[0], meaning) : tell_typed((struct sock *)context[0], meaning);
}
