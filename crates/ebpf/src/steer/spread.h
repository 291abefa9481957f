/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* The maps of spread.bpf.c: record.rs reads and writes them. */
#pragma once
#include "../observe/bpf.h"

enum { MAX_SOURCES = 256 };

/* A TIME_WAIT row holds its port for 60 s (TCP_TIMEWAIT_LEN) and a tick. Bins of 2^32 ns: fifteen whole ones are 64.4 s. */
enum { BINS = 16 };

/* Connections that one source is given before it is the next one's turn. Each source has ports, buckets and a table of where to look
 * next of its own: another one for every connection finds none of them in the CPU's caches, which costs more than all of
 * this program. */
enum { RUN = 16 };

/* What is to be spread. Written once, before the programs are attached. */
struct wish {
	__u64 netns;  /* cookie of the one namespace where the addresses are known to belong to the host */
	__u64 cgroup; /* id of the group, for whoever lists */
	__u32 to[4];  /* network order, IPv4 in its mapped form */
	__u16 port;   /* network order */
	__u16 unused;
	__u32 sources; /* how many, MAX_SOURCES at most */
	__u32 ports;   /* that connect() has for one source; 0 where it is not known */
	__u32 also_unused;
};

struct source {
	__u32 address[4]; /* network order, IPv4 in its mapped form */
	__u64 given;      /* connections that got it */
	__u64 closed;     /* those of them whose socket was closed */
	__u64 room;       /* as long as `given` is below, it has a port left and nothing need be summed */
	__u64 refused;    /* times that the kernel did not take it: it belongs to the host no more */
	__u64 ended[BINS]; /* closed in a bin: its number above, how many below */
};

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, 1);
	TYPE(key, __u32);
	TYPE(value, struct wish);
} wishes SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, MAX_SOURCES);
	TYPE(key, __u32);
	TYPE(value, struct source);
} sources SEC(".maps");

/* Whose turn it is. Apart from the wish, so that nobody waits for its cache line who only reads that. */
struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, 1);
	TYPE(key, __u32);
	TYPE(value, __u64);
} turns SEC(".maps");

/* Which source a socket of ours holds, by its cookie: the cookie above, the source in the lowest byte, 0 where nobody is. Storage
 * of a socket's own costs an allocation and an end after a grace period for each connection, more than all else here; it is for
 * those whose slot another one has. */
enum { SLOTS = 65536, SOURCE_BITS = 8 };

struct {
	NUMBER(type, BPF_MAP_TYPE_ARRAY);
	NUMBER(max_entries, SLOTS);
	TYPE(key, __u32);
	TYPE(value, __u64);
} slots SEC(".maps");

struct {
	NUMBER(type, BPF_MAP_TYPE_SK_STORAGE);
	NUMBER(map_flags, BPF_F_NO_PREALLOC);
	TYPE(key, __s32);
	TYPE(value, __u64);
} holds SEC(".maps");
