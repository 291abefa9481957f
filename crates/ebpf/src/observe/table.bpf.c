/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* The TCP table of one namespace, by the kernel's iterator: rows as records, and TIME_WAIT rows, which are the mass of a
 * table, summed by group here. table.rs reads both. */
#include "table.h"

/* Rows of a group that come as records: by these its direction is told, as it is for a group of few rows. */
#define SINGLES 8
#define BINS 128
#define PORTS 65536

enum kind { FULL = 0, MINI = 1, REQUEST = 2 };
enum flags {
	HAS_TIMER = 1,
	V6ONLY = 2,
	TIMESTAMPS = 4,
	TIMESTAMPS_KNOWN = 8,
	BUCKET_KNOWN = 16,
	SHAREABLE = 32,
	REUSE = 64, /* SO_REUSEADDR */
};

/* One row. */
struct record {
	__u32 local[4]; /* network order, IPv4 in its mapped form */
	__u32 remote[4];
	__u64 inode;
	__u64 cookie; /* 0 for never asked for */
	__u32 device;
	__u32 uid;
	__u32 left_ms; /* of the TIME_WAIT timer */
	__u32 recv_queue;
	__u32 send_queue;
	__u16 local_port; /* host order */
	__u16 remote_port;
	__u8 family;
	__u8 state;
	__u8 kind;
	__u8 flags;
	__u8 retransmits;
	__u8 unused[3];
};

/* What a reading is asked for. */
struct wish {
	__u32 generation; /* another one for each reading */
	__u32 tick_scaled; /* milliseconds of a jiffy times 2^20 */
	__u32 reuse_delay_ms;
	__u32 lifetime_ms;
	__u16 low; /* the ephemeral range, both ends included */
	__u16 high;
	__u32 fold; /* 0: every row is a record */
};

/* TIME_WAIT rows that are summed: by destination, or by listening port and peer. No padding: all its bytes are compared. */
struct key {
	__u32 local[4];
	__u32 remote[4];
	__u32 device;
	__u16 port; /* host order: the remote port, or the local one of an inbound group */
	__u8 family;
	__u8 inbound;
};

struct group {
	__u32 rows; /* all, with those that came as records */
	__u32 summed;
	__u32 overdue;
	__u32 taken;
	__u32 taken_past_delay;
	__u32 taken_reusable;
	__u32 without_reuse;
	__u32 bins[BINS]; /* seconds of age */
};

struct end {
	__u32 address[4];
	__u32 port;
};

/* What is known of a local port in this reading. */
struct port {
	__u32 generation;
	__u16 source; /* the first row's ends, hashed; no row yet while both are 0 */
	__u16 remote;
	__u32 listeners;
};

enum listeners { ALL_V4 = 1, ALL = 2, ALL_V6 = 4, SOME_ADDRESS = 8, SOME_DEVICE = 16 };

/* Sets of ports, one bit each. */
enum set { USABLE = 0, OUTBOUND = 1, SHARED = 2, BOUND = 3, SETS = 4 };

struct ports {
	__u64 words[PORTS / 64];
};

/* What did not fit: the reading is of no use then. */
struct lost {
	__u64 groups;
	__u64 listeners;
};

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, 1);
	TYPE(key, __u32);
	TYPE(value, struct wish);
} wishes SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_HASH);
	NUMBER(max_entries, 4096);
	TYPE(key, struct key);
	TYPE(value, struct group);
} groups SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_HASH);
	NUMBER(max_entries, 4096);
	TYPE(key, struct end);
	TYPE(value, __u32);
} listening SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, PORTS);
	TYPE(key, __u32);
	TYPE(value, struct port);
} by_port SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, SETS);
	TYPE(key, __u32);
	TYPE(value, struct ports);
} sets SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, 1);
	TYPE(key, __u32);
	TYPE(value, struct lost);
} losses SEC(".maps");

/* A new group begins with these bytes, which are too many for the stack. */
struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, 1);
	TYPE(key, __u32);
	TYPE(value, struct group);
} nothing SEC(".maps");

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

INLINE void read_common(struct record *record, struct sock_common *row)
{
	record->family = row->skc_family;
	record->device = row->skc_bound_dev_if;
	record->local_port = row->skc_num;
	record->remote_port = __builtin_bswap16(row->skc_dport);
	record->cookie = row->skc_cookie.counter;
	if (row->skc_family == AF_INET) {
		record->local[2] = record->remote[2] = __builtin_bswap32(0xffff);
		record->local[3] = row->skc_rcv_saddr;
		record->remote[3] = row->skc_daddr;
	} else {
		__u64 *local = __builtin_preserve_access_index((__u64 *)&row->skc_v6_rcv_saddr);
		__u64 *remote = __builtin_preserve_access_index((__u64 *)&row->skc_v6_daddr);

		((__u64 *)record->local)[0] = local[0];
		((__u64 *)record->local)[1] = local[1];
		((__u64 *)record->remote)[0] = remote[0];
		((__u64 *)record->remote)[1] = remote[1];
	}
	if (READ_BITS(row, skc_reuse))
		record->flags |= REUSE;
}

/* connect() passes over a port whose bucket somebody made by bind() (__inet_hash_connect): both marks are -1 where
 * connect() made it, and each is 0 or more where a bind() did. */
INLINE void read_bucket(struct record *record, struct inet_bind_bucket *bucket)
{
	if (!bucket)
		return;
	record->flags |= BUCKET_KNOWN;
	if (bucket->fastreuse < 0 && bucket->fastreuseport < 0)
		record->flags |= SHAREABLE;
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
	record->flags |= HAS_TIMER | TIMESTAMPS_KNOWN;
	if (tw->tw_ts_recent_stamp)
		record->flags |= TIMESTAMPS;
	read_bucket(record, tw->tw_sk.tw_tb);
}

INLINE __u64 read_inode(struct sock *sk)
{
	struct socket_alloc *socket = (void *)sk->sk_socket;
	__u64 inode = 0;

	if (socket)
		READ(&inode, socket->vfs_inode.i_ino);
	return inode;
}

INLINE void read_full(struct record *record, struct tcp_sock *tp)
{
	struct sock *sk = &tp->inet_conn.icsk_inet.sk;

	record->inode = read_inode(sk);
	record->uid = sk->sk_uid.val;
	read_bucket(record, tp->inet_conn.icsk_bind_hash);
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

	if (port && port->generation != wish->generation) {
		port->generation = wish->generation;
		port->source = port->remote = 0;
		port->listeners = 0;
	}
	return port;
}

/* Listeners stand in a table of their own, which the iterator walks first. */
INLINE void note_listener(struct record *record, struct port *port)
{
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
INLINE enum direction direction_of(struct record *record, struct port *port)
{
	__u32 listeners = port->listeners;

	if (!listeners)
		return OURS;
	if (listeners & ALL || listeners & (is_v4(record->local) ? ALL_V4 : ALL_V6))
		return INBOUND;
	if (listeners & SOME_ADDRESS) {
		struct end end = { .port = record->local_port };

		__builtin_memcpy(end.address, record->local, sizeof(end.address));
		if (bpf_map_lookup_elem(&listening, &end))
			return INBOUND;
	}
	return listeners & SOME_DEVICE ? UNSURE : OURS;
}

INLINE __u16 hash(const __u32 *address, __u32 port)
{
	const __u64 *words = (const __u64 *)address;
	__u64 mixed = (words[0] * 0x9e3779b97f4a7c15ULL) ^ (words[1] + port * 0xc2b2ae3d27d4eb4fULL);

	mixed ^= mixed >> 32;
	return mixed * 0xd6e8feb86659fd93ULL >> 48;
}

/* A port is shared once a second row leads from the same address to another remote end. */
INLINE void note_ends(struct record *record, struct port *port)
{
	__u16 source = hash(record->local, 0), remote = hash(record->remote, record->remote_port) | 1;

	if (!port->remote) {
		port->source = source;
		port->remote = remote;
	} else if (port->source == source && port->remote != remote) {
		insert(SHARED, record->local_port);
	}
}

INLINE struct group *group_of(struct record *record, bool inbound)
{
	struct key key = {
		.device = record->device,
		.port = inbound ? record->local_port : record->remote_port,
		.family = record->family,
		.inbound = inbound,
	};
	__u32 zero = 0;
	struct group *group, *fresh;

	__builtin_memcpy(key.local, record->local, sizeof(key.local));
	__builtin_memcpy(key.remote, record->remote, sizeof(key.remote));
	group = bpf_map_lookup_elem(&groups, &key);
	if (group)
		return group;
	fresh = bpf_map_lookup_elem(&nothing, &zero);
	if (!fresh)
		return 0;
	bpf_map_update_elem(&groups, &key, fresh, BPF_NOEXIST);
	group = bpf_map_lookup_elem(&groups, &key);
	if (!group)
		COUNT_LOST(groups);
	return group;
}

INLINE void sum_up(struct group *group, struct record *record, bool inbound, struct wish *wish)
{
	__u32 left = record->left_ms, age_ms = 0;
	bool past_delay = true;

	group->summed++;
	if (left) {
		__u32 second;

		age_ms = left < wish->lifetime_ms ? wish->lifetime_ms - left : 0;
		second = (__u64)age_ms * 274877907 >> 38; /* by 1000 */
		group->bins[second < BINS ? second : BINS - 1]++;
		past_delay = age_ms > wish->reuse_delay_ms;
	} else {
		group->overdue++;
	}
	if (!(record->flags & REUSE))
		group->without_reuse++;
	if (inbound)
		return;
	insert(OUTBOUND, record->local_port);
	if ((record->flags & SHAREABLE) && has(USABLE, record->local_port)) {
		group->taken++;
		if (past_delay) {
			group->taken_past_delay++;
			if (record->flags & TIMESTAMPS)
				group->taken_reusable++;
		}
	}
}

/* Whether a TIME_WAIT row is in a group's sums; else it is to be a record. */
INLINE bool fold(struct record *record, enum direction direction, struct wish *wish)
{
	struct group *group;

	if (direction == UNSURE)
		return false;
	/* Few rows have a port from outside the range, and the fold wants to see these. */
	if (direction == OURS && (record->local_port < wish->low || record->local_port > wish->high))
		return false;
	group = group_of(record, direction == INBOUND);
	if (!group)
		return true; /* counted as lost */
	if (group->rows++ < SINGLES && direction == OURS)
		return false;
	sum_up(group, record, direction == INBOUND, wish);
	return true;
}

SEC("iter/tcp")
int tcp(__u64 *context)
{
	struct bpf_iter_meta *meta = (void *)context[0];
	struct sock_common *row = (void *)context[1];
	struct record record = {};
	struct tcp_timewait_sock *tw;
	struct tcp_request_sock *request;
	struct tcp_sock *tp;
	enum direction direction;
	struct wish *wish;
	struct port *port;
	__u32 zero = 0;

	if (!row)
		return 0;
	wish = bpf_map_lookup_elem(&wishes, &zero);
	if (!wish)
		return 0;
	record.state = row->skc_state;
	read_common(&record, row);
	if (record.state == TCP_TIME_WAIT) {
		tw = bpf_skc_to_tcp_timewait_sock(row);
		if (!tw)
			return 0;
		read_mini(&record, tw, wish);
	} else if (record.state == TCP_NEW_SYN_RECV) {
		request = bpf_skc_to_tcp_request_sock(row);
		if (!request)
			return 0;
		read_request(&record, request);
	} else {
		tp = bpf_skc_to_tcp_sock(row);
		if (!tp)
			return 0;
		read_full(&record, tp);
	}
	if (wish->fold) {
		port = notes_of(record.local_port, wish);
		if (!port)
			return 0;
		if ((record.flags & BUCKET_KNOWN) && !(record.flags & SHAREABLE))
			insert(BOUND, record.local_port);
		if (record.state == TCP_LISTEN) {
			note_listener(&record, port);
		} else {
			direction = direction_of(&record, port);
			if (direction == OURS)
				note_ends(&record, port);
			if (record.state == TCP_TIME_WAIT && fold(&record, direction, wish))
				return 0;
		}
	}
	/* Where the buffer is full the kernel hands it over and shows the row again (bpf_seq_read). */
	bpf_seq_write(meta->seq, &record, sizeof(record));
	return 0;
}
