/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The inside of the daemon's own parts; what acts sees only daemon.h. */
#ifndef CAISSON_CORE_H
#define CAISSON_CORE_H

#include "daemon.h"
#include "json.h"
#include "text.h"

#define WATCHES 128
#define CONTROLS 8

/* Bytes on their way to the reader of events, in the order they came. */
struct queue {
	unsigned char *bytes;
	size_t from, to, room;
};

#define QUEUE_BULK (4u << 20)      /* behind this much, bulk records stay in their ring */
#define QUEUE_PRIORITY (16u << 20) /* behind this much, everything stays */

/* Room for `len` more bytes, NULL when there is none. */
unsigned char *queue_room(struct queue *queue, size_t len);
/* The last `len` bytes were not needed. */
void queue_take_back(struct queue *queue, size_t len);
size_t queue_size(const struct queue *queue);
/* Writes what `fd` takes. 0: all written, 1: some is left, -errno. */
int queue_write(struct queue *queue, int fd);
void queue_clear(struct queue *queue);

struct watch {
	int fd;
	void (*ready)(struct daemon *, int, void *);
	void *data;
};

struct timer {
	struct timer *next;
	uint64_t at;
	void (*due)(struct daemon *, void *);
	void *data;
};

struct control {
	int in, out; /* -1: unused; the same descriptor twice for a socket */
	char *line;
	size_t len, room;
	struct text answers; /* not written yet */
	bool overlong;
};

struct sense;

struct daemon {
	int epoll;
	struct watch watches[WATCHES];
	struct timer *timers;
	int events; /* -1: nobody reads */
	bool events_blocked;
	struct queue queue;
	struct control controls[CONTROLS];
	int listen_events, listen_control;
	bool listening; /* a service; else a child that ends with its channels */
	bool stopping, keep;
	char *abilities; /* JSON array elements */
	uint64_t asked; /* when the command that is being answered came */
	uint64_t lost[CSN_CLASSES]; /* dropped by the daemon itself */
	uint64_t told[CSN_CLASSES]; /* made by the daemon */
	struct sense *sense;
};

/* loop.c */
int loop_open(struct daemon *daemon);
void loop_run(struct daemon *daemon);
int watch_for(struct daemon *daemon, int fd, uint32_t events, void (*ready)(struct daemon *, int, void *), void *data);

/* channel.c */
int channel_events(struct daemon *daemon, int fd);
void channel_events_close(struct daemon *daemon);
int channel_control(struct daemon *daemon, int in, int out);
int channel_listen(struct daemon *daemon, const char *directory);
bool channel_any(const struct daemon *daemon);
/* Writes what is queued, as far as the reader takes it. */
void channel_flush(struct daemon *daemon);
/* Waits until less than `limit` bytes are queued, or the reader has taken nothing for a second. */
void channel_wait(struct daemon *daemon, size_t limit);
void channel_close(struct daemon *daemon);

/* sense.c: also called by the channel. */
void sense_reader(struct daemon *daemon); /* somebody reads events now */
void sense_silence(struct daemon *daemon); /* nobody does any more */
void sense_drain(struct daemon *daemon);
void sense_facts(struct daemon *daemon, struct text *out); /* members of the hello record */

/* main.c */
void core_command(struct daemon *daemon, const struct request *request);

/* doctor.c */
void doctor_all(struct text *out);
/* A descriptor of a directory in a file system of its own that nobody else sees: "tracefs", "cgroup2". -errno. */
int private_mount(const char *type);

#endif
