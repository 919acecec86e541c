/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
#include "sense.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "probes.skel.h"

#define HEARTBEAT_MS 1000
/* Number of the mount namespace that a machine starts with, by age of the kernel. */
static const uint32_t first_mounts[] = {0xEFFFFFF8u, 0xF0000000u, 0xF0000001u};

static int quiet(enum libbpf_print_level level, const char *format, va_list list)
{
	if (level == LIBBPF_WARN && getenv("CAISSON_SENSOR_DEBUG"))
		return vfprintf(stderr, format, list);
	return 0;
}

static uint32_t own_mount(void)
{
	struct stat status;

	return stat("/proc/self/ns/mnt", &status) ? 0 : (uint32_t)status.st_ino;
}

/* Started on the host: its own namespace. In a container that sees the host: that of process 1. */
static uint32_t host_mount(struct sense *sense)
{
	uint32_t own = own_mount(), first;

	for (size_t i = 0; i < sizeof(first_mounts) / sizeof(*first_mounts); i++)
		if (own == first_mounts[i])
			return own;
	first = process_one_mount(sense);
	return first ? first : own;
}

static int open_maps(struct sense *sense)
{
	int failed = ring_open(&sense->priority, bpf_map__fd(sense->bpf->maps.priority), PRIORITY_BYTES);
	size_t size = (sizeof(struct stats) * (size_t)sense->cpus + 4095) & ~4095ul;
	void *counters;

	if (!failed)
		failed = ring_open(&sense->bulk, bpf_map__fd(sense->bpf->maps.bulk), BULK_BYTES);
	if (failed)
		return failed;
	counters = mmap(NULL, size, PROT_READ, MAP_SHARED, bpf_map__fd(sense->bpf->maps.counters), 0);
	sense->counters = counters;
	return counters == MAP_FAILED ? -errno : 0;
}

int sense_start(struct daemon *daemon)
{
	struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
	struct sense *sense = calloc(1, sizeof(*sense));
	int failed;

	if (!sense)
		return -ENOMEM;
	setrlimit(RLIMIT_MEMLOCK, &all); /* kernels before 5.11 count maps against it */
	libbpf_set_print(quiet);
	daemon->sense = sense;
	sense->cpus = libbpf_num_possible_cpus();
	for (int nr = 0; nr < CALLS; nr++)
		sense->calls[nr].event = -1;
	sense->bpf = probes__open();
	if (!sense->bpf)
		return -errno;
	extras_choose(sense);
	bpf_map__set_max_entries(sense->bpf->maps.counters, (unsigned int)sense->cpus);
	failed = probes__load(sense->bpf);
	if (!failed)
		failed = open_maps(sense);
	if (failed)
		return failed;
	sense->settings = &sense->bpf->bss->settings;
	memset(sense->settings->ignored, 0xff, sizeof(sense->settings->ignored));
	sense->settings->ignored[0] = (unsigned int)getpid();
	sense->settings->host_mnt_ns = host_mount(sense);
	sense->tracefs = private_mount("tracefs");
	extras_fill(sense);
	rings_watch(daemon);
	return 0;
}

static void beat(struct daemon *daemon, void *data)
{
	counts_heartbeat(daemon);
	throttle_scan(daemon);
	daemon_timer(daemon, HEARTBEAT_MS, beat, data);
}

void sense_reader(struct daemon *daemon)
{
	struct sense *sense = daemon->sense;
	struct bpf_program *const programs[] = {sense->bpf->progs.on_exec, sense->bpf->progs.on_fork, sense->bpf->progs.on_exit,
		sense->bpf->progs.on_move};

	counts_read(daemon, &sense->told_before);
	sense->heartbeat = daemon_now();
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (!sense->always[i] && bpf_program__fd(programs[i]) >= 0)
			sense->always[i] = bpf_program__attach(programs[i]);
	daemon_timer(daemon, HEARTBEAT_MS, beat, sense);
}

void sense_silence(struct daemon *daemon)
{
	struct sense *sense = daemon->sense;
	struct text refused = {0};

	daemon_timer(daemon, -1, beat, sense);
	for (size_t i = 0; i < sizeof(sense->always) / sizeof(*sense->always); i++) {
		bpf_link__destroy(sense->always[i]);
		sense->always[i] = NULL;
	}
	calls_reset(sense);
	calls_apply(sense, &refused);
	memset(&sense->settings->dns, 0, offsetof(struct settings, spare) - offsetof(struct settings, dns));
	sense_extras(daemon, &refused);
	text_free(&refused);
	rings_drain(daemon);
}

void sense_drain(struct daemon *daemon)
{
	rings_drain(daemon);
}

static void processes(struct daemon *daemon, const struct request *request)
{
	int64_t tgid = json_get_int(request->members, "tgid", 0);
	int failed = tgid < 0 || tgid > UINT32_MAX ? -EINVAL : processes_emit(daemon, (uint32_t)tgid);

	if (failed)
		reply_error(daemon, request, failed == -EINVAL ? "usage.invalid-argument" : "host.io", "%s", strerror(-failed));
	else
		reply_ok(daemon, request, NULL);
}

static void statistics(struct daemon *daemon, const struct request *request)
{
	struct text text = {0};

	counts_text(daemon, &text);
	reply_ok(daemon, request, text.bytes);
	text_free(&text);
}

bool sense_command(struct daemon *daemon, const struct request *request)
{
	if (!strcmp(request->command, "configure"))
		return sense_configure(daemon, request), true;
	if (!strcmp(request->command, "processes"))
		return processes(daemon, request), true;
	if (!strcmp(request->command, "statistics"))
		return statistics(daemon, request), true;
	return false;
}

void sense_facts(struct daemon *daemon, struct text *out)
{
	struct utsname name;

	uname(&name);
	text_format(out, "\"wire\":%d,\"arch\":\"%s\",\"hostMountNamespace\":%u,\"release\":", CSN_WIRE_VERSION, name.machine,
		daemon->sense->settings->host_mnt_ns);
	text_json_string(out, name.release, strlen(name.release));
}

void sense_stop(struct daemon *daemon)
{
	probes__destroy(daemon->sense->bpf);
	daemon->sense->bpf = NULL;
}
