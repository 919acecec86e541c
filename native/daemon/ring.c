/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Reading both rings as one stream in the order of time.
 *
 * A reader that drains at once is woken by every event, which costs each of them a wake-up. So a wake-up only starts a timer of
 * 2 ms, and until it has fired and everything was read the kernel has no reason to wake again.
 */
#include "sense.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define COALESCE_NS 2000000

int ring_open(struct ring *ring, int map, unsigned long size)
{
	long page = sysconf(_SC_PAGESIZE);
	void *consumer = mmap(NULL, (size_t)page, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0), *producer;

	if (consumer == MAP_FAILED)
		return -errno;
	producer = mmap(NULL, (size_t)page + size, PROT_READ, MAP_SHARED, map, page);
	if (producer == MAP_FAILED)
		return -errno;
	*ring = (struct ring){.map = map, .joined = malloc(CSN_MAX_RECORD), .consumer = consumer, .producer = producer,
		.data = (unsigned char *)producer + page, .size = size};
	return ring->joined ? 0 : -ENOMEM;
}

unsigned long ring_fill(const struct ring *ring)
{
	return __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE) - *ring->consumer;
}

/* What is read of a ring in one go. */
struct cursor {
	struct ring *ring;
	unsigned long at, end;
	const struct csn_header *head; /* NULL: nothing more for now */
};

#define RECORD_SPACE(len) ((((len) & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT)) + BPF_RINGBUF_HDR_SZ + 7) & ~7u)

/* The record behind its length, in one piece. */
static const struct csn_header *piece(const struct ring *ring, unsigned long at, uint32_t len)
{
	unsigned long from = (at + BPF_RINGBUF_HDR_SZ) & (ring->size - 1), first = ring->size - from;

	if (first >= len || len > CSN_MAX_RECORD)
		return (const struct csn_header *)(ring->data + from);
	memcpy(ring->joined, ring->data + from, first);
	memcpy(ring->joined + first, ring->data, len - first);
	return (const struct csn_header *)ring->joined;
}

static void look(struct cursor *cursor)
{
	struct ring *ring = cursor->ring;

	cursor->head = NULL;
	while (cursor->at < cursor->end) {
		const unsigned char *at = ring->data + (cursor->at & (ring->size - 1));
		uint32_t len = __atomic_load_n((const uint32_t *)at, __ATOMIC_ACQUIRE);

		if (len & BPF_RINGBUF_BUSY_BIT)
			return;
		if (!(len & BPF_RINGBUF_DISCARD_BIT)) {
			cursor->head = piece(ring, cursor->at, len);
			return;
		}
		cursor->at += RECORD_SPACE(len);
	}
}

/* False: there is no room for it. */
static bool take(struct daemon *daemon, struct cursor *cursor, size_t limit)
{
	unsigned int len = cursor->head->len;
	unsigned char *room = queue_size(&daemon->queue) + len > limit ? NULL : queue_room(&daemon->queue, len);

	if (!room) {
		cursor->head = NULL; /* it stays where it is */
		return false;
	}
	memcpy(room, cursor->head, len);
	if (cursor->head->type == CSN_NET && !greeting_name((struct csn_net *)room)) {
		queue_take_back(&daemon->queue, len);
		daemon->sense->unnamed++;
	} else {
		queue_take_back(&daemon->queue, len - ((struct csn_header *)room)->len);
	}
	cursor->at += RECORD_SPACE(len);
	look(cursor);
	return true;
}

static struct cursor cursor_of(struct ring *ring)
{
	struct cursor cursor = {.ring = ring, .at = *ring->consumer};

	cursor.end = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	return cursor;
}

static void drain_once(struct daemon *daemon)
{
	struct sense *sense = daemon->sense;
	/*
	 * Bulk first: what the priority ring holds of the same time is then in the cursor, too. And bulk again: what a thread did
	 * before its exec has to be told before it; beyond that it waits for what the priority ring may have got meanwhile.
	 */
	struct cursor bulk = cursor_of(&sense->bulk), priority = cursor_of(&sense->priority);
	unsigned long whole = bulk.end;

	bulk.end = cursor_of(&sense->bulk).end;
	look(&bulk);
	look(&priority);
	while (priority.head || (bulk.head && bulk.at < whole)) {
		bool first = priority.head && (!bulk.head || priority.head->ts <= bulk.head->ts);
		bool room = take(daemon, first ? &priority : &bulk, first ? QUEUE_PRIORITY : QUEUE_BULK);

		/* A slow reader gets exec events late, but in their order, until they are in danger themselves. */
		if (!room && !first && priority.end - priority.at < sense->priority.size / 2)
			break;
	}
	__atomic_store_n(sense->bulk.consumer, bulk.at, __ATOMIC_RELEASE);
	__atomic_store_n(sense->priority.consumer, priority.at, __ATOMIC_RELEASE);
}

static void arm(struct sense *sense)
{
	struct itimerspec when = {.it_value.tv_nsec = COALESCE_NS};

	if (!sense->drain_armed && !timerfd_settime(sense->drain_timer, 0, &when, NULL))
		sense->drain_armed = true;
}

void rings_drain(struct daemon *daemon)
{
	struct sense *sense = daemon->sense;

	if (daemon->events < 0) {
		/* Nobody reads: what is there is of nobody's interest. */
		__atomic_store_n(sense->bulk.consumer, *sense->bulk.producer, __ATOMIC_RELEASE);
		__atomic_store_n(sense->priority.consumer, *sense->priority.producer, __ATOMIC_RELEASE);
		return;
	}
	drain_once(daemon);
	channel_flush(daemon);
	/* The kernel wakes only who has read everything: look again behind the store. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (ring_fill(&sense->priority) || ring_fill(&sense->bulk))
		arm(sense);
}

static void woken(struct daemon *daemon, int fd, void *data)
{
	(void)fd, (void)data;
	arm(daemon->sense);
}

static void drain_due(struct daemon *daemon, int fd, void *data)
{
	uint64_t times;

	(void)data;
	if (read(fd, &times, sizeof(times)) < 0)
		return;
	daemon->sense->drain_armed = false;
	rings_drain(daemon);
}

void rings_watch(struct daemon *daemon)
{
	struct sense *sense = daemon->sense;

	sense->drain_timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	daemon_watch(daemon, sense->drain_timer, drain_due, NULL);
	watch_for(daemon, sense->priority.map, EPOLLIN | EPOLLET, woken, NULL);
	watch_for(daemon, sense->bulk.map, EPOLLIN | EPOLLET, woken, NULL);
}
