/* SPDX-License-Identifier: MIT OR Apache-2.0 OR GPL-2.0-only */
/* The maps of spread.bpf.c: record.rs reads and writes them. */
#pragma once
#include "../observe/bpf.h"

enum { MAX_SOURCES = 256 };

/* A TIME_WAIT row holds its port for 60 s (TCP_TIMEWAIT_LEN) and a tick. Bins of 2^32 ns: fifteen whole ones are 64.4 s. */
enum { BINS = 16 };

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
	__u64 refused;    /* times that the kernel did not take it: it belongs to the host no more */
	__u64 live;       /* sockets that have it and are not closed */
	__u64 ended[BINS]; /* closed in a bin: its number above, how many below */
};

/* What a socket of ours holds. */
struct held {
	__u32 source;
	__u32 counted; /* 0 after it was told to be closed */
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

struct {
	NUMBER(type, BPF_MAP_TYPE_SK_STORAGE);
	NUMBER(map_flags, BPF_F_NO_PREALLOC);
	TYPE(key, __s32);
	TYPE(value, struct held);
} holds SEC(".maps");
