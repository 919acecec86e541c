/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * A clean EPERM by fanotify (FAN_OPEN_EXEC_PERM), for files and for scripts, which the exec tracepoint does not see. One thread
 * answers and opens nothing on the way; a second one answers ALLOW when that takes more than 50 ms, so that a container never
 * hangs on us. What slips past is killed by the tracepoint.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "contain.h"

#define PATIENCE_NS 50000000ull
#define MAX_MARKS 256

struct denial {
	int group;
	uint32_t slot;
	bool only_scripts;
	struct denial *next;
};

static struct {
	pthread_t answerer, watchdog;
	pthread_mutex_t lock; /* guards what follows */
	struct denial *first;
	struct denial *held;  /* what the answering thread reads from */
	struct denial *busy;  /* whose event is being judged */
	int event;
	uint64_t since;
	bool answered;
	atomic_bool running;
	int poll, wake;
} state = { .lock = PTHREAD_MUTEX_INITIALIZER, .poll = -1, .wake = -1 };

static void respond(struct denial *denial, int fd, bool allow)
{
	struct fanotify_response response = { .fd = fd, .response = allow ? FAN_ALLOW : FAN_DENY };
	while (write(denial->group, &response, sizeof(response)) < 0 && errno == EINTR)
		;
}

static bool may_run(struct denial *denial, int fd, int pid)
{
	char head[2] = { 0 };
	/* A host process that executes out of a container's file system is none of ours. */
	if (guard_is_host(pid))
		return true;
	bool script = pread(fd, head, 2, 0) == 2 && head[0] == '#' && head[1] == '!';
	if (denial->only_scripts && !script)
		return true;
	int mode = exec_judge(fd, denial->slot, pid, script, NULL);
	return !(mode == MODE_DENY || (script && mode == MODE_KILL));
}

static void judge(struct denial *denial, const struct fanotify_event_metadata *event)
{
	pthread_mutex_lock(&state.lock);
	state.busy = denial;
	state.event = event->fd;
	state.since = daemon_now();
	state.answered = false;
	pthread_mutex_unlock(&state.lock);

	bool allow = may_run(denial, event->fd, event->pid);

	pthread_mutex_lock(&state.lock);
	if (!state.answered)
		respond(denial, event->fd, allow);
	state.busy = NULL;
	close(event->fd);
	pthread_mutex_unlock(&state.lock);
}

static void drain(struct denial *denial, bool judged)
{
	char buffer[4096] __attribute__((aligned(8)));
	ssize_t len = read(denial->group, buffer, sizeof(buffer));
	for (struct fanotify_event_metadata *event = (void *)buffer; len > 0 && FAN_EVENT_OK(event, len);
		event = FAN_EVENT_NEXT(event, len)) {
		if (event->fd < 0)
			continue;
		if (judged && (event->mask & FAN_OPEN_EXEC_PERM)) {
			judge(denial, event);
			continue;
		}
		respond(denial, event->fd, true);
		close(event->fd);
	}
}

/* Takes hold of a group if it is still there, so that it is not freed meanwhile. */
static bool hold(struct denial *denial)
{
	pthread_mutex_lock(&state.lock);
	struct denial *at = state.first;
	while (at && at != denial)
		at = at->next;
	state.held = at;
	pthread_mutex_unlock(&state.lock);
	return at != NULL;
}

static void let_go(void)
{
	pthread_mutex_lock(&state.lock);
	state.held = NULL;
	pthread_mutex_unlock(&state.lock);
}

static void *answer(void *data)
{
	(void)data;
	while (atomic_load(&state.running)) {
		struct epoll_event ready[16];
		int count = epoll_wait(state.poll, ready, 16, 1000);
		for (int i = 0; i < count; i++) {
			if (!ready[i].data.ptr || !hold(ready[i].data.ptr))
				continue;
			drain(ready[i].data.ptr, true);
			let_go();
		}
	}
	return NULL;
}

static void *watch(void *data)
{
	(void)data;
	while (atomic_load(&state.running)) {
		usleep(10000);
		pthread_mutex_lock(&state.lock);
		if (state.busy && daemon_now() - state.since > PATIENCE_NS) {
			if (!state.answered)
				respond(state.busy, state.event, true);
			state.answered = true;
			for (struct denial *at = state.first; at; at = at->next)
				drain(at, false);
		}
		pthread_mutex_unlock(&state.lock);
	}
	return NULL;
}

static bool start_threads(void)
{
	sigset_t all, before;
	if (atomic_load(&state.running))
		return true;
	state.poll = epoll_create1(EPOLL_CLOEXEC);
	state.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	struct epoll_event wake = { .events = EPOLLIN };
	epoll_ctl(state.poll, EPOLL_CTL_ADD, state.wake, &wake);
	atomic_store(&state.running, true);
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	bool made = pthread_create(&state.answerer, NULL, answer, NULL) == 0;
	if (made && pthread_create(&state.watchdog, NULL, watch, NULL) != 0) {
		atomic_store(&state.running, false);
		eventfd_write(state.wake, 1);
		pthread_join(state.answerer, NULL);
		made = false;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	atomic_store(&state.running, made);
	return made;
}

static int open_below(int pid, const char *path)
{
	char name[64];
	snprintf(name, sizeof(name), "/proc/%d/root", pid);
	int root = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
	int fd = root < 0 ? -1 : syscall(SYS_openat2, root, path, &how, sizeof(how));
	if (root >= 0)
		close(root);
	return fd;
}

/* Marks the file system where it is the container's own, else only the container's mount of it. */
static bool mark(struct denial *denial, int fd, bool own)
{
	char name[64];
	unsigned int how = FAN_MARK_ADD | (own ? FAN_MARK_FILESYSTEM : FAN_MARK_MOUNT);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return fanotify_mark(denial->group, how, FAN_OPEN_EXEC_PERM, AT_FDCWD, name) == 0;
}

static bool is_mounted_here(const char *device)
{
	char *line = NULL, there[32];
	size_t room = 0;
	bool found = false;
	FILE *file = fopen("/proc/self/mountinfo", "re");
	while (file && !found && getline(&line, &room, file) > 0) {
		const char *tail = strstr(line, " - ");
		/* An engine keeps the container's root mounted: that is no file system of the host. */
		found = sscanf(line, "%*d %*d %31s", there) == 1 && strcmp(there, device) == 0 && tail &&
			strncmp(tail, " - overlay", 10) != 0;
	}
	free(line);
	if (file)
		fclose(file);
	return found;
}

static void mark_mount(struct denial *denial, int pid, const char *line)
{
	char device[32], where[1024], type[32], host[32];
	struct stat root;
	const char *tail = strstr(line, " - ");
	if (!tail || sscanf(line, "%*d %*d %31s %*s %1023s", device, where) != 2 || sscanf(tail, " - %31s", type) != 1)
		return;
	bool is_root = strcmp(where, "/") == 0;
	bool own = strcmp(type, "overlay") == 0 || strcmp(type, "tmpfs") == 0;
	if ((!own && !is_root) || strchr(where, '\\'))
		return;
	snprintf(host, sizeof(host), "%s", stat("/", &root) == 0 ? "" : "?");
	if (host[0] == 0)
		snprintf(host, sizeof(host), "%u:%u", major(root.st_dev), minor(root.st_dev));
	if (own && (strcmp(host, device) == 0 || is_mounted_here(device)))
		own = false;
	int fd = open_below(pid, where);
	if (fd < 0)
		return;
	mark(denial, fd, own);
	close(fd);
}

bool deny_marks(struct denial *denial, int pid, const char *path)
{
	int fd = path ? open_below(pid, path) : -1;
	if (fd < 0)
		return false;
	bool done = mark(denial, fd, false);
	close(fd);
	return done;
}

static bool mark_all(struct denial *denial, int pid)
{
	char name[64], *line = NULL;
	size_t room = 0;
	int count = 0, root = open_below(pid, "/");
	if (root < 0)
		return false;
	bool done = mark(denial, root, false);
	close(root);
	snprintf(name, sizeof(name), "/proc/%d/mountinfo", pid);
	FILE *file = done ? fopen(name, "re") : NULL;
	while (file && count++ < MAX_MARKS && getline(&line, &room, file) > 0)
		mark_mount(denial, pid, line);
	free(line);
	if (file)
		fclose(file);
	return done;
}

struct denial *deny_start(int pid, uint32_t slot, bool only_scripts)
{
	struct denial *made = calloc(1, sizeof(*made));
	if (!made || !start_threads()) {
		free(made);
		return NULL;
	}
	*made = (struct denial){ .slot = slot, .only_scripts = only_scripts };
	made->group = fanotify_init(FAN_CLASS_CONTENT | FAN_CLOEXEC | FAN_NONBLOCK | FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS,
		O_RDONLY | O_LARGEFILE | O_CLOEXEC);
	if (made->group < 0 || !mark_all(made, pid)) {
		if (made->group >= 0)
			close(made->group);
		free(made);
		return NULL;
	}
	pthread_mutex_lock(&state.lock);
	made->next = state.first;
	state.first = made;
	pthread_mutex_unlock(&state.lock);
	struct epoll_event readable = { .events = EPOLLIN, .data.ptr = made };
	epoll_ctl(state.poll, EPOLL_CTL_ADD, made->group, &readable);
	return made;
}

void deny_end(struct denial *denial)
{
	epoll_ctl(state.poll, EPOLL_CTL_DEL, denial->group, NULL);
	pthread_mutex_lock(&state.lock);
	for (struct denial **at = &state.first; *at; at = &(*at)->next) {
		if (*at != denial)
			continue;
		*at = denial->next;
		break;
	}
	bool held = true;
	for (int wait = 0; wait < 200 && (held = state.held == denial); wait++) {
		pthread_mutex_unlock(&state.lock);
		usleep(1000);
		pthread_mutex_lock(&state.lock);
	}
	/* Closing the group lets everything go that still waits for an answer. */
	close(denial->group);
	pthread_mutex_unlock(&state.lock);
	if (!held)
		free(denial);
}

void deny_stop(void)
{
	if (!atomic_load(&state.running))
		return;
	atomic_store(&state.running, false);
	eventfd_write(state.wake, 1);
	pthread_join(state.answerer, NULL);
	pthread_join(state.watchdog, NULL);
	close(state.poll);
	close(state.wake);
	state.poll = state.wake = -1;
}
