/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The inside of sensing. */
#ifndef CAISSON_SENSE_H
#define CAISSON_SENSE_H

#include "core.h"
#include "../bpf/shared.h"

/* A BPF ring buffer, read where it lies: the positions are counters of bytes. The kernel would map the data twice in a row, which
 * counts twice as memory of the daemon; a record at the end is put together here instead. */
struct ring {
	int map;
	volatile unsigned long *consumer;
	const volatile unsigned long *producer;
	const unsigned char *data;
	unsigned long size;
	unsigned char *joined; /* CSN_MAX_RECORD */
};

/* A call that is attached: its perf event, whose end is the end of the program. */
struct attached {
	int event; /* -1: not attached */
	int error; /* of the last attempt */
};

struct probes;
struct bpf_link;

struct sense {
	struct probes *bpf;
	struct settings *settings;
	struct ring priority, bulk;
	const struct stats *counters;
	struct stats told_before; /* at the last heartbeat */
	uint64_t heartbeat;
	struct bpf_link *always[4]; /* exec, fork, exit, cgroup moves */
	struct attached calls[CALLS];
	int tracefs; /* directory, -errno */
	int cpus;
	int drain_timer;
	bool drain_armed, exec_only;
	struct bpf_link *extras[6]; /* by enum extra */
	int cgroup2; /* directory of its root, -errno */
	uint64_t unnamed; /* greetings and requests without a name */
	struct { uint64_t key, suppressed; } throttled[256];
};

/* ring.c */
int ring_open(struct ring *ring, int map, unsigned long size);
unsigned long ring_fill(const struct ring *ring);
/* Starts a drain in 2 ms: what comes meanwhile wakes nobody. */
void rings_watch(struct daemon *daemon);
void rings_drain(struct daemon *daemon);

/* calls.c */
/* The number of a call by its name, -1: none. */
int call_number(const char *name);
void calls_reset(struct sense *sense);
/* Turns one call on. */
void calls_want(struct sense *sense, int nr, unsigned char how);
/* Attaches what is on, detaches what is off; returns how many are attached. Rows of what was refused go to `refused`. */
int calls_apply(struct sense *sense, struct text *refused);
void calls_want_identity(struct sense *sense);
/* 64-bit numbers of 32-bit calls, for strict mode. */
int call_of_compat(int compat);

/* greeting.c */
/* Puts the name in the place of a greeting or request in a CSN_NET record; false: there is none. */
bool greeting_name(struct csn_net *record);

/* processes.c */
/* Emits CSN_PROCESS for one (tgid) or all (0), then CSN_SYNCED. 0 or -errno. */
int processes_emit(struct daemon *daemon, uint32_t tgid);
/* Mount namespace of the process 1, by the kernel. 0: not found. */
uint32_t process_one_mount(struct sense *sense);

/* counts.c */
void counts_read(const struct daemon *daemon, struct stats *out);
void counts_heartbeat(struct daemon *daemon);
void counts_text(struct daemon *daemon, struct text *out);

/* extras.c: packets, io_uring, 32-bit calls, as the settings say. */
void extras_choose(struct sense *sense); /* before the load: leaves out what this kernel has not */
void extras_fill(struct sense *sense);
void sense_extras(struct daemon *daemon, struct text *refused);
void throttle_scan(struct daemon *daemon);

/* settings.c */
void sense_configure(struct daemon *daemon, const struct request *request);

#endif
