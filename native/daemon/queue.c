/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUEUE_KEPT (1u << 20)

size_t queue_size(const struct queue *queue)
{
	return queue->to - queue->from;
}

unsigned char *queue_room(struct queue *queue, size_t len)
{
	size_t room = queue->room ? queue->room : 1u << 16;
	unsigned char *bytes;

	if (queue->from && queue->to + len > queue->room) {
		memmove(queue->bytes, queue->bytes + queue->from, queue_size(queue));
		queue->to -= queue->from;
		queue->from = 0;
	}
	while (room < queue->to + len)
		room *= 2;
	if (room != queue->room) {
		bytes = realloc(queue->bytes, room);
		if (!bytes)
			return NULL;
		queue->bytes = bytes;
		queue->room = room;
	}
	bytes = queue->bytes + queue->to;
	queue->to += len;
	return bytes;
}

void queue_take_back(struct queue *queue, size_t len)
{
	queue->to -= len;
}

int queue_write(struct queue *queue, int fd)
{
	while (queue->from < queue->to) {
		ssize_t done = write(fd, queue->bytes + queue->from, queue_size(queue));

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return errno == EAGAIN ? 1 : -errno;
		queue->from += (size_t)done;
	}
	queue->from = queue->to = 0;
	if (queue->room > QUEUE_KEPT)
		queue_clear(queue);
	return 0;
}

void queue_clear(struct queue *queue)
{
	free(queue->bytes);
	*queue = (struct queue){0};
}
