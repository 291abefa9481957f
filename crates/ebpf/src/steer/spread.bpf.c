/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* Gives connections of a control group towards one destination a source address out of a pool; connect() chooses the port. */
#include "spread.h"

/* Of include/uapi/linux/bpf.h: the kernel translates what is read of them, so their offsets are fixed. */
struct bpf_sock {
	__u32 bound_dev_if;
	__u32 family;
	__u32 type;
	__u32 protocol;
	__u32 mark;
	__u32 priority;
	__u32 src_ip4;
	__u32 src_ip6[4];
	__u32 src_port; /* host order */
	__u16 dst_port;
	__u16 : 16;
	__u32 dst_ip4;
	__u32 dst_ip6[4];
	__u32 state;
	__s32 rx_queue_mapping;
};

struct bpf_sock_addr {
	__u32 user_family;
	__u32 user_ip4;
	__u32 user_ip6[4];
	__u32 user_port;
	__u32 family;
	__u32 type;
	__u32 protocol;
	__u32 msg_src_ip4;
	__u32 msg_src_ip6[4];
	struct bpf_sock *sk;
} __attribute__((aligned(8)));

struct sockaddr_in {
	__u16 family;
	__u16 port;
	__u32 address;
	__u64 zero;
};

struct sockaddr_in6 {
	__u16 family;
	__u16 port;
	__u32 flow;
	__u32 address[4];
	__u32 scope;
};

static long (*const bpf_bind)(struct bpf_sock_addr *ctx, void *address, int length) = (void *)64;
static void *(*const bpf_sk_storage_get)(void *map, void *sk, void *value, __u64 flags) = (void *)107;
static __u64 (*const bpf_get_netns_cookie)(void *ctx) = (void *)122; /* 5.7 */
static __u64 (*const bpf_ktime_get_coarse_ns)(void) = (void *)160;   /* 5.11 */

enum { BPF_SK_STORAGE_GET_F_CREATE = 1 };
enum { SOCK_STREAM = 1, IPPROTO_TCP = 6 };
enum { TCP_CLOSE_WAIT = 8 };

/* A connect() always goes on: what cannot be spread goes as it would without us. */
enum { GO_ON = 1 };

#define MAPPED 0xffff0000 /* ::ffff: of a mapped address, on a machine whose lowest byte comes first */

INLINE __u32 bin_now(void)
{
	return bpf_ktime_get_coarse_ns() >> 32;
}

/* Ports that it may hold: those of sockets that are open, and of those that were closed so lately that TIME_WAIT may
 * stand. Where the other end closed first, or TIME_WAIT is reused, it holds fewer. */
INLINE __u64 used(struct source *source, __u32 now)
{
	/* Closed first: what is closed in between was given before. */
	__u64 closed = *(volatile __u64 *)&source->closed;
	__u64 sum = *(volatile __u64 *)&source->given - closed;

	for (int bin = 0; bin < BINS; bin++) {
		__u64 ended = source->ended[bin];

		if (now - (__u32)(ended >> 32) < BINS)
			sum += (__u32)ended;
	}
	return sum;
}

INLINE void count_ended(struct source *source, __u32 now)
{
	__u64 *bin = &source->ended[now % BINS];
	__u64 old = *bin;

	/* Whoever loses this finds it done. The next change of the bin is a minute away. */
	if (old >> 32 != now)
		__sync_val_compare_and_swap(bin, old, (__u64)now << 32);
	__sync_fetch_and_add(bin, 1);
}

/* It has a port left for sure. Each connection takes one at most, so what was summed once is good for as many as were free then. */
INLINE bool has_room(struct source *source, __u32 ports)
{
	return !ports || source->given < source->room;
}

/* Fewer ports are left than one turn takes, by what was summed last. */
INLINE bool is_near_full(struct source *source, __u32 ports)
{
	return ports && source->room && source->given + RUN > source->room;
}

/* The one with most ports left, by what was summed last; none where that was no port of any. */
INLINE struct source *emptiest(struct wish *wish, __u32 *place)
{
	struct source *best = 0;
	__u64 most = 0;

	for (__u32 index = 0; index < MAX_SOURCES; index++) {
		__u32 key = index;

		if (index >= wish->sources)
			break;
		struct source *source = bpf_map_lookup_elem(&sources, &key);

		if (!source)
			break;
		__u64 given = source->given, room = source->room;
		__u64 left = !room ? wish->ports : room > given ? room - given : 0;

		if (left > most) {
			best = source;
			most = left;
			*place = index;
		}
	}
	return best;
}

/* The one whose turn it is or the next that has a port left; where none seems to have, the one that holds the fewest: what is counted may
 * be more than what is held, and the kernel knows. */
INLINE struct source *choose(struct wish *wish, __u32 *place)
{
	__u32 zero = 0, count = wish->sources;
	__u64 *turn = bpf_map_lookup_elem(&turns, &zero);
	struct source *best = 0;
	__u64 fewest = 0;

	if (!turn || !count)
		return 0;
	__u64 first = __sync_fetch_and_add(turn, 1) / RUN;
	__u32 its = first % count;
	struct source *next = bpf_map_lookup_elem(&sources, &its);

	/* Towards the end all fill alike, so that none fails before all are full, should one have a port less than is counted. */
	if (next && is_near_full(next, wish->ports)) {
		struct source *other = emptiest(wish, place);

		if (other && has_room(other, wish->ports))
			return other;
	}
	for (__u32 step = 0; step < MAX_SOURCES; step++) {
		if (step >= count)
			break;
		__u32 index = (first + step) % count;
		struct source *source = bpf_map_lookup_elem(&sources, &index);

		if (!source)
			break;
		if (has_room(source, wish->ports)) {
			*place = index;
			return source;
		}
		__u64 given = source->given, held = used(source, bin_now());

		if (held < wish->ports) {
			source->room = given + (wish->ports - held);
			*place = index;
			return source;
		}
		if (!best || held < fewest) {
			best = source;
			fewest = held;
			*place = index;
		}
	}
	return best;
}

/* Notes who holds it, so that its close can be told. */
INLINE bool note(struct bpf_sock_addr *ctx, struct bpf_sock *sk, __u32 place)
{
	__u64 cookie = bpf_get_socket_cookie(ctx), mine = cookie << SOURCE_BITS | place;
	__u32 index = cookie % SLOTS;
	__u64 *slot = bpf_map_lookup_elem(&slots, &index);

	if (slot && !*slot && !__sync_val_compare_and_swap(slot, 0, mine))
		return true;
	__u64 *own = bpf_sk_storage_get(&holds, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);

	if (own)
		*own = mine;
	return own;
}

/* What note() noted, once. */
INLINE __u64 forget(struct bpf_sock *sk)
{
	__u64 cookie = bpf_get_socket_cookie(sk);
	__u32 index = cookie % SLOTS;
	__u64 *slot = bpf_map_lookup_elem(&slots, &index);
	__u64 noted = 0;

	/* The slot of another one, or of nobody. */
	if (!slot || *slot >> SOURCE_BITS != cookie)
		slot = bpf_sk_storage_get(&holds, sk, 0, 0);
	if (slot) {
		noted = *slot;
		*slot = 0;
	}
	return noted;
}

INLINE void given(struct bpf_sock_addr *ctx, struct bpf_sock *sk, struct source *source, __u32 place)
{
	__sync_fetch_and_add(&source->given, 1);
	if (note(ctx, sk, place))
		return;
	/* Nobody will tell when it is closed. */
	__sync_fetch_and_add(&source->closed, 1);
	count_ended(source, bin_now());
}

/* The wish, where this connect() is one that it is about, as far as both families tell alike. */
INLINE struct wish *wished(struct bpf_sock_addr *ctx)
{
	__u32 zero = 0;
	struct wish *wish;

	if (ctx->type != SOCK_STREAM || ctx->protocol != IPPROTO_TCP)
		return 0;
	wish = bpf_map_lookup_elem(&wishes, &zero);
	if (!wish || ctx->user_port != wish->port)
		return 0;
	return wish;
}

/* Whoever bound to a port or a device has chosen. */
INLINE bool is_free(struct bpf_sock *sk)
{
	return sk && !sk->src_port && !sk->bound_dev_if;
}

INLINE bool is_here(struct bpf_sock_addr *ctx, struct wish *wish)
{
	return bpf_get_netns_cookie(ctx) == wish->netns;
}

SEC("cgroup/connect4")
int connect4(struct bpf_sock_addr *ctx)
{
	struct wish *wish = wished(ctx);
	struct bpf_sock *sk = ctx->sk;
	struct source *source;
	__u32 place = 0;

	if (!wish || wish->to[0] || wish->to[1] || wish->to[2] != MAPPED || ctx->user_ip4 != wish->to[3])
		return GO_ON;
	if (!is_free(sk) || sk->src_ip4 || !is_here(ctx, wish))
		return GO_ON;
	source = choose(wish, &place);
	if (!source)
		return GO_ON;
	struct sockaddr_in address = {.family = AF_INET, .address = source->address[3]};

	if (bpf_bind(ctx, &address, sizeof(address)))
		__sync_fetch_and_add(&source->refused, 1);
	else
		given(ctx, sk, source, place);
	return GO_ON;
}

SEC("cgroup/connect6")
int connect6(struct bpf_sock_addr *ctx)
{
	struct wish *wish = wished(ctx);
	struct bpf_sock *sk = ctx->sk;
	struct source *source;
	__u32 place = 0;

	if (!wish || ctx->user_ip6[0] != wish->to[0] || ctx->user_ip6[1] != wish->to[1] ||
	    ctx->user_ip6[2] != wish->to[2] || ctx->user_ip6[3] != wish->to[3])
		return GO_ON;
	if (!is_free(sk) || sk->src_ip6[0] || sk->src_ip6[1] || sk->src_ip6[2] || sk->src_ip6[3] ||
	    !is_here(ctx, wish))
		return GO_ON;
	source = choose(wish, &place);
	if (!source)
		return GO_ON;
	struct sockaddr_in6 address = {
		.family = AF_INET6,
		.address = {source->address[0], source->address[1], source->address[2], source->address[3]},
	};

	if (bpf_bind(ctx, &address, sizeof(address)))
		__sync_fetch_and_add(&source->refused, 1);
	else
		given(ctx, sk, source, place);
	return GO_ON;
}

/* The last descriptor of a socket of the group has gone. */
SEC("cgroup/sock_release")
int sock_release(struct bpf_sock *sk)
{
	if (sk->type != SOCK_STREAM || sk->protocol != IPPROTO_TCP)
		return GO_ON;
	__u64 noted = forget(sk);
	__u32 place = noted & ((1 << SOURCE_BITS) - 1);
	struct source *source;

	if (!noted)
		return GO_ON;
	source = bpf_map_lookup_elem(&sources, &place);
	if (!source)
		return GO_ON;
	__sync_fetch_and_add(&source->closed, 1);
	/* Where the other end closed first it has the TIME_WAIT row, and nothing stays here. */
	if (sk->state != TCP_CLOSE_WAIT)
		count_ended(source, bin_now());
	return GO_ON;
}
