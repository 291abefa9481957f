/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* Who closes TCP connections, and who is refused a port: sums by closer, and single records. */
#include "closes_reads.h"

/* Set before loading; the verifier drops what they switch off. */
const volatile __u64 depth = 2; /* a value of enum depth; SINGLES, so that whoever loads it as it is verifies all */
const volatile __u64 plain = 0; /* read in the PLAIN way */
const volatile __u64 netns = 0; /* one namespace alone, by its cookie (5.12); 0 for all */

/* Which of the two is written. The reader changes it and empties the one that rests, so that closers who come and go
 * find room as long as the trace runs. */
volatile __u64 second = 0;

#define COUNT_LOST(what)                                                    \
	({                                                                  \
		__u32 zero = 0;                                             \
		struct lost *lost = bpf_map_lookup_elem(&losses, &zero);    \
		if (lost)                                                   \
			__sync_fetch_and_add(&lost->what, 1);               \
	})

/* The socket by its type, or nothing. Pointers of a socket are followed from here: before the verifier lets one be read
 * through an argument of the tracepoint, which it trusts, it looks through all types of the kernel by name, three times and
 * on every path, which made a second of loading (6.18). What a helper gave is not trusted, and read as safely. */
INLINE struct tcp_sock *tcp_of(enum way way, struct sock *sk)
{
	if (way == PLAIN)
		return sk->sk_protocol == IPPROTO_TCP ? (void *)sk : 0;
	return bpf_skc_to_tcp_sock(sk);
}

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

INLINE void read_tcp(enum way way, struct tcp_sock *tp, struct tcp *tcp)
{
	if (way == PLAIN) {
		__u64 acked = 0, sent = 0, again = 0;
		__u32 next = 0, una = 0;
		__u16 port = 0;

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
		tcp->local_port = swap16(tp->inet_conn.icsk_inet.inet_sport);
		tcp->connected =
			acknowledged_syn(tp->bytes_acked, tp->snd_nxt - tp->snd_una, tp->bytes_sent, tp->bytes_retrans);
		tcp->subflow = FIELD_EXISTS(tp->is_mptcp) && tp->is_mptcp;
	}
}

/* connect() marks the bucket of a port that it chooses itself; where somebody binds, 0 or more stands there
 * (__inet_hash_connect, inet_csk_update_fastreuse). A child of a listener stands in the bucket of this. */
INLINE bool has_port_of_connect(enum way way, struct tcp_sock *tp)
{
	struct inet_bind_bucket *bucket = 0;
	signed char reuse = 0;

	if (way == PLAIN) {
		READ(&bucket, tp->inet_conn.icsk_bind_hash);
		READ(&reuse, bucket->fastreuse);
	} else {
		bucket = tp->inet_conn.icsk_bind_hash;
		reuse = bucket ? bucket->fastreuse : 0;
	}
	return reuse < 0;
}

INLINE __u8 direction_of(enum way way, struct sock *sk, struct tcp_sock *tp, struct tcp *tcp)
{
	if (tcp->connected)
		return OUTBOUND;
	/* A child keeps the backlog of the listener that it was cloned from (sk_clone_lock); connect() sets none. */
	if (sk->sk_max_ack_backlog)
		return INBOUND;
	return has_port_of_connect(way, tp) ? OUTBOUND : UNKNOWN;
}

/* Whether a call of the task that runs does this, and not a segment, a timer or a tasklet that the kernel handles meanwhile.
 * lock_sock() marks the socket as owned; softirqs leave an owned one alone, and nobody else's call gets hold of it. A
 * shutdown() before the handshake's last ACK is such a case: the FIN goes out when this comes (since 6.9). What comes while
 * the socket is owned waits in the backlog, and release_sock() handles it in a task that may have called for something
 * else: it takes the queue off first and sets its length to 0 last. A socket that nobody has accepted ends under its
 * listener's lock, by the call that closes this (inet_child_forget). */
INLINE bool is_own_call(struct sock *sk, struct tcp_sock *tp)
{
	if (!sk->sk_lock.owned)
		return !((struct sock *)tp)->sk_socket;
	return sk->sk_backlog.len == 0 || ((struct sock *)tp)->sk_backlog.head;
}

/* Whether the last descriptor has gone: __fput runs on a count that has reached its end. A socket of the kernel has
 * no file, and nobody to tell its shutdown from its release. */
INLINE bool file_has_gone(struct tcp_sock *tp)
{
	struct file *file = ((struct sock *)tp)->sk_socket->file;

	if (!file)
		return true;
	if (FIELD_EXISTS(file->f_ref))
		return file->f_ref.refcnt.counter < 0; /* FILE_REF_DEAD; one reference is 0 */
	return file->f_count.counter == 0;
}

/* Whether a socket that goes to CLOSE in a call does so by it, and not by a segment or a timer, which a call handles too when it
 * takes the backlog. Only __tcp_close sets SEND_SHUTDOWN before the state changes. A reset of the peer and a timeout set
 * sk_err before (tcp_reset, tcp_write_err, tcp_done_with_error), which somebody may have fetched by now; connect() to
 * AF_UNSPEC and a listener that closes with children in its queue do not (tcp_disconnect, inet_child_forget).
 * ECONNABORTED is tcp_abort: ss -K. */
INLINE bool is_own_reset(struct sock *sk)
{
	return (sk->sk_shutdown & SEND_SHUTDOWN) || sk->sk_err == 0 || sk->sk_err == ECONNABORTED;
}

/* shutdown() leaves the descriptor open; close() always shuts both directions. Of FINs only that of a shutdown() waits. */
INLINE __u8 cause_of(struct sock *sk, struct tcp_sock *tp, bool own_call, __u32 task_flags)
{
	if (!own_call)
		return BY_SHUTDOWN;
	if (task_flags & PF_EXITING)
		return BY_EXIT;
	return sk->sk_shutdown == SHUTDOWN_MASK && file_has_gone(tp) ? BY_CLOSE : BY_SHUTDOWN;
}

/* Adds to the table that all CPUs share; false where it is full. The way of closes that are the first of their closer,
 * or that find no room near their CPU. */
NOINLINE bool add_to_table(enum way way, struct key *key, struct actor *actor, __u64 table)
{
	void *sums_now = table ? (void *)&sums_too : (void *)&sums;
	struct sum *sum = bpf_map_lookup_elem(sums_now, key);

	if (!sum) {
		struct sum first;

		first.closes = 1;
		read_origin(way, &first.origin, key, actor);
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

INLINE void add_to_sums(enum way way, struct key *key, struct actor *actor)
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
	if (!add_to_table(way, key, actor, table)) {
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
add_to_ring(enum way way, struct key *key, struct sock *sk, struct actor *actor, struct tcp *tcp, __u8 kind)
{
	struct record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record)
		return false;
	record->key = *key;
	read_origin(way, &record->origin, key, actor);
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

INLINE bool is_reset(enum meaning meaning)
{
	return meaning == RESET_FIRST || meaning == RESET_SECOND;
}

INLINE __u8
end_of(struct sock *sk, struct tcp_sock *tp, enum meaning meaning, bool own_call, __u32 task_flags)
{
	bool second_end = meaning == CLOSE_BY_PEER || meaning == RESET_SECOND;

	return (is_reset(meaning) ? BY_RESET : cause_of(sk, tp, own_call, task_flags)) << 1 | (second_end ? PEER : WE);
}

INLINE int
tell_close(enum way way, struct sock *sk, struct tcp_sock *tp, struct actor *actor, enum meaning meaning)
{
	__u32 task_flags = OF_TASK(way, actor->task, flags);
	bool own_call = is_own_call(sk, tp);
	enum direction direction;
	struct key key = {};
	struct tcp tcp = {};
	__u8 execs = 0;
	__u16 port = 0;
	__u32 pid = 0;

	if (is_reset(meaning) && !(own_call && is_own_reset(sk)))
		return 0;
	read_tcp(way, tp, &tcp);
	key.netns = netns_of(actor->net);
	read_local(&key, &sk->__sk_common);
	direction = direction_of(way, sk, tp, &tcp);
	/* By our own port the listener is found that this may belong to. Of those who connected few are not known as such: who
	 * had bound the port, or resets. */
	port = direction == OUTBOUND ? swap16(sk->__sk_common.skc_dport) : tcp.local_port;
	/* A record names the peer of a listener, a sum does not. */
	if (depth == SINGLES || direction != INBOUND)
		read_remote(&key, &sk->__sk_common);
	if (is_process(task_flags) && !tcp.subflow && own_call) {
		pid = OF_TASK(way, actor->task, tgid);
		execs = OF_TASK(way, actor->task, self_exec_id);
		key.started_ns = OF_TASK(way, actor->leader, start_boottime);
	}
	key.who = pack(pid, port, execs, direction, end_of(sk, tp, meaning, own_call, task_flags));
	if (depth == SINGLES) {
		if (add_to_ring(way, &key, sk, actor, &tcp, CLOSED))
			return 0;
		COUNT_LOST(singles);
		if (direction == INBOUND)
			key.remote[0] = key.remote[1] = 0;
	}
	add_to_sums(way, &key, actor);
	return 0;
}

/* A connection that the peer refuses has a port by now (inet_hash_connect). Who asks for one is the one who connects, with
 * MPTCP too. */
INLINE int tell_refused(enum way way, struct sock *sk, struct tcp_sock *tp, struct actor *actor)
{
	struct key key = {};
	struct tcp tcp = {};

	read_tcp(way, tp, &tcp);
	if (tcp.local_port)
		return 0;
	key.netns = netns_of(actor->net);
	read_local(&key, &sk->__sk_common);
	read_remote(&key, &sk->__sk_common);
	if (is_process(OF_TASK(way, actor->task, flags))) {
		key.who = pack(OF_TASK(way, actor->task, tgid), 0, OF_TASK(way, actor->task, self_exec_id), INBOUND, 0);
		key.started_ns = OF_TASK(way, actor->leader, start_boottime);
	}
	if (!add_to_ring(way, &key, sk, actor, &tcp, REFUSED))
		COUNT_LOST(refused);
	return 0;
}

INLINE int tell(enum way way, struct sock *sk, enum meaning meaning)
{
	struct tcp_sock *tp = tcp_of(way, sk);
	struct actor actor = {};

	if (!tp)
		return 0;
	actor.net = ((struct sock *)tp)->__sk_common.skc_net.net;
	if (netns && netns_of(actor.net) != netns)
		return 0;
	actor.task = current_task(way);
	actor.leader = OF_TASK(way, actor.task, group_leader);
	return meaning == NO_PORT ? tell_refused(way, sk, tp, &actor) : tell_close(way, sk, tp, &actor, meaning);
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
