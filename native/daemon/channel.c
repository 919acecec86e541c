/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The two channels: records out, commands in. Both may be hostile: whoever speaks has a bounded line and a bounded answer. */
#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWERS_LIMIT (8u << 20)

static int make_nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) || fcntl(fd, F_SETFD, FD_CLOEXEC))
		return -errno;
	return 0;
}

bool channel_any(const struct daemon *daemon)
{
	if (daemon->events >= 0)
		return true;
	for (int i = 0; i < CONTROLS; i++)
		if (daemon->controls[i].in >= 0)
			return true;
	return false;
}

/* Events. */

/* The reader's end says nothing; that it can be read means that it closed, or that somebody talks on the wrong channel. */
static void events_ready(struct daemon *daemon, int fd, void *data)
{
	char bytes[256];
	ssize_t got = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);

	(void)data;
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR && errno != ENOTSOCK))
		return channel_events_close(daemon);
	if (got < 0 && errno == ENOTSOCK) {
		/* The writing end of a pipe: poll tells an error when its reader went. */
		if (queue_write(&daemon->queue, fd) < 0)
			return channel_events_close(daemon);
		if (!queue_size(&daemon->queue) && write(fd, "", 0) < 0 && errno == EPIPE)
			return channel_events_close(daemon);
	}
	channel_flush(daemon);
}

static void watch_events(struct daemon *daemon)
{
	struct stat status;
	bool pipe = !fstat(daemon->events, &status) && S_ISFIFO(status.st_mode);
	uint32_t wanted = (pipe ? 0 : EPOLLIN | EPOLLRDHUP) | (daemon->events_blocked ? EPOLLOUT : 0);

	watch_for(daemon, daemon->events, wanted, events_ready, NULL);
}

static void hello(struct daemon *daemon);

int channel_events(struct daemon *daemon, int fd)
{
	int failed = make_nonblocking(fd);

	if (failed)
		return failed;
	daemon->events = fd;
	daemon->events_blocked = false;
	watch_events(daemon);
	hello(daemon);
	sense_reader(daemon);
	channel_flush(daemon);
	return 0;
}

void channel_events_close(struct daemon *daemon)
{
	if (daemon->events < 0)
		return;
	daemon_unwatch(daemon, daemon->events);
	close(daemon->events);
	daemon->events = -1;
	sense_silence(daemon);
	queue_clear(&daemon->queue);
}

void channel_flush(struct daemon *daemon)
{
	bool blocked = false;

	while (daemon->events >= 0 && queue_size(&daemon->queue)) {
		int left = queue_write(&daemon->queue, daemon->events);

		if (left < 0)
			return channel_events_close(daemon);
		if (left) {
			blocked = true;
			break;
		}
	}
	if (daemon->events >= 0 && blocked != daemon->events_blocked) {
		daemon->events_blocked = blocked;
		watch_events(daemon);
		if (!blocked)
			sense_drain(daemon);
	}
}

void channel_wait(struct daemon *daemon, size_t limit)
{
	struct pollfd poll_for = {.fd = daemon->events, .events = POLLOUT};

	while (daemon->events >= 0 && queue_size(&daemon->queue) > limit && poll(&poll_for, 1, 1000) > 0)
		channel_flush(daemon);
}

void daemon_emit(struct daemon *daemon, const void *record, size_t len)
{
	uint16_t type = ((const struct csn_header *)record)->type & (CSN_CLASSES - 1);
	unsigned char *room;

	if (daemon->events < 0)
		return;
	room = queue_size(&daemon->queue) + len > QUEUE_PRIORITY ? NULL : queue_room(&daemon->queue, len);
	if (!room) {
		daemon->lost[type]++;
		return;
	}
	memcpy(room, record, len);
	daemon->told[type]++;
	if (!daemon->events_blocked)
		channel_flush(daemon);
}

/* A record with text behind it. */
static void emit_text(struct daemon *daemon, struct csn_text *head, const char *text, size_t len)
{
	size_t whole = (sizeof(*head) + len + 7) & ~(size_t)7;
	unsigned char *record;

	if (whole > CSN_MAX_RECORD || !(record = calloc(1, whole)))
		return;
	head->h.len = (unsigned int)whole;
	head->h.nr = 0xffff;
	head->h.ts = daemon_now();
	head->text_len = (unsigned int)len;
	memcpy(record, head, sizeof(*head));
	memcpy(record + sizeof(*head), text, len);
	daemon_emit(daemon, record, whole);
	free(record);
}

static void hello(struct daemon *daemon)
{
	struct csn_text head = {.h.type = CSN_HELLO, .wire = CSN_WIRE_VERSION, .order = 0x01020304};
	struct text text = {.limit = 60000};

	head.h.tgid = head.h.tid = (unsigned int)getpid();
	text_format(&text, "{");
	sense_facts(daemon, &text);
	text_format(&text, ",\"abilities\":[%s]}", daemon->abilities);
	if (!text.failed)
		emit_text(daemon, &head, text.bytes, text.len);
	text_free(&text);
}

/* Commands. */

static void control_close(struct daemon *daemon, struct control *control)
{
	daemon_unwatch(daemon, control->in);
	daemon_unwatch(daemon, control->out);
	close(control->in);
	if (control->out != control->in)
		close(control->out);
	free(control->line);
	text_free(&control->answers);
	*control = (struct control){.in = -1, .out = -1};
}

static void control_ready(struct daemon *daemon, int fd, void *data);

static void control_write(struct daemon *daemon, struct control *control)
{
	struct text *answers = &control->answers;
	size_t done = 0;

	while (done < answers->len) {
		ssize_t wrote = write(control->out, answers->bytes + done, answers->len - done);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0 && errno == EAGAIN)
			break;
		if (wrote < 0)
			return control_close(daemon, control);
		done += (size_t)wrote;
	}
	if (done == answers->len) {
		text_free(answers);
	} else {
		memmove(answers->bytes, answers->bytes + done, answers->len - done);
		answers->len -= done;
	}
	watch_for(daemon, control->out, (control->in == control->out ? EPOLLIN : 0) | (answers->len ? EPOLLOUT : 0),
		control_ready, control);
}

static void answer(struct daemon *daemon, const struct request *request, const struct text *text)
{
	struct control *control = &daemon->controls[request->connection];

	if (control->out < 0)
		return;
	control->answers.limit = ANSWERS_LIMIT;
	text_add(&control->answers, text->bytes, text->len);
	text_add(&control->answers, "\n", 1);
	/* Who asks without reading is not listened to any longer. */
	if (control->answers.failed)
		control_close(daemon, control);
	else
		control_write(daemon, control);
}

void reply_ok(struct daemon *daemon, const struct request *request, const char *members)
{
	struct text text = {.limit = 4u << 20};

	text_format(&text, "{\"id\":%lld,\"ok\":true,\"took\":%llu%s", (long long)request->id,
		(unsigned long long)(daemon_now() - daemon->asked) / 1000, members && *members ? "," : "");
	if (members)
		text_add(&text, members, strlen(members));
	text_add(&text, "}", 1);
	if (text.failed)
		reply_error(daemon, request, "limit.size", "the answer is too long");
	else
		answer(daemon, request, &text);
	text_free(&text);
}

void reply_error(struct daemon *daemon, const struct request *request, const char *code, const char *format, ...)
{
	struct text text = {0};
	char message[512];
	va_list list;

	va_start(list, format);
	vsnprintf(message, sizeof(message), format, list);
	va_end(list);
	text_format(&text, "{\"id\":%lld,\"ok\":false,\"code\":\"%s\",\"message\":", (long long)request->id, code);
	text_json_string(&text, message, strlen(message));
	text_add(&text, "}", 1);
	answer(daemon, request, &text);
	text_free(&text);
}

static void run_line(struct daemon *daemon, struct control *control, const char *line, size_t len)
{
	struct request request = {.connection = (int)(control - daemon->controls)};
	const char *why = NULL;
	struct json *members;

	daemon->asked = daemon_now();
	members = json_parse(line, len, &why);
	if (!members)
		return reply_error(daemon, &request, "input.malformed", "not a command: %s", why);
	request.id = json_get_int(members, "id", 0);
	request.command = json_get_text(members, "command", "");
	request.members = members;
	if (json_kind(members) != JSON_OBJECT)
		reply_error(daemon, &request, "input.malformed", "a command is an object");
	else
		core_command(daemon, &request);
	json_free(members);
}

static void control_lines(struct daemon *daemon, struct control *control)
{
	int connection = control->in;
	char *start = control->line, *end;

	while ((end = memchr(start, '\n', control->len - (size_t)(start - control->line)))) {
		if (control->overlong)
			control->overlong = false;
		else if (end > start)
			run_line(daemon, control, start, (size_t)(end - start));
		if (control->in != connection)
			return; /* closed meanwhile */
		start = end + 1;
	}
	control->len -= (size_t)(start - control->line);
	memmove(control->line, start, control->len);
}

static void refuse_long_line(struct daemon *daemon, struct control *control)
{
	struct request request = {.connection = (int)(control - daemon->controls)};

	control->len = 0;
	if (!control->overlong) {
		control->overlong = true;
		reply_error(daemon, &request, "limit.size", "a command has at most %u bytes", JSON_MAX_BYTES);
	}
}

static void control_ready(struct daemon *daemon, int fd, void *data)
{
	struct control *control = data;
	ssize_t got;

	if (control->answers.len) {
		control_write(daemon, control);
		if (control->in < 0)
			return;
	}
	if (fd != control->in)
		return;
	if (control->room - control->len < 4096) {
		size_t room = control->room ? 2 * control->room : 8192;
		char *line = room > 2 * JSON_MAX_BYTES ? NULL : realloc(control->line, room);

		if (!line)
			return refuse_long_line(daemon, control);
		control->line = line;
		control->room = room;
	}
	got = read(fd, control->line + control->len, control->room - control->len);
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0)
		return control_close(daemon, control);
	control->len += (size_t)got;
	control_lines(daemon, control);
	if (control->in >= 0 && control->len > JSON_MAX_BYTES)
		refuse_long_line(daemon, control);
}

int channel_control(struct daemon *daemon, int in, int out)
{
	struct control *control = daemon->controls;
	int failed;

	while (control < daemon->controls + CONTROLS && control->in >= 0)
		control++;
	if (control == daemon->controls + CONTROLS)
		return -ENOSPC;
	failed = make_nonblocking(in);
	if (!failed && out != in)
		failed = make_nonblocking(out);
	if (failed)
		return failed;
	*control = (struct control){.in = in, .out = out};
	return watch_for(daemon, in, EPOLLIN, control_ready, control);
}

/* A service: two sockets in a directory. */

static bool is_trusted(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	return !getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) && (peer.uid == 0 || peer.uid == geteuid());
}

static void accept_one(struct daemon *daemon, int listener, void *data)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	bool refused;

	(void)data;
	if (fd < 0)
		return;
	if (!is_trusted(fd))
		refused = true;
	else if (listener == daemon->listen_events)
		refused = daemon->events >= 0 || channel_events(daemon, fd);
	else
		refused = channel_control(daemon, fd, fd) != 0;
	if (refused)
		close(fd);
}

static int listen_at(const char *directory, const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd, len = snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", directory, name);

	if (len < 0 || (size_t)len >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	unlink(address.sun_path);
	umask(0177);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, 8)) {
		int failed = -errno;

		close(fd);
		return failed;
	}
	return fd;
}

int channel_listen(struct daemon *daemon, const char *directory)
{
	if (mkdir(directory, 0700) && errno != EEXIST)
		return -errno;
	daemon->listening = true;
	daemon->listen_events = listen_at(directory, "events");
	daemon->listen_control = listen_at(directory, "control");
	if (daemon->listen_events < 0 || daemon->listen_control < 0)
		return daemon->listen_events < 0 ? daemon->listen_events : daemon->listen_control;
	daemon_watch(daemon, daemon->listen_events, accept_one, NULL);
	daemon_watch(daemon, daemon->listen_control, accept_one, NULL);
	return 0;
}

void channel_close(struct daemon *daemon)
{
	channel_flush(daemon);
	channel_events_close(daemon);
	for (int i = 0; i < CONTROLS; i++)
		if (daemon->controls[i].in >= 0)
			control_close(daemon, &daemon->controls[i]);
}
