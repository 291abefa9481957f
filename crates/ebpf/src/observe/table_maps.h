/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* What the iterator over the TCP table writes, and its maps: table.rs reads and fills them. */
#pragma once
#include "table.h"

/* Rows of a group that come as records: by these its direction is told, as it is for a group of few rows. */
#define SINGLES 8
#define BINS 128
#define PORTS 65536
#define KEY_WORDS 5
/* Groups in all, of which so many have a place of their own. */
#define GROUPS 16384
#define NEAR_BITS 7

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
	__u8 fold;    /* 0: every row is a record */
	__u8 ports;   /* bind buckets and timestamps too: two lines of memory more for each row, which are in no cache */
	__u16 unused;
};

/* TIME_WAIT rows that are summed: by destination, or by listening port and peer. Read and compared as words. */
struct key {
	__u32 local[4];
	__u32 remote[4];
	__u32 device;
	__u16 port; /* host order: the remote port, or the local one of an inbound group */
	__u8 family;
	__u8 inbound;
};

struct group {
	__u64 key[KEY_WORDS];
	__u16 source; /* its ends, hashed */
	__u16 target;
	__u32 rows; /* all, with those that came as records */
	__u32 summed;
	__u32 overdue;
	__u32 taken;
	__u32 taken_past_delay;
	__u32 taken_reusable;
	__u32 without_reuse;
	__u32 bins[BINS]; /* seconds of age */
};

_Static_assert(sizeof(struct key) == KEY_WORDS * sizeof(__u64), "a key is compared by words");

struct end {
	__u32 address[4];
	__u32 port;
};

/* What is known of a local port in this reading. Eight bytes: all ports together stay in a cache. */
struct port {
	__u16 generation;
	__u16 source; /* the first row's ends, hashed; no row yet while the target is 0 */
	__u16 target;
	__u8 listeners;
	__u8 bucket; /* flags of its bucket */
};

enum listeners { ALL_V4 = 1, ALL = 2, ALL_V6 = 4, SOME_ADDRESS = 8, SOME_DEVICE = 16 };

/* Sets of ports, one bit each. */
enum set { USABLE = 0, OUTBOUND = 1, SHARED = 2, BOUND = 3, LISTENING = 4, SETS = 5 };

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
	NUMBER(map_flags, BPF_F_NO_PREALLOC); /* 10 MB if it were full */
	NUMBER(max_entries, GROUPS - (1 << NEAR_BITS));
	TYPE(key, __u64); /* the key mixed */
	TYPE(value, struct group);
} groups SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_HASH);
	NUMBER(map_flags, BPF_F_NO_PREALLOC);
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

/* Where a group is looked for first, by the upper bits of its mixed key: most tables have few groups, and to find one in
 * the hash table takes longer than all else that is done with a row. Empty before each reading. */
struct near {
	struct group groups[1 << NEAR_BITS];
};

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, 1);
	TYPE(key, __u32);
	TYPE(value, struct near);
} nearest SEC(".maps");

/* A new group begins with these bytes, which are too many for the stack. */
struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, 1);
	TYPE(key, __u32);
	TYPE(value, struct group);
} nothing SEC(".maps");
