/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What is attached beside processes and calls: packets, io_uring, 32-bit calls; and the end of throttling. */
#include "sense.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "probes.skel.h"

enum extra { SOCKET_MADE, EGRESS, INGRESS, URING_SUBMIT, URING_COMPLETE, COMPAT_CALLS };

#define COMPLETE_ARGUMENTS 4 /* data, ring, request, completion */

static int argument_count(const struct btf *btf, const char *trace)
{
	int id = btf ? btf__find_by_name_kind(btf, trace, BTF_KIND_TYPEDEF) : -1;
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, btf__type_by_id(btf, (unsigned int)id)->type);

	/* typedef void (*btf_trace_x)(void *, …) */
	type = type ? btf__type_by_id(btf, type->type) : NULL;
	return type ? btf_vlen(type) : -1;
}

void extras_choose(struct sense *sense)
{
	struct btf *btf = btf__load_vmlinux_btf();

	bpf_program__set_autoload(sense->bpf->progs.on_move, argument_count(btf, "btf_trace_cgroup_attach_task") > 0);
	bpf_program__set_autoload(sense->bpf->progs.on_uring_submit, argument_count(btf, "btf_trace_io_uring_submit_req") > 0);
	bpf_program__set_autoload(sense->bpf->progs.on_uring_complete,
		argument_count(btf, "btf_trace_io_uring_complete") == COMPLETE_ARGUMENTS);
	sense->bpf->rodata->has_cast = btf && btf__find_by_name_kind(btf, "bpf_rdonly_cast", BTF_KIND_FUNC) > 0;
	btf__free(btf);
}

void extras_fill(struct sense *sense)
{
	sense->cgroup2 = private_mount("cgroup2");
#if defined(__x86_64__)
	static const char *const sockets[] = {
		NULL, "socket", "bind", "connect", "listen", "accept", "getsockname", "getpeername", "socketpair", NULL, NULL, "sendto",
		"recvfrom", "shutdown", "setsockopt", "getsockopt", "sendmsg", "recvmsg", "accept4", "recvmmsg", "sendmmsg",
	};

	for (int i = 0; i < CALLS; i++)
		sense->bpf->bss->compat_calls[i] = (unsigned short)call_of_compat(i);
	for (unsigned int i = 0; i < sizeof(sense->bpf->bss->compat_sockets) / 2; i++)
		sense->bpf->bss->compat_sockets[i] =
			(unsigned short)(i < sizeof(sockets) / sizeof(*sockets) && sockets[i] ? call_number(sockets[i]) : -1);
#endif
}

static void set(struct sense *sense, enum extra extra, bool on, struct bpf_program *program, struct text *refused)
{
	static const char *const names[] = {"socket-made", "egress", "ingress", "io_uring", "io_uring-complete", "compat"};
	bool cgroup = extra <= INGRESS;

	if (!on) {
		bpf_link__destroy(sense->extras[extra]);
		sense->extras[extra] = NULL;
	}
	if (!on || sense->extras[extra])
		return;
	errno = EOPNOTSUPP;
	if (program && bpf_program__fd(program) >= 0 && (!cgroup || sense->cgroup2 >= 0))
		sense->extras[extra] = cgroup ? bpf_program__attach_cgroup(program, sense->cgroup2) : bpf_program__attach(program);
	if (!sense->extras[extra])
		text_format(refused, "%s{\"call\":\"%s\",\"errno\":\"%s\"}", refused->len ? "," : "", names[extra],
			strerrorname_np(errno) ?: "unknown");
}

void sense_extras(struct daemon *daemon, struct text *refused)
{
	struct sense *sense = daemon->sense;
	const struct settings *settings = sense->settings;
	bool packets = settings->dns || settings->sni || settings->http;

	set(sense, SOCKET_MADE, packets, sense->bpf->progs.on_socket_made, refused);
	set(sense, EGRESS, packets, sense->bpf->progs.on_egress, refused);
	set(sense, INGRESS, settings->dns, sense->bpf->progs.on_ingress, refused);
	set(sense, URING_SUBMIT, settings->uring, sense->bpf->progs.on_uring_submit, refused);
	if (!settings->uring || bpf_program__fd(sense->bpf->progs.on_uring_complete) >= 0)
		set(sense, URING_COMPLETE, settings->uring, sense->bpf->progs.on_uring_complete, refused);
#if defined(__x86_64__)
	set(sense, COMPAT_CALLS, settings->strict, sense->bpf->progs.on_compat, refused);
#endif
}

static void tell_over(struct daemon *daemon, const struct bucket *bucket)
{
	struct csn_throttle record = {.h = {.len = sizeof(record), .type = CSN_THROTTLE, .nr = 0xffff}};

	record.h.ts = daemon_now();
	record.cgroup = bucket->cgroup;
	record.cgroup_v1 = bucket->cgroup_v1;
	record.suppressed = bucket->suppressed;
	record.stopped = 1;
	daemon_emit(daemon, &record, sizeof(record));
}

/* A cgroup that suppressed nothing since the last look is calm again. */
static bool is_calm(struct sense *sense, uint64_t key, uint64_t suppressed)
{
	size_t slot = key % (sizeof(sense->throttled) / sizeof(*sense->throttled));
	bool calm = sense->throttled[slot].key == key && sense->throttled[slot].suppressed == suppressed;

	sense->throttled[slot].key = key;
	sense->throttled[slot].suppressed = suppressed;
	return calm;
}

void throttle_scan(struct daemon *daemon)
{
	struct sense *sense = daemon->sense;
	int map = bpf_map__fd(sense->bpf->maps.buckets);
	uint64_t key, *before = NULL;
	struct bucket bucket;

	if (!sense->settings->throttle)
		return;
	while (!bpf_map_get_next_key(map, before, &key)) {
		before = &key;
		if (bpf_map_lookup_elem(map, &key, &bucket) || !bucket.suppressed || !is_calm(sense, key, bucket.suppressed))
			continue;
		tell_over(daemon, &bucket);
		bucket.suppressed = 0;
		bpf_map_update_elem(map, &key, &bucket, BPF_EXIST);
	}
}
