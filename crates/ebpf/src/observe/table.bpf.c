/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* The TCP table of one namespace, by the kernel's iterator: rows as records, and TIME_WAIT rows, which are the mass of a
 * table, summed by group here. table.rs reads both. */
#include "table_maps.h"

#define COUNT_LOST(what)                                                 \
	({                                                               \
		__u32 zero = 0;                                          \
		struct lost *lost = bpf_map_lookup_elem(&losses, &zero); \
		if (lost)                                                \
			lost->what++;                                    \
	})

INLINE bool has(__u32 set, __u16 port)
{
	struct ports *ports = bpf_map_lookup_elem(&sets, &set);

	return ports && ports->words[port >> 6] >> (port & 63) & 1;
}

INLINE void insert(__u32 set, __u16 port)
{
	struct ports *ports = bpf_map_lookup_elem(&sets, &set);

	if (ports)
		ports->words[port >> 6] |= 1ULL << (port & 63);
}

INLINE bool is_v4(const __u32 *address)
{
	return !address[0] && !address[1] && address[2] == __builtin_bswap32(0xffff);
}

INLINE bool is_any(const __u32 *address)
{
	return !address[0] && !address[1] && !address[3] && (!address[2] || is_v4(address));
}

INLINE void read_ends(__u32 *local, __u32 *remote, struct sock_common *row)
{
	if (row->skc_family == AF_INET) {
		local[2] = remote[2] = __builtin_bswap32(0xffff);
		local[3] = row->skc_rcv_saddr;
		remote[3] = row->skc_daddr;
	} else {
		__u64 *from = __builtin_preserve_access_index((__u64 *)&row->skc_v6_rcv_saddr);
		__u64 *to = __builtin_preserve_access_index((__u64 *)&row->skc_v6_daddr);

		((__u64 *)local)[0] = from[0];
		((__u64 *)local)[1] = from[1];
		((__u64 *)remote)[0] = to[0];
		((__u64 *)remote)[1] = to[1];
	}
}

INLINE void read_common(struct record *record, struct sock_common *row)
{
	record->family = row->skc_family;
	record->device = row->skc_bound_dev_if;
	record->local_port = row->skc_num;
	record->remote_port = __builtin_bswap16(row->skc_dport);
	record->cookie = row->skc_cookie.counter;
	read_ends(record->local, record->remote, row);
	if (READ_BITS(row, skc_reuse))
		record->flags |= REUSE;
}

/* connect() passes over a port whose bucket somebody made by bind() (__inet_hash_connect): both marks are -1 where
 * connect() made it, and each is 0 or more where a bind() did. */
INLINE __u8 flags_of(struct inet_bind_bucket *bucket)
{
	if (!bucket)
		return 0;
	return BUCKET_KNOWN | (bucket->fastreuse < 0 && bucket->fastreuseport < 0 ? SHAREABLE : 0);
}

/* As inet_diag tells it: 0 from the moment the time is over until the timer has run. */
INLINE __u32 left_ms(struct tcp_timewait_sock *tw, struct wish *wish)
{
	__s64 left = tw->tw_sk.tw_timer.expires - bpf_jiffies64();

	return left > 0 ? (__u64)left * wish->tick_scaled >> 20 : 0;
}

INLINE void read_mini(struct record *record, struct tcp_timewait_sock *tw, struct wish *wish)
{
	record->kind = MINI;
	record->state = tw->tw_sk.tw_substate;
	record->left_ms = left_ms(tw, wish);
	record->flags |= HAS_TIMER;
	if (!wish->ports)
		return;
	record->flags |= TIMESTAMPS_KNOWN | flags_of(tw->tw_sk.tw_tb);
	if (tw->tw_ts_recent_stamp)
		record->flags |= TIMESTAMPS;
}

INLINE __u64 read_inode(struct sock *sk)
{
	struct socket_alloc *socket = (void *)sk->sk_socket;
	__u64 inode = 0;

	if (socket)
		READ(&inode, socket->vfs_inode.i_ino);
	return inode;
}

INLINE void read_full(struct record *record, struct tcp_sock *tp, struct wish *wish)
{
	struct sock *sk = &tp->inet_conn.icsk_inet.sk;

	record->inode = read_inode(sk);
	record->uid = sk->sk_uid.val;
	if (wish->ports || record->state == TCP_LISTEN)
		record->flags |= flags_of(tp->inet_conn.icsk_bind_hash);
	if (record->state == TCP_LISTEN) {
		record->recv_queue = sk->sk_ack_backlog;
		record->send_queue = sk->sk_max_ack_backlog;
		if (READ_BITS(tp, inet_conn.icsk_inet.sk.__sk_common.skc_ipv6only))
			record->flags |= V6ONLY;
		return;
	}
	__s32 unread = tp->rcv_nxt - tp->copied_seq;

	record->recv_queue = unread > 0 ? unread : 0;
	record->send_queue = tp->write_seq - tp->snd_una;
	record->retransmits = tp->inet_conn.icsk_retransmits;
	record->flags |= TIMESTAMPS_KNOWN;
	if (READ_BITS(tp, rx_opt.tstamp_ok))
		record->flags |= TIMESTAMPS;
}

INLINE void read_request(struct record *record, struct tcp_request_sock *request)
{
	record->kind = REQUEST;
	record->state = TCP_SYN_RECV;
	record->retransmits = request->req.req.num_retrans;
}

/* The port's notes of this reading. */
INLINE struct port *notes_of(__u16 number, struct wish *wish)
{
	__u32 index = number;
	struct port *port = bpf_map_lookup_elem(&by_port, &index);

	if (port && port->generation != (__u16)wish->generation) {
		port->generation = wish->generation;
		port->source = port->target = 0;
		port->listeners = port->bucket = 0;
	}
	return port;
}

/* Listeners stand in a table of their own, which the iterator walks first. */
INLINE void note_listener(struct record *record, struct wish *wish)
{
	struct port *port = notes_of(record->local_port, wish);

	if (!port)
		return;
	insert(LISTENING, record->local_port);
	if (record->device) {
		port->listeners |= SOME_DEVICE;
	} else if (!is_any(record->local)) {
		struct end end = { .port = record->local_port };
		__u32 one = 1;

		__builtin_memcpy(end.address, record->local, sizeof(end.address));
		port->listeners |= SOME_ADDRESS;
		if (bpf_map_update_elem(&listening, &end, &one, BPF_ANY))
			COUNT_LOST(listeners);
	} else if (is_v4(record->local)) {
		port->listeners |= ALL_V4;
	} else {
		port->listeners |= record->flags & V6ONLY ? ALL_V6 : ALL;
	}
}

enum direction { INBOUND, OURS, UNSURE };

/* Whether a listener takes connections to this end; which one is told where the group is read. */
INLINE enum direction direction_of(const __u32 *local, __u16 number, struct wish *wish)
{
	struct port *port;

	if (!has(LISTENING, number))
		return OURS;
	port = notes_of(number, wish);
	if (!port)
		return UNSURE;
	if (port->listeners & (ALL | (is_v4(local) ? ALL_V4 : ALL_V6)))
		return INBOUND;
	if (port->listeners & SOME_ADDRESS) {
		struct end end = { .port = number };

		__builtin_memcpy(end.address, local, sizeof(end.address));
		if (bpf_map_lookup_elem(&listening, &end))
			return INBOUND;
	}
	return port->listeners & SOME_DEVICE ? UNSURE : OURS;
}

INLINE __u16 hash(const __u32 *address, __u32 port)
{
	const __u64 *words = (const __u64 *)address;
	__u64 mixed = (words[0] * 0x9e3779b97f4a7c15ULL) ^ (words[1] + port * 0xc2b2ae3d27d4eb4fULL);

	mixed ^= mixed >> 32;
	return (mixed * 0xd6e8feb86659fd93ULL >> 48) | 1;
}

/* A port is shared once a second row leads from the same address to another remote end. */
INLINE void note_ends(struct port *port, __u16 number, __u16 source, __u16 target)
{
	if (!port->target) {
		port->source = source;
		port->target = target;
	} else if (port->source == source && port->target != target) {
		insert(SHARED, number);
	}
}

/* Two keys may mix alike, which is as likely as 64 tosses of a coin; their groups are compared by the keys themselves. */
INLINE __u64 mix(const __u64 *words)
{
	__u64 mixed = words[0] * 0x9e3779b97f4a7c15ULL + words[1] * 0xc2b2ae3d27d4eb4fULL +
		      words[2] * 0x165667b19e3779f9ULL + words[3] * 0xd6e8feb86659fd93ULL +
		      words[4] * 0xff51afd7ed558ccdULL;

	mixed ^= mixed >> 32;
	return mixed * 0xc4ceb9fe1a85ec53ULL;
}

INLINE bool is_same(const __u64 *a, const __u64 *b)
{
	return !((a[0] ^ b[0]) | (a[1] ^ b[1]) | (a[2] ^ b[2]) | (a[3] ^ b[3]) | (a[4] ^ b[4]));
}

/* Gives an empty group its key. */
INLINE struct group *begin(struct group *group, struct key *key)
{
	__builtin_memcpy(group->key, key, sizeof(group->key));
	group->source = hash(key->local, 0);
	group->target = hash(key->remote, key->port);
	return group;
}

INLINE struct group *far_group(__u64 mixed, struct key *key)
{
	struct group *group = bpf_map_lookup_elem(&groups, &mixed), *fresh;
	__u32 zero = 0;

	if (group && is_same(group->key, (const __u64 *)key))
		return group;
	fresh = group ? 0 : bpf_map_lookup_elem(&nothing, &zero);
	if (fresh)
		bpf_map_update_elem(&groups, &mixed, fresh, BPF_NOEXIST);
	group = fresh ? bpf_map_lookup_elem(&groups, &mixed) : 0;
	if (!group) {
		COUNT_LOST(groups);
		return 0;
	}
	return begin(group, key);
}

INLINE struct group *group_of(struct key *key)
{
	__u64 mixed = mix((const __u64 *)key);
	__u32 zero = 0;
	struct near *near = bpf_map_lookup_elem(&nearest, &zero);
	struct group *group;

	if (!near) {
		COUNT_LOST(groups);
		return 0;
	}
	group = &near->groups[mixed >> (64 - NEAR_BITS)];
	if (is_same(group->key, (const __u64 *)key))
		return group;
	return group->rows ? far_group(mixed, key) : begin(group, key);
}

/* Of the ports that belong to one bucket, the first row asks it. */
INLINE bool is_shareable(struct port *port, __u16 number, struct tcp_timewait_sock *tw, struct wish *wish)
{
	if (!wish->ports)
		return !port->listeners;
	if (!port->bucket)
		port->bucket = flags_of(tw->tw_sk.tw_tb);
	if (port->bucket & SHAREABLE)
		return true;
	insert(BOUND, number);
	return false;
}

/* False where the row has come to the end of its time. */
INLINE bool age(struct group *group, struct tcp_timewait_sock *tw, struct wish *wish, __u32 *age_ms)
{
	__u32 left = left_ms(tw, wish), second;

	if (!left) {
		group->overdue++;
		return false;
	}
	*age_ms = left < wish->lifetime_ms ? wish->lifetime_ms - left : 0;
	second = (__u64)*age_ms * 274877907 >> 38; /* by 1000 */
	group->bins[second < BINS ? second : BINS - 1]++;
	return true;
}

INLINE void sum_outbound(struct group *group, struct port *port, __u16 number, struct tcp_timewait_sock *tw,
			 struct wish *wish)
{
	__u32 age_ms = 0;
	bool past_delay = !age(group, tw, wish, &age_ms) || age_ms > wish->reuse_delay_ms;

	group->summed++;
	insert(OUTBOUND, number);
	if (!is_shareable(port, number, tw, wish) || !has(USABLE, number))
		return;
	group->taken++;
	if (past_delay) {
		group->taken_past_delay++;
		if (wish->ports && tw->tw_ts_recent_stamp)
			group->taken_reusable++;
	}
}

INLINE void sum_inbound(struct group *group, struct sock_common *row, struct tcp_timewait_sock *tw,
			struct wish *wish)
{
	__u32 age_ms;

	group->summed++;
	age(group, tw, wish, &age_ms);
	if (!READ_BITS(row, skc_reuse))
		group->without_reuse++;
}

/* Whether a TIME_WAIT row is in a group's sums; else it is to be a record. Most rows come through here: nothing is read
 * that no sum needs. */
INLINE bool fold(struct sock_common *row, struct tcp_timewait_sock *tw, struct wish *wish)
{
	struct key key __attribute__((aligned(8))) = {};
	__u16 number = row->skc_num;
	enum direction direction;
	struct group *group;
	struct port *port;

	read_ends(key.local, key.remote, row);
	direction = direction_of(key.local, number, wish);
	if (direction == UNSURE)
		return false;
	/* Few rows have a port from outside the range, and the fold wants to see these. */
	if (direction == OURS && (number < wish->low || number > wish->high))
		return false;
	key.device = row->skc_bound_dev_if;
	key.family = row->skc_family;
	key.inbound = direction == INBOUND;
	key.port = key.inbound ? number : __builtin_bswap16(row->skc_dport);
	group = group_of(&key);
	if (!group)
		return true; /* counted as lost */
	group->rows++;
	if (key.inbound) {
		sum_inbound(group, row, tw, wish);
		return true;
	}
	if (group->rows <= SINGLES)
		return false;
	port = notes_of(number, wish);
	if (!port)
		return false;
	note_ends(port, number, group->source, group->target);
	sum_outbound(group, port, number, tw, wish);
	return true;
}

/* What is noted of a row that comes by itself, for those that do not. */
INLINE void note(struct record *record, struct wish *wish)
{
	struct port *port;

	if ((record->flags & BUCKET_KNOWN) && !(record->flags & SHAREABLE))
		insert(BOUND, record->local_port);
	if (record->state == TCP_LISTEN) {
		note_listener(record, wish);
		return;
	}
	if (direction_of(record->local, record->local_port, wish) != OURS)
		return;
	port = notes_of(record->local_port, wish);
	if (port)
		note_ends(port, record->local_port, hash(record->local, 0), hash(record->remote, record->remote_port));
}

SEC("iter/tcp")
int tcp(__u64 *context)
{
	struct bpf_iter_meta *meta = (void *)context[0];
	struct sock_common *row = (void *)context[1];
	struct tcp_timewait_sock *tw = 0;
	struct tcp_request_sock *request;
	struct record record;
	struct tcp_sock *tp;
	struct wish *wish;
	__u32 zero = 0;
	__u8 state;

	if (!row)
		return 0;
	wish = bpf_map_lookup_elem(&wishes, &zero);
	if (!wish)
		return 0;
	state = row->skc_state;
	if (state == TCP_TIME_WAIT) {
		tw = bpf_skc_to_tcp_timewait_sock(row);
		if (!tw)
			return 0;
		if (wish->fold && tw->tw_sk.tw_substate == TCP_TIME_WAIT && fold(row, tw, wish))
			return 0;
	}
	__builtin_memset(&record, 0, sizeof(record));
	record.state = state;
	read_common(&record, row);
	if (tw) {
		read_mini(&record, tw, wish);
	} else if (state == TCP_NEW_SYN_RECV) {
		request = bpf_skc_to_tcp_request_sock(row);
		if (!request)
			return 0;
		read_request(&record, request);
	} else {
		tp = bpf_skc_to_tcp_sock(row);
		if (!tp)
			return 0;
		read_full(&record, tp, wish);
	}
	if (wish->fold)
		note(&record, wish);
	/* Where the buffer is full the kernel hands it over and shows the row again (bpf_seq_read). */
	bpf_seq_write(meta->seq, &record, sizeof(record));
	return 0;
}
