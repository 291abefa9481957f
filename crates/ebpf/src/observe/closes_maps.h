/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* What the program of closes.bpf.c writes, and its maps: closes.rs and record.rs read them. */
#pragma once
#include "kernel.h"

/* SINGLES: a record of each close; sums of those alone for which the ring had no room. */
enum depth { NOTHING = 0, SUMS = 1, SINGLES = 2 };
enum first { WE = 0, PEER = 1 };
enum cause { BY_CLOSE = 0, BY_SHUTDOWN = 1, BY_EXIT = 2, BY_RESET = 3 };
enum direction { INBOUND = 0, OUTBOUND = 1, UNKNOWN = 2 };
enum kind { CLOSED = 0, REFUSED = 1 };

/* What closes are summed by. Words of 64 bits all through, for a processor waits where a word is read that was written in
 * pieces. No padding: all its bytes are compared. */
struct key {
	__u64 netns;      /* cookie; the inode before 5.12 */
	__u64 started_ns; /* of the process, CLOCK_BOOTTIME; 0 for none */
	__u64 who;        /* see pack() */
	__u64 local[2];   /* network order, IPv4 in its mapped form */
	__u64 remote[2];  /* 0 in sums of inbound ones: a listener has more peers than the table has room */
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

/* What one CPU adds to sums that the table has already: a closer closes again and again, and this costs half of what the
 * table costs. No other CPU writes it. Tracepoints run without preemption, and the segments that an interrupt brings
 * meanwhile end nothing by a call (from 6.2 on the kernel keeps them out), so that nothing here is atomic. A slot keeps its
 * key until the reader empties it together with the table. It is one cache line. */
struct slot {
	struct key key;
	__u64 closes; /* beside those in the table */
};

enum { PAIR_BITS = 8 };

struct near {
	struct slot pairs[1 << PAIR_BITS][2];
};

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, 2); /* two for each CPU, when it is loaded */
	NUMBER(map_flags, BPF_F_MMAPABLE); /* for its place: values begin with a page */
	TYPE(key, __u32);
	TYPE(value, struct near);
} nears SEC(".maps");

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
