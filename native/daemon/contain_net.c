/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The cgroup programs of quarantines. Loading takes some 10 ms and attaching a quarter of one, so a set of programs with maps of
 * its own is always loaded ahead. Several quarantines of one cgroup are several sets: a packet must please all of them.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include "contain_cut.h"
#include "contain_net.skel.h"

#define PROGRAMS 6

struct net_programs {
	struct contain_net *object;
	struct bpf_link *link[PROGRAMS];
};

static struct {
	struct contain_net *spare;
	struct ring_buffer *ring;
	int ring_map;
	int error;
} state = { .ring_map = -1 };

static int on_verdict(void *data, void *record, size_t len)
{
	/* The address of the peer as the kernel program wrote it: family, port, bytes. The wire has text there. */
	const struct csn_verdict *verdict = record;
	const unsigned char *peer = (const unsigned char *)(verdict + 1);
	struct {
		struct csn_verdict verdict;
		char text[64];
	} out;
	if (len < sizeof(*verdict) + 20)
		return 0;
	memset(&out, 0, sizeof(out));
	out.verdict = *verdict;
	unsigned port = peer[2] | peer[3] << 8;
	char address[48];
	if (peer[0] == 2)
		snprintf(address, sizeof(address), "%u.%u.%u.%u", peer[4], peer[5], peer[6], peer[7]);
	else {
		int at = snprintf(address, sizeof(address), "[");
		for (int i = 0; i < 16; i += 2)
			at += snprintf(address + at, sizeof(address) - at, "%s%x", i ? ":" : "", peer[4 + i] << 8 | peer[5 + i]);
		snprintf(address + at, sizeof(address) - at, "]");
	}
	snprintf(out.text, sizeof(out.text), "%s:%u", address, port);
	out.verdict.path_len = strlen(out.text);
	out.verdict.h.len = (sizeof(out.verdict) + out.verdict.path_len + 7) & ~7u;
	daemon_emit(data, &out, out.verdict.h.len);
	return 0;
}

static void on_ring(struct daemon *daemon, int fd, void *data)
{
	(void)daemon, (void)fd, (void)data;
	if (state.ring)
		ring_buffer__consume(state.ring);
}

static struct contain_net *load(struct daemon *daemon)
{
	struct contain_net *object = contain_net__open();
	if (!object)
		return NULL;
	if (state.ring_map >= 0)
		bpf_map__reuse_fd(object->maps.verdicts, state.ring_map);
	int error = contain_net__load(object);
	if (error) {
		state.error = error;
		contain_net__destroy(object);
		return NULL;
	}
	if (state.ring_map < 0) {
		state.ring_map = dup(bpf_map__fd(object->maps.verdicts));
		state.ring = ring_buffer__new(state.ring_map, on_verdict, daemon, NULL);
		if (state.ring)
			daemon_watch(daemon, ring_buffer__epoll_fd(state.ring), on_ring, NULL);
	}
	return object;
}

static void prepare(struct daemon *daemon, void *data)
{
	(void)data;
	if (!state.spare)
		state.spare = load(daemon);
}

void net_start(struct daemon *daemon)
{
	prepare(daemon, NULL);
}

void net_stop(struct daemon *daemon)
{
	daemon_timer(daemon, -1, prepare, &state.spare);
	if (state.ring) {
		ring_buffer__consume(state.ring);
		daemon_unwatch(daemon, ring_buffer__epoll_fd(state.ring));
		ring_buffer__free(state.ring);
	}
	if (state.ring_map >= 0)
		close(state.ring_map);
	contain_net__destroy(state.spare);
	memset(&state, 0, sizeof(state));
	state.ring_map = -1;
}

/* The longest prefix wins in the kernel, so a narrow range carries also what wider ones allow. */
static bool ports_of(const struct allowed_list *list, const struct allowed *range, struct contain_ports *ports)
{
	memset(ports, 0, sizeof(*ports));
	for (size_t i = 0; i < list->count; i++) {
		if (!allowed_covers(&list->item[i], range))
			continue;
		bool known = false;
		for (unsigned j = 0; j < ports->count; j++)
			known = known || memcmp(&ports->port[j], &list->item[i].port, sizeof(ports->port[j])) == 0;
		if (known)
			continue;
		if (ports->count >= CONTAIN_PORTS)
			return false;
		ports->port[ports->count++] = list->item[i].port;
	}
	return true;
}

static int fill(struct contain_net *object, const struct contain_quarantine *quarantine, const struct allowed_list *list)
{
	uint32_t zero = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct allowed *range = &list->item[i];
		struct contain_ports ports;
		if (!ports_of(list, range, &ports))
			return -E2BIG;
		struct contain_v4 v4 = { .prefix = range->prefix };
		struct contain_v6 v6 = { .prefix = range->prefix };
		memcpy(v4.address, range->address, 4);
		memcpy(v6.address, range->address, 16);
		int map = bpf_map__fd(range->v6 ? object->maps.allow6 : object->maps.allow4);
		if (bpf_map_update_elem(map, range->v6 ? (void *)&v6 : (void *)&v4, &ports, BPF_ANY) != 0)
			return -errno;
	}
	if (bpf_map_update_elem(bpf_map__fd(object->maps.quarantine), &zero, quarantine, BPF_ANY) != 0)
		return -errno;
	return 0;
}

static int attach_all(struct net_programs *programs, int cgroup)
{
	struct contain_net *object = programs->object;
	struct bpf_program *all[PROGRAMS] = { object->progs.contain_out, object->progs.contain_in, object->progs.contain_connect4,
		object->progs.contain_connect6, object->progs.contain_sendmsg4, object->progs.contain_sendmsg6 };
	for (int i = 0; i < PROGRAMS; i++) {
		programs->link[i] = bpf_program__attach_cgroup(all[i], cgroup);
		if (!programs->link[i])
			return -errno;
	}
	return 0;
}

struct net_programs *net_attach(struct daemon *daemon, int cgroup, const struct contain_quarantine *quarantine,
	const struct allowed_list *allowed, int *error)
{
	struct net_programs *made = calloc(1, sizeof(*made));
	prepare(daemon, NULL);
	*error = made && state.spare ? 0 : state.error ? state.error : -ENOMEM;
	if (*error) {
		free(made);
		return NULL;
	}
	made->object = state.spare;
	state.spare = NULL;
	daemon_timer(daemon, 2, prepare, &state.spare);
	*error = fill(made->object, quarantine, allowed);
	if (!*error)
		*error = attach_all(made, cgroup);
	if (!*error)
		return made;
	net_detach(made);
	return NULL;
}

void net_detach(struct net_programs *programs)
{
	for (int i = 0; i < PROGRAMS; i++)
		bpf_link__destroy(programs->link[i]);
	contain_net__destroy(programs->object);
	free(programs);
}

bool net_pin(struct net_programs *programs, const char *directory)
{
	char path[512];
	for (int i = 0; i < PROGRAMS; i++) {
		snprintf(path, sizeof(path), "%s/link%d", directory, i);
		if (bpf_link__pin(programs->link[i], path) != 0)
			return false;
	}
	snprintf(path, sizeof(path), "%s/quarantine", directory);
	return bpf_obj_pin(bpf_map__fd(programs->object->maps.quarantine), path) == 0;
}

void net_counts(const struct net_programs *programs, struct contain_counts *counts)
{
	uint32_t zero = 0;
	memset(counts, 0, sizeof(*counts));
	bpf_map_lookup_elem(bpf_map__fd(programs->object->maps.counts), &zero, counts);
}
