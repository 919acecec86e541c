/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the parts of containment share: targets, refusals and the list of what is active. All on the daemon's thread. */
#ifndef CAISSON_CONTAIN_H
#define CAISSON_CONTAIN_H

#include "daemon.h"
#include "json.h"
#include "text.h"
#include "../bpf/contain_shared.h"

#define CONTAIN_MAX_TTL_MS (24ll * 3600 * 1000)
#define CONTAIN_MAX_ACTIVE 4096

/* Why something is not done: a code of src/kit/error.ts and a sentence. */
struct refusal {
	const char *code;
	char text[256];
};
/* Always false, so that it can be returned. */
bool refuse(struct refusal *why, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A cgroup, or the mount namespace of a process, that may be contained. */
struct target {
	enum contain_target kind;
	uint64_t id;      /* kernfs id, or inode of the mount namespace */
	int dir;          /* directory of the cgroup, -1 where there is none */
	int pid;          /* a process in it, 0 where there is none */
	char path[1024];  /* of the cgroup's directory */
};
void target_close(struct target *target);

/* guard.c: finds the target that a request names and refuses what must never be contained. */
void guard_start(void);
void guard_stop(void);
bool guard_target(const struct request *request, struct target *target, struct refusal *why);
/* The same check again for another directory of the same container (a freezer of cgroup version 1). */
bool guard_directory(int dir, const struct request *request, struct refusal *why);
/* Finds the cgroup `target->id` again, and a process in it, where they are still there. */
void guard_adopted(struct target *target);
bool guard_process(int pid, const struct request *request, struct refusal *why);
uint64_t guard_host_mounts(void);
/* Where the hierarchies are mounted; empty: nowhere. */
struct hierarchies {
	char unified[512], pids[512], freezer[512];
};
void guard_hierarchies(struct hierarchies *out);
bool guard_is_host(int pid);
/* inode of /proc/<pid>/ns/<name>, 0 where it cannot be told. */
uint64_t namespace_of(int pid, const char *name);
/* Directory of a process in the hierarchy of `controller` ("" is the unified one); -1: none, or its root. */
int cgroup_of(int pid, const char *controller, char *path, size_t room);
/* Calls `each` for every process in the cgroup and those below it, until it returns false. Returns how many there were. */
size_t cgroup_each(int dir, bool (*each)(int pid, void *data), void *data);
/* Whether a directory of a cgroup is still there. */
bool cgroup_lives(int dir);
bool file_write(int dir, const char *name, const char *text);
long file_read(int dir, const char *name, char *text, size_t room);

enum containment_kind { KIND_EXEC = 1, KIND_QUARANTINE = 2, KIND_FREEZE = 3 };

/* Something that is active, and how it is undone. */
struct containment {
	struct containment *next;
	enum containment_kind kind;
	uint32_t policy;
	uint64_t expires; /* CLOCK_BOOTTIME ns */
	uint64_t cgroup;
	int dir;          /* of the cgroup, -1: bound to a namespace */
	char path[1024];
	void (*undo)(struct daemon *daemon, struct containment *self);
	void (*describe)(struct containment *self, struct text *out); /* members behind a comma, may be NULL */
	void *data;
};
/* contain.c */
struct containment *containment_find(enum containment_kind kind, uint32_t policy);
struct containment *containment_next(struct containment *after); /* NULL: the first */
/* Takes `target->dir`. `parts` has kind, policy, expires, undo, describe and data. Replaces (undoes) an older one of the same kind
 * and policy: what undoes may look at all that is active, so the new one is whole by then. */
struct containment *containment_add(struct daemon *daemon, const struct containment *parts, struct target *target);
void containment_changed(struct daemon *daemon);
void containment_end(struct daemon *daemon, struct containment *which);
/* Tells an act of the daemon itself as CSN_VERDICT. */
void contain_tell(struct daemon *daemon, uint32_t policy, int action, int reason, uint64_t cgroup, int pid, const char *path);

/* Members that several commands take. */
bool read_policy(const struct request *request, uint32_t *policy, struct refusal *why);
bool read_expiry(const struct request *request, int64_t otherwise_ms, uint64_t *expires, struct refusal *why);

/* The commands. Each answers the request. */
void exec_policy(struct daemon *daemon, const struct request *request);
void quarantine(struct daemon *daemon, const struct request *request);
void freeze(struct daemon *daemon, const struct request *request);
void thaw(struct daemon *daemon, const struct request *request);
void kill_command(struct daemon *daemon, const struct request *request);

/* exec.c */
void exec_stop(struct daemon *daemon);
/* The judgement of the kernel program about an open file; `slot` >= CONTAIN_SLOTS: only facts. */
int exec_judge(int fd, uint32_t slot, int pid, bool script, struct contain_answer *facts);
/* Ring that quarantines write to as well; -1 where it is not there. */
int exec_ring(struct daemon *daemon);

/* deny.c: fanotify. Returns a handle or NULL with errno. */
struct denial;
struct denial *deny_start(int pid, uint32_t slot, bool only_scripts);
void deny_end(struct denial *denial);
void deny_stop(void);
bool deny_marks(struct denial *denial, int pid, const char *path);

/* cut.c: quarantines; adopts or removes what a killed daemon left pinned. */
void cut_start(struct daemon *daemon);
void cut_stop(struct daemon *daemon);

/* An allowed peer, parsed from {cidr, port?, protocol?}. */
struct allowed {
	unsigned char address[16];
	unsigned int prefix;
	bool v6;
	struct contain_port port;
};
struct allowed_list {
	struct allowed *item;
	size_t count;
	bool dns;
};

/*
 * contain_netns.c: rules of nftables inside a network namespace, in tables called `name`. They end by themselves after `ttl_ms`.
 * Owned tables belong to `*socket`: nobody else can change them, and they go when it is closed. All return 0 or -errno.
 */
int netns_cut(int netns, const char *name, const struct allowed_list *allowed, uint64_t ttl_ms, bool owned, int *socket);
int netns_release(int netns, const char *name);

/* guardian.c: a process that thaws at the end of the time even when the daemon was killed. */
bool guardian_watch(int dir, bool unified, uint64_t expires);
void guardian_forget(int dir);
void guardian_stop(void);

#endif
