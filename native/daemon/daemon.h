/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the parts of the daemon share. One thread, one epoll loop; whatever blocks has a thread of its own and says so. */
#ifndef CAISSON_DAEMON_H
#define CAISSON_DAEMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../include/caisson_wire.h"

struct daemon;
struct json; /* a parsed JSON object; see json.h */

/* A command of the control channel. */
struct request {
	int64_t id;
	const char *command;
	const struct json *members;
	int connection;
};

/* Queues a record (already in wire form, `len` a multiple of 8) for the events channel, before bulk records. */
void daemon_emit(struct daemon *daemon, const void *record, size_t len);

/* Exactly one of these answers a request. `members` is the inside of a JSON object without braces, or NULL. */
void reply_ok(struct daemon *daemon, const struct request *request, const char *members);
void reply_error(struct daemon *daemon, const struct request *request, const char *code, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Calls `ready` when `fd` can be read. Returns 0 or -errno. */
int daemon_watch(struct daemon *daemon, int fd, void (*ready)(struct daemon *, int fd, void *data), void *data);
void daemon_unwatch(struct daemon *daemon, int fd);

/* Calls `due` once after `ms`; a timer is named by its data pointer and replaced by a second call with the same one. ms < 0 removes it. */
void daemon_timer(struct daemon *daemon, int64_t ms, void (*due)(struct daemon *, void *data), void *data);

/* Monotonic (CLOCK_BOOTTIME) nanoseconds. */
uint64_t daemon_now(void);

/* sense.c: kernel programs that tell. */
int sense_start(struct daemon *daemon);
bool sense_command(struct daemon *daemon, const struct request *request); /* false: not mine */
void sense_stop(struct daemon *daemon);

/* contain.c: everything that acts. Owns its own BPF object, so that sensing and acting fail apart. */
int contain_start(struct daemon *daemon);
bool contain_command(struct daemon *daemon, const struct request *request);
/* How many containments are active: the daemon stays for them when nobody is connected. */
size_t contain_active(const struct daemon *daemon);
/* Undoes everything (keep = false) or only lets go what has no end by itself. */
void contain_stop(struct daemon *daemon, bool keep);

/* doctor.c: tries what this kernel can do, by doing; appends JSON array elements of {id, state, text, errno}. */
struct text;
void doctor_sense(struct text *out);
void doctor_contain(struct text *out);

#endif
