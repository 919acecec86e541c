/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Processes that ran before anybody listened: a snapshot that the kernel makes, with arguments from /proc. */
#include "sense.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probes.skel.h"

#define CHUNK (1u << 16)

/* Calls `each` for every record of the iterator. */
static int iterate(struct sense *sense, void (*each)(void *context, struct csn_header *head), void *context)
{
	struct bpf_link *link = bpf_program__attach_iter(sense->bpf->progs.each_task, NULL);
	/* Records are completed in place: room for one more at the end. */
	unsigned char *bytes = aligned_alloc(8, 3 * CHUNK);
	size_t held = 0;
	ssize_t got = -1;
	int fd;

	if (!link || !bytes) {
		free(bytes);
		return link ? -ENOMEM : -errno;
	}
	fd = bpf_iter_create(bpf_link__fd(link));
	while (fd >= 0 && (got = read(fd, bytes + held, CHUNK)) > 0) {
		size_t at = 0;

		held += (size_t)got;
		while (held - at >= sizeof(struct csn_header)) {
			struct csn_header *head = (struct csn_header *)(bytes + at);

			if (head->len < sizeof(*head) || head->len > held - at)
				break;
			each(context, head);
			at += head->len;
		}
		memmove(bytes, bytes + at, held - at);
		held -= at;
	}
	if (fd >= 0)
		close(fd);
	bpf_link__destroy(link);
	free(bytes);
	return fd < 0 ? fd : got < 0 ? -EIO : 0;
}

struct emission {
	struct daemon *daemon;
	uint32_t tgid;
};

static size_t read_arguments(uint32_t tgid, unsigned char *to)
{
	char path[32];
	size_t len = 0;
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/cmdline", tgid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	while (len < CSN_MAX_ARGV - 1 && (got = read(fd, to + len, CSN_MAX_ARGV - 1 - len)) > 0)
		len += (size_t)got;
	close(fd);
	return len;
}

static void emit_process(void *context, struct csn_header *head)
{
	struct emission *emission = context;
	unsigned char bytes[sizeof(struct csn_exec) + 4 * CSN_MAX_PATH];
	struct csn_exec *exec = (struct csn_exec *)bytes;
	size_t len;

	channel_wait(emission->daemon, QUEUE_BULK);
	if (head->type != CSN_PROCESS)
		return daemon_emit(emission->daemon, head, head->len);
	if (emission->tgid && head->tgid != emission->tgid)
		return;
	memcpy(bytes, head, sizeof(*exec));
	len = sizeof(*exec) + exec->path_len + exec->raw_len + exec->cwd_len;
	memcpy(bytes, head, len);
	exec->argv_len = (unsigned short)read_arguments(head->tgid, bytes + len);
	for (size_t i = 0; i < exec->argv_len; i++)
		exec->argc += !bytes[len + i];
	if (exec->argv_len == CSN_MAX_ARGV - 1)
		exec->h.mark |= CSN_TRUNCATED;
	len += exec->argv_len;
	while (len & 7)
		bytes[len++] = 0;
	exec->h.len = (unsigned int)len;
	daemon_emit(emission->daemon, bytes, len);
}

/* Names of cgroups are told again: who asks may be new. */
static void forget_names(struct sense *sense)
{
	int map = bpf_map__fd(sense->bpf->maps.named);
	uint64_t key;

	while (!bpf_map_get_next_key(map, NULL, &key) && !bpf_map_delete_elem(map, &key))
		;
}

int processes_emit(struct daemon *daemon, uint32_t tgid)
{
	struct emission emission = {daemon, tgid};
	struct csn_text synced = {.h = {.len = sizeof(synced), .type = CSN_SYNCED, .nr = 0xffff}};
	int failed;

	if (!tgid)
		forget_names(daemon->sense);
	sense_drain(daemon);
	failed = iterate(daemon->sense, emit_process, &emission);
	if (failed)
		return failed;
	synced.h.ts = daemon_now();
	daemon_emit(daemon, &synced, sizeof(synced));
	return 0;
}

static void note_one(void *context, struct csn_header *head)
{
	if (head->type == CSN_PROCESS && head->tgid == 1)
		*(uint32_t *)context = ((struct csn_exec *)head)->id.mnt_ns;
}

uint32_t process_one_mount(struct sense *sense)
{
	uint32_t mount = 0;

	iterate(sense, note_one, &mount);
	forget_names(sense);
	return mount;
}
