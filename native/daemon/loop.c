/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Descriptors and timers. */
#include "core.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

uint64_t daemon_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int loop_open(struct daemon *daemon)
{
	for (int i = 0; i < WATCHES; i++)
		daemon->watches[i].fd = -1;
	daemon->epoll = epoll_create1(EPOLL_CLOEXEC);
	return daemon->epoll < 0 ? -errno : 0;
}

static struct watch *find_watch(struct daemon *daemon, int fd)
{
	for (int i = 0; i < WATCHES; i++)
		if (daemon->watches[i].fd == fd)
			return &daemon->watches[i];
	return NULL;
}

int watch_for(struct daemon *daemon, int fd, uint32_t events, void (*ready)(struct daemon *, int, void *), void *data)
{
	struct watch *watch = find_watch(daemon, fd);
	int how = watch ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
	struct epoll_event event = {.events = events};

	if (!watch)
		watch = find_watch(daemon, -1);
	if (!watch)
		return -ENOSPC;
	event.data.fd = fd;
	if (epoll_ctl(daemon->epoll, how, fd, &event))
		return -errno;
	*watch = (struct watch){fd, ready, data};
	return 0;
}

int daemon_watch(struct daemon *daemon, int fd, void (*ready)(struct daemon *, int, void *), void *data)
{
	return watch_for(daemon, fd, EPOLLIN, ready, data);
}

void daemon_unwatch(struct daemon *daemon, int fd)
{
	struct watch *watch = fd < 0 ? NULL : find_watch(daemon, fd);

	if (!watch)
		return;
	epoll_ctl(daemon->epoll, EPOLL_CTL_DEL, fd, NULL);
	watch->fd = -1;
}

void daemon_timer(struct daemon *daemon, int64_t ms, void (*due)(struct daemon *, void *), void *data)
{
	struct timer **at, *timer = NULL;

	for (at = &daemon->timers; *at; at = &(*at)->next)
		if ((*at)->data == data) {
			timer = *at;
			*at = timer->next;
			break;
		}
	if (ms < 0) {
		free(timer);
		return;
	}
	if (!timer)
		timer = malloc(sizeof(*timer));
	if (!timer)
		abort(); /* a timer that never comes would keep a containment for ever */
	*timer = (struct timer){.at = daemon_now() + (uint64_t)ms * 1000000u, .due = due, .data = data};
	for (at = &daemon->timers; *at && (*at)->at <= timer->at;)
		at = &(*at)->next;
	timer->next = *at;
	*at = timer;
}

static void run_timers(struct daemon *daemon)
{
	while (daemon->timers && daemon->timers->at <= daemon_now()) {
		struct timer *timer = daemon->timers;

		daemon->timers = timer->next;
		timer->due(daemon, timer->data);
		free(timer);
	}
}

static int time_left(const struct daemon *daemon)
{
	uint64_t now = daemon_now(), at = daemon->timers ? daemon->timers->at : 0;

	if (!daemon->timers)
		return -1;
	if (at <= now)
		return 0;
	at = (at - now + 999999u) / 1000000u;
	return at > 60000 ? 60000 : (int)at;
}

void loop_run(struct daemon *daemon)
{
	struct epoll_event events[32];

	while (!daemon->stopping) {
		int count = epoll_wait(daemon->epoll, events, 32, time_left(daemon));

		for (int i = 0; i < count; i++) {
			struct watch *watch = find_watch(daemon, events[i].data.fd);

			if (watch)
				watch->ready(daemon, watch->fd, watch->data);
		}
		run_timers(daemon);
		if (!daemon->listening && !channel_any(daemon) && !contain_active(daemon))
			break;
	}
}
