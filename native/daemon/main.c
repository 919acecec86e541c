/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#include "core.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sys/stat.h>
#include <unistd.h>

#include "privilege.h"

/* How long one that leaves when there is nothing to do waits for the first command. */
#define BRIEF_MS 2000
#define PRIORITY -10

static void terminated(struct daemon *daemon, int fd, void *data)
{
	struct signalfd_siginfo info;

	(void)data;
	if (read(fd, &info, sizeof(info)) == sizeof(info))
		daemon->stopping = true;
}

static int watch_signals(struct daemon *daemon)
{
	sigset_t set;
	int fd;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : daemon_watch(daemon, fd, terminated, NULL);
}

static void stop(struct daemon *daemon, const struct request *request)
{
	daemon->keep = json_get_bool(request->members, "keep", false);
	reply_ok(daemon, request, NULL);
	if (!daemon->keep) {
		daemon->stopping = true;
		return;
	}
	daemon->listening = false;
	channel_close(daemon);
}

void core_command(struct daemon *daemon, const struct request *request)
{
	struct text members = {0};

	if (!strcmp(request->command, "stop"))
		return stop(daemon, request);
	if (strcmp(request->command, "doctor")) {
		if (!sense_command(daemon, request) && !contain_command(daemon, request))
			reply_error(daemon, request, "usage.invalid-argument", "no command '%.64s'", request->command);
		return;
	}
	/* Found at the start, with all privileges. */
	text_format(&members, "\"abilities\":[%s]", daemon->abilities);
	reply_ok(daemon, request, members.bytes);
	text_free(&members);
}

static int usage(void)
{
	fputs("usage: caisson-sensor --events-fd N --control-fd N | --listen DIRECTORY [--brief] | --doctor | --version\n", stderr);
	return 2;
}

static int print_doctor(void)
{
	struct text rows = {0};

	doctor_all(&rows);
	printf("[%s]\n", rows.bytes ? rows.bytes : "");
	text_free(&rows);
	return 0;
}

struct options {
	int events, control;
	const char *directory;
	bool brief, doctor, version, wrong;
};

static int descriptor(const char *text)
{
	char *end;
	long number = strtol(text, &end, 10);

	return *end || end == text || number < 0 || number > 1 << 20 ? -1 : (int)number;
}

static struct options read_options(int count, char **words)
{
	struct options options = {.events = -1, .control = -1};

	for (int i = 1; i < count; i++) {
		const char *word = words[i], *next = i + 1 < count ? words[i + 1] : NULL;

		if (!strcmp(word, "--doctor"))
			options.doctor = true;
		else if (!strcmp(word, "--brief"))
			options.brief = true;
		else if (!strcmp(word, "--version"))
			options.version = true;
		else if (!strcmp(word, "--listen") && next)
			options.directory = words[++i];
		else if (!strcmp(word, "--events-fd") && next)
			options.events = descriptor(words[++i]);
		else if (!strcmp(word, "--control-fd") && next)
			options.control = descriptor(words[++i]);
		else
			options.wrong = true;
	}
	return options;
}

static int fail(const char *what, int error)
{
	fprintf(stderr, "caisson-sensor: %s: %s\n", what, strerror(-error));
	return 1;
}

/* One daemon a directory: a second one would take its sockets away, and what the first contains could not be undone. */
static int own_directory(const char *directory)
{
	int fd;

	if (mkdir(directory, 0700) && errno != EEXIST)
		return -errno;
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return flock(fd, LOCK_EX | LOCK_NB) ? -EADDRINUSE : 0; /* held until the end */
}

/* From now on it leaves when nobody is connected and nothing contained; the sockets go on accepting. */
static void be_brief(struct daemon *daemon, void *data)
{
	(void)data;
	daemon->listening = false;
}

static int listen_in(struct daemon *daemon, const struct options *options)
{
	int failed = own_directory(options->directory);

	if (!failed)
		failed = channel_listen(daemon, options->directory);
	if (!failed && options->brief)
		daemon_timer(daemon, BRIEF_MS, be_brief, &daemon->listening);
	return failed;
}

static void forget_sockets(const char *directory)
{
	static const char *const names[] = {"events", "control"};
	char path[512];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
		unlink(path);
	}
}

static int open_channels(struct daemon *daemon, const struct options *options)
{
	int failed;

	if (options->directory)
		return listen_in(daemon, options);
	failed = channel_control(daemon, options->control, options->control);
	if (!failed && options->events >= 0)
		failed = channel_events(daemon, options->events);
	return failed;
}

/* The report takes as long as loading the programs, most of it waiting for the kernel: a child makes it meanwhile. */
static pid_t start_doctor(int *from)
{
	struct text rows = {0};
	int ends[2];
	pid_t child;

	if (pipe(ends))
		return -1;
	child = fork();
	if (!child) {
		doctor_all(&rows);
		if (rows.bytes && write(ends[1], rows.bytes, rows.len) < 0)
			_exit(1);
		_exit(0);
	}
	close(ends[1]);
	*from = ends[0];
	return child;
}

static char *finish_doctor(pid_t child, int from)
{
	struct text rows = {.limit = 60000};
	char bytes[4096];
	ssize_t got;

	if (child < 0)
		return "";
	while ((got = read(from, bytes, sizeof(bytes))) > 0 || (got < 0 && errno == EINTR))
		if (got > 0)
			text_add(&rows, bytes, (size_t)got);
	close(from);
	waitpid(child, NULL, 0);
	return rows.bytes && !rows.failed ? rows.bytes : "";
}

static int run(struct daemon *daemon, const struct options *options)
{
	int failed = loop_open(daemon), from = -1;
	pid_t doctor;

	if (!failed)
		failed = watch_signals(daemon);
	if (failed)
		return fail("cannot start", failed);
	doctor = start_doctor(&from);
	failed = sense_start(daemon);
	if (failed)
		return fail("kernel programs were refused", failed);
	contain_start(daemon); /* what it cannot do it says in the report */
	daemon->abilities = finish_doctor(doctor, from);
	/* Who floods the machine must not keep the rings from being read: a busy one takes a few percent of a core. */
	setpriority(PRIO_PROCESS, 0, PRIORITY);
	failed = drop_privileges();
	if (failed)
		return fail("cannot drop privileges", failed);
	malloc_trim(0);
	failed = open_channels(daemon, options);
	if (failed)
		return fail("cannot open the channels", failed);
	loop_run(daemon);
	if (options->directory)
		forget_sockets(options->directory);
	channel_close(daemon);
	contain_stop(daemon, daemon->keep);
	sense_stop(daemon);
	return 0;
}

int main(int count, char **words)
{
	struct options options = read_options(count, words);
	struct daemon daemon = {.events = -1, .listen_events = -1, .listen_control = -1};

	for (int i = 0; i < CONTROLS; i++)
		daemon.controls[i].in = daemon.controls[i].out = -1;
	if (options.version)
		return printf("%d\n", CSN_WIRE_VERSION) < 0;
	if (options.doctor)
		return print_doctor();
	if (options.wrong || (!options.directory && options.control < 0))
		return usage();
	return run(&daemon, &options);
}
