/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * A freeze has no end in the kernel. A child of the daemon, made at the first freeze, knows what is frozen until when, and thaws
 * it in time even when the daemon was killed. It leaves when nothing is frozen and the daemon has gone.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "contain.h"

#define ENTRIES 1024

struct note {
	uint64_t expires; /* 0: forget it */
	uint64_t ino, dev;
	bool unified;
};

static struct {
	int channel;
	pid_t child;
} state = { .channel = -1 };

struct watched {
	struct note note;
	int dir;
};

static void thaw_now(struct watched *entry)
{
	if (entry->note.unified)
		file_write(entry->dir, "cgroup.freeze", "0");
	else
		file_write(entry->dir, "freezer.state", "THAWED");
	close(entry->dir);
	entry->dir = -1;
}

static void take(struct watched *list, const struct note *note, int dir)
{
	int slot = -1;
	for (int i = 0; i < ENTRIES; i++) {
		if (list[i].dir >= 0 && list[i].note.ino == note->ino && list[i].note.dev == note->dev) {
			close(list[i].dir);
			list[i].dir = -1;
		}
		if (list[i].dir < 0 && slot < 0)
			slot = i;
	}
	if (note->expires && slot >= 0)
		list[slot] = (struct watched){ .note = *note, .dir = dir };
	else if (dir >= 0)
		close(dir);
}

static ssize_t receive(int channel, struct note *note, int *dir)
{
	char control[CMSG_SPACE(sizeof(int))];
	struct iovec part = { .iov_base = note, .iov_len = sizeof(*note) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	ssize_t len = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *head = len > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	*dir = -1;
	if (head && head->cmsg_type == SCM_RIGHTS)
		memcpy(dir, CMSG_DATA(head), sizeof(int));
	return len;
}

static int next_due(struct watched *list)
{
	uint64_t now = daemon_now(), next = UINT64_MAX;
	for (int i = 0; i < ENTRIES; i++) {
		if (list[i].dir < 0)
			continue;
		if (list[i].note.expires <= now)
			thaw_now(&list[i]);
		else if (list[i].note.expires < next)
			next = list[i].note.expires;
	}
	if (next == UINT64_MAX)
		return -1;
	uint64_t ms = (next - now) / 1000000 + 1;
	return ms > 60000 ? 60000 : ms;
}

static void guard(int channel)
{
	static struct watched list[ENTRIES];
	bool alone = false;
	for (int i = 0; i < ENTRIES; i++)
		list[i].dir = -1;
	for (;;) {
		int wait = next_due(list);
		if (alone && wait < 0)
			_exit(0);
		struct pollfd ready = { .fd = alone ? -1 : channel, .events = POLLIN };
		if (poll(&ready, 1, wait) <= 0 || alone)
			continue;
		struct note note;
		int dir;
		if (receive(channel, &note, &dir) == sizeof(note))
			take(list, &note, dir);
		else
			alone = true;
	}
}

/* Closes everything but the channel: what the child kept open would outlive the daemon. */
static void become_guardian(int channel)
{
	signal(SIGTERM, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	setsid();
	dup2(channel, 0);
	syscall(SYS_close_range, 1u, ~0u, 0);
	prctl(PR_SET_NAME, "caisson-thaw");
	if (chdir("/") != 0)
		_exit(1);
	guard(0);
}

static bool start(void)
{
	int pair[2];
	if (state.channel >= 0)
		return true;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	state.child = fork();
	if (state.child == 0)
		become_guardian(pair[1]);
	close(pair[1]);
	if (state.child < 0) {
		close(pair[0]);
		return false;
	}
	state.channel = pair[0];
	return true;
}

static bool send_note(int dir, const struct note *note, bool with_dir)
{
	char control[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec part = { .iov_base = (void *)note, .iov_len = sizeof(*note) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	if (with_dir) {
		message.msg_control = control;
		message.msg_controllen = sizeof(control);
		struct cmsghdr *head = CMSG_FIRSTHDR(&message);
		*head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int)) };
		memcpy(CMSG_DATA(head), &dir, sizeof(int));
	}
	return sendmsg(state.channel, &message, MSG_NOSIGNAL) == sizeof(*note);
}

static struct note note_of(int dir)
{
	struct stat info = { 0 };
	fstat(dir, &info);
	struct note note;
	memset(&note, 0, sizeof(note));
	note.ino = info.st_ino;
	note.dev = info.st_dev;
	return note;
}

bool guardian_watch(int dir, bool unified, uint64_t expires)
{
	struct note note = note_of(dir);
	note.unified = unified;
	note.expires = expires;
	return start() && send_note(dir, &note, true);
}

void guardian_forget(int dir)
{
	struct note note = note_of(dir);
	if (state.channel >= 0)
		send_note(dir, &note, false);
}

void guardian_stop(void)
{
	if (state.channel < 0)
		return;
	close(state.channel);
	state.channel = -1;
	waitpid(state.child, NULL, 0);
}
