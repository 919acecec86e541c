/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a watch is measured with; each prints the nanoseconds that it took:
 *
 *     open COUNT PROCESSOR PATH [LAST]   opens and closes a file, then LAST once
 *     getpid COUNT PROCESSOR             a system call that nobody traces
 *     spawn COUNT MICROSECONDS PROGRAM   starts a program that gets the time (ns since 1970) as its argument
 *     steady SECONDS RATE DIRECTORY      so many events a second of opens, connections, forks and execs
 *     nothing                            what is spawned
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TICK_NS 10000000LL

static int64_t now(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void pin(const char *processor)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(atoi(processor), &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static void open_close(const char *path)
{
	close(open(path, O_RDONLY));
}

static void spawn(const char *program, const char *word)
{
	char *words[] = {(char *)program, "nothing", (char *)word, NULL}, *none[] = {NULL};
	pid_t pid;

	if (!posix_spawn(&pid, program, NULL, NULL, words, none))
		waitpid(pid, NULL, 0);
}

static void spawn_timed(long count, long pause, const char *program)
{
	char at[32];

	while (count-- > 0) {
		snprintf(at, sizeof(at), "at=%lld", (long long)now(CLOCK_REALTIME));
		spawn(program, at);
		usleep((useconds_t)pause);
	}
}

static void connect_once(int turn)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK + turn % 4)}};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	connect(fd, (struct sockaddr *)&to, sizeof(to));
	close(fd);
}

static void fork_once(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

/* A hundred events: 74 opens (a quarter for writing), 7 connections with their sockets, 3 forks and exits, 2 spawns of three each. */
static void hundred(int turn, const char *self, const char *directory)
{
	char path[512];

	for (int i = 0; i < 56; i++)
		open_close(i & 1 ? "/etc/passwd" : "/proc/self/stat");
	for (int i = 0; i < 18; i++) {
		snprintf(path, sizeof(path), "%s/file-%d", directory, (turn + i) % 50);
		close(open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
	}
	for (int i = 0; i < 7; i++)
		connect_once(turn + i);
	for (int i = 0; i < 3; i++)
		fork_once();
	for (int i = 0; i < 2; i++)
		spawn(self, "steady");
}

static void steady(long seconds, long rate, const char *self, const char *directory)
{
	int64_t start = now(CLOCK_MONOTONIC), at = start, end = start + seconds * 1000000000LL;
	int64_t done = 0;
	struct timespec until;

	for (int turn = 0; at < end; turn++) {
		int64_t due = (at - start) / 1000000 * rate / 1000;

		while (done < due) {
			hundred(turn, self, directory);
			done += 100;
			if (now(CLOCK_MONOTONIC) > end)
				return;
		}
		at += TICK_NS;
		if (now(CLOCK_MONOTONIC) > at + 1000000000LL)
			at = now(CLOCK_MONOTONIC); /* behind by a second: what was missed stays so */
		until = (struct timespec){at / 1000000000LL, at % 1000000000LL};
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
	}
}

int main(int count, char **words)
{
	const char *what = count > 1 ? words[1] : "";
	int64_t began;

	if (!strcmp(what, "open") || !strcmp(what, "getpid"))
		pin(words[3]);
	began = now(CLOCK_MONOTONIC);
	if (!strcmp(what, "open")) {
		for (long i = 0, n = atol(words[2]); i < n; i++)
			open_close(words[4]);
		began -= now(CLOCK_MONOTONIC);
		if (count > 5)
			open_close(words[5]);
		printf("%lld\n", (long long)-began);
		return 0;
	}
	if (!strcmp(what, "getpid"))
		for (long i = 0, n = atol(words[2]); i < n; i++)
			syscall(SYS_getpid);
	if (!strcmp(what, "spawn"))
		spawn_timed(atol(words[2]), atol(words[3]), words[4]);
	if (!strcmp(what, "steady"))
		steady(atol(words[2]), atol(words[3]), words[0], words[4]);
	if (strcmp(what, "nothing"))
		printf("%lld\n", (long long)(now(CLOCK_MONOTONIC) - began));
	return 0;
}
