/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What was seen, sent, filtered and lost: told every second, and at once where something was lost since. */
#include "sense.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void add(struct stats *sum, const struct stats *one)
{
	/* What follows from `seen` is read before it, so that nothing has more outcomes than it was seen. */
	for (int i = 0; i < CSN_CLASSES; i++) {
		sum->sent[i] += one->sent[i];
		sum->dropped[i] += one->dropped[i];
		sum->filtered[i] += one->filtered[i];
	}
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	for (int i = 0; i < CSN_CLASSES; i++)
		sum->seen[i] += one->seen[i];
}

void counts_read(const struct daemon *daemon, struct stats *out)
{
	memset(out, 0, sizeof(*out));
	for (int i = 0; i < CSN_CLASSES; i++) {
		out->seen[i] = daemon->told[i] + daemon->lost[i];
		out->sent[i] = daemon->told[i];
		out->dropped[i] = daemon->lost[i];
	}
	for (int cpu = 0; cpu < daemon->sense->cpus; cpu++)
		add(out, &daemon->sense->counters[cpu]);
	out->sent[CSN_NET] -= daemon->sense->unnamed;
	out->filtered[CSN_NET] += daemon->sense->unnamed;
}

static uint64_t realtime_offset(void)
{
	struct timespec now;
	uint64_t before = daemon_now();

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec - (before + daemon_now()) / 2;
}

static void fill(struct daemon *daemon, struct csn_counters *record, const struct stats *stats)
{
	memset(record, 0, sizeof(*record));
	record->h.len = sizeof(*record);
	record->h.nr = 0xffff;
	record->h.tgid = record->h.tid = (unsigned int)getpid();
	record->h.ts = daemon_now();
	record->from = daemon->sense->heartbeat;
	record->realtime = realtime_offset();
	memcpy(record->seen, stats->seen, sizeof(record->seen));
	memcpy(record->sent, stats->sent, sizeof(record->sent));
	memcpy(record->dropped, stats->dropped, sizeof(record->dropped));
	memcpy(record->filtered, stats->filtered, sizeof(record->filtered));
	record->queued = queue_size(&daemon->queue);
	record->ring_priority = ring_fill(&daemon->sense->priority);
	record->ring_bulk = ring_fill(&daemon->sense->bulk);
}

static bool subtract(struct stats *from, const struct stats *before)
{
	bool lost = false;

	for (int i = 0; i < CSN_CLASSES; i++) {
		from->seen[i] -= before->seen[i];
		from->sent[i] -= before->sent[i];
		from->filtered[i] -= before->filtered[i];
		from->dropped[i] -= before->dropped[i];
		lost |= from->dropped[i] != 0;
	}
	return lost;
}

void counts_heartbeat(struct daemon *daemon)
{
	struct sense *sense = daemon->sense;
	struct csn_counters record;
	struct stats now, window;

	counts_read(daemon, &now);
	window = now;
	if (subtract(&window, &sense->told_before)) {
		fill(daemon, &record, &window);
		record.h.type = CSN_LOSS;
		daemon_emit(daemon, &record, sizeof(record));
	}
	fill(daemon, &record, &now);
	record.h.type = CSN_HEARTBEAT;
	daemon_emit(daemon, &record, sizeof(record));
	sense->told_before = now;
	sense->heartbeat = record.h.ts;
}

static const char *const class_names[CSN_CLASSES] = {
	[CSN_EXEC] = "exec", [CSN_EXIT] = "exit", [CSN_FORK] = "fork", [CSN_OPEN] = "open", [CSN_SOCKET] = "socket",
	[CSN_CALL] = "call", [CSN_NET] = "net", [CSN_VERDICT] = "verdict", [CSN_LOSS] = "loss", [CSN_THROTTLE] = "throttle",
	[CSN_HELLO] = "hello", [CSN_HEARTBEAT] = "heartbeat", [CSN_PROCESS] = "process", [CSN_IDENTITY] = "identity",
	[CSN_CGROUP] = "cgroup", [CSN_URING] = "uring", [CSN_REPLY] = "reply", [CSN_SYNCED] = "synced",
};

static unsigned long resident_kilobytes(void)
{
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (file && fscanf(file, "%*u %lu", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return pages * (unsigned long)sysconf(_SC_PAGESIZE) / 1024;
}

void counts_text(struct daemon *daemon, struct text *out)
{
	struct sense *sense = daemon->sense;
	struct stats stats;
	int attached = 0;

	counts_read(daemon, &stats);
	for (int nr = 0; nr < CALLS; nr++)
		attached += sense->calls[nr].event >= 0;
	text_format(out, "\"attachedCalls\":%d,\"queued\":%zu,\"ringPriority\":%lu,\"ringBulk\":%lu,\"residentKilobytes\":%lu,\"classes\":{",
		attached, queue_size(&daemon->queue), ring_fill(&sense->priority), ring_fill(&sense->bulk), resident_kilobytes());
	for (int i = 0, some = 0; i < CSN_CLASSES; i++)
		if (class_names[i] && stats.seen[i])
			text_format(out, "%s\"%s\":{\"seen\":%llu,\"sent\":%llu,\"dropped\":%llu,\"filtered\":%llu}", some++ ? "," : "",
				class_names[i], stats.seen[i], stats.sent[i], stats.dropped[i], stats.filtered[i]);
	text_format(out, "}");
}
