// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * Judges what containers execute. The tracepoint acts behind the commit of the new image and before its first instruction;
 * the test-run program gives the fanotify thread the same judgement about a file that is about to be executed.
 */
#include "contain_path.h"
#include "contain_shared.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define SIGKILL 9
#define LEVELS 12

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 19);
} verdicts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct contain_settings);
} settings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, CONTAIN_SLOTS);
	__type(key, u32);
	__type(value, struct contain_policy);
} policies SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4 * CONTAIN_SLOTS);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct contain_target_key);
	__type(value, struct contain_slots);
} targets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct contain_path_key);
	__type(value, u32);
} paths SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct contain_file_key);
	__type(value, u32);
} files SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} lost SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct contain_answer);
} answer SEC(".maps");

struct scratch { /* `path` stands right behind `verdict`: together they are the record */
	struct csn_verdict verdict;
	char path[CSN_MAX_PATH + COMPONENT];
	struct walk walk;
	struct contain_path_key key, name;
	struct contain_slots slots;
};

/* The fanotify thread and the tracepoint of one CPU do not share: the first may be interrupted by the second. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

static __always_inline void collect(struct scratch *s, u64 id, u32 kind)
{
	struct contain_target_key key = { .id = id, .kind = kind };
	struct contain_slots *found = bpf_map_lookup_elem(&targets, &key);
	if (!found)
		return;
	for (int i = 0; i < CONTAIN_PER_TARGET; i++) {
		if (i >= found->count || s->slots.count >= CONTAIN_PER_TARGET)
			break;
		s->slots.slot[s->slots.count & (CONTAIN_PER_TARGET - 1)] = found->slot[i];
		s->slots.count++;
	}
}

/* A container that may make cgroups below its own stays below its policy. */
static __always_inline u64 collect_above(struct scratch *s, struct cgroup_subsys_state *css, u32 kind)
{
	u64 first = 0;
	for (int level = 0; level < LEVELS && css; level++) {
		u64 id = BPF_CORE_READ(css, cgroup, kn, id);
		if (level == 0)
			first = id;
		collect(s, id, kind);
		css = BPF_CORE_READ(css, parent);
	}
	return first;
}

static __always_inline u32 listed(struct scratch *s, u32 slot, u32 path_len)
{
	struct contain_file_key file = { .ino = s->verdict.file.ino, .dev = s->verdict.file.dev, .slot = slot };
	u32 lists = 0, *found = bpf_map_lookup_elem(&files, &file);
	if (found)
		lists |= *found;
	if (path_len == 0 || path_len > CONTAIN_PATH - 1 || s->walk.unfinished)
		return lists;
	s->key.slot = slot;
	found = bpf_map_lookup_elem(&paths, &s->key);
	return found ? lists | *found : lists;
}

/* Which rule of a policy speaks, and how strongly: mode in the low byte, reason above. */
static __always_inline u32 decide(const struct contain_policy *policy, u32 lists, u32 mark)
{
	u32 mode = MODE_OFF, reason = 0;
	if ((lists & LIST_DENY) && policy->denied) {
		mode = policy->denied;
		reason = CSN_WHY_DENIED;
	} else if (lists & LIST_ALLOW) {
		return 0;
	}
	if ((mark & CSN_FILE_UPPER) && policy->drift > mode) {
		mode = policy->drift;
		reason = CSN_WHY_DRIFT;
	}
	if ((mark & CSN_FILE_MEMFD) && policy->memfd > mode) {
		mode = policy->memfd;
		reason = CSN_WHY_MEMFD;
	}
	if ((mark & CSN_FILE_TMPFS) && policy->tmpfs > mode) {
		mode = policy->tmpfs;
		reason = CSN_WHY_TMPFS;
	}
	return mode | reason << 8;
}

static __always_inline void tell(struct scratch *s, const struct contain_policy *policy, u32 reason, u32 action, bool simulated)
{
	struct csn_verdict *v = &s->verdict;
	u32 path_len = v->path_len;
	u32 size = (sizeof(*v) + path_len + 7) & ~7u;

	v->h.len = size;
	v->h.type = CSN_VERDICT;
	v->h.nr = 0xffff;
	v->h.ts = bpf_ktime_get_boot_ns();
	v->h.mark = s->walk.unfinished ? CSN_TRUNCATED : 0;
	v->h.cpu = bpf_get_smp_processor_id();
	v->policy = policy->id;
	v->action = action;
	v->reason = reason;
	v->simulated = simulated;
	if (size > sizeof(*v) + CSN_MAX_PATH)
		size = sizeof(*v) + CSN_MAX_PATH;
	if (bpf_ringbuf_output(&verdicts, v, size, 0)) {
		u32 zero = 0;
		u64 *count = bpf_map_lookup_elem(&lost, &zero);
		if (count)
			*count += 1;
	}
}

static __always_inline void fill(struct scratch *s, struct file *file, struct path *root)
{
	__builtin_memset(&s->verdict, 0, sizeof(s->verdict));
	file_facts(file, &s->verdict.file);
	u32 len = file_path(file, root, &s->walk, s->path);
	s->verdict.path_len = len;
	__builtin_memset(&s->key, 0, sizeof(s->key));
	s->key.len = len;
	if (len > 0 && len < CONTAIN_PATH)
		bpf_probe_read_kernel(s->key.path, len & 0xff, s->path);
}

/*
 * The name as it was given, where it is absolute: of a script, which has become its interpreter by now, and of a link to a program
 * with many names (busybox), whose own path says nothing.
 */
static __always_inline u32 listed_name(struct scratch *s, struct linux_binprm *bprm, u32 slot)
{
	const char *name = BPF_CORE_READ(bprm, filename);
	__builtin_memset(&s->name, 0, sizeof(s->name));
	long len = bpf_probe_read_kernel_str(s->name.path, CONTAIN_PATH, name);
	if (len <= 1 || len >= CONTAIN_PATH)
		return 0;
	s->name.slot = slot;
	s->name.len = len - 1;
	u32 *found = bpf_map_lookup_elem(&paths, &s->name);
	return found ? *found & LIST_DENY : 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(contain_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	u32 zero = 0;
	struct contain_settings *set = bpf_map_lookup_elem(&settings, &zero);
	struct scratch *s = bpf_map_lookup_elem(&scratches, &zero);
	u64 mounts = BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
	if (!set || !s || mounts == set->host_mounts)
		return 0;

	s->slots.count = 0;
	struct css_set *cgroups = BPF_CORE_READ(task, cgroups);
	struct cgroup *dfl = BPF_CORE_READ(cgroups, dfl_cgrp);
	u64 cgroup = collect_above(s, (struct cgroup_subsys_state *)((void *)dfl + bpf_core_field_offset(struct cgroup, self)), TARGET_UNIFIED);
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, pids_cgrp_id)) {
		struct cgroup_subsys_state *css = 0;
		u64 index = bpf_core_enum_value(enum cgroup_subsys_id, pids_cgrp_id);
		bpf_probe_read_kernel(&css, sizeof(css), (void *)cgroups + bpf_core_field_offset(struct css_set, subsys) + index * 8);
		u64 id = collect_above(s, css, TARGET_PIDS);
		if (cgroup <= 1)
			cgroup = id;
	}
	collect(s, mounts, TARGET_MOUNTS);
	if (s->slots.count == 0)
		return 0;

	fill(s, BPF_CORE_READ(bprm, file), __builtin_preserve_access_index(&task->fs->root));
	s->verdict.h.tgid = BPF_CORE_READ(task, tgid);
	s->verdict.h.tid = BPF_CORE_READ(task, pid);
	s->verdict.cgroup = cgroup;
	bool kill = false;
	u64 now = bpf_ktime_get_boot_ns();
	for (int i = 0; i < CONTAIN_PER_TARGET; i++) {
		if (i >= s->slots.count)
			break;
		u32 slot = s->slots.slot[i];
		struct contain_policy *policy = bpf_map_lookup_elem(&policies, &slot);
		if (!policy || policy->expires <= now)
			continue;
		u32 decision = decide(policy, listed(s, slot, s->verdict.path_len) | listed_name(s, bprm, slot), s->verdict.file.mark);
		u32 mode = decision & 0xff;
		if (mode == MODE_OFF)
			continue;
		if (mode >= MODE_KILL)
			kill = true;
		tell(s, policy, decision >> 8, CSN_ACT_KILL, mode == MODE_SIMULATE);
	}
	if (kill)
		bpf_send_signal(SIGKILL);
	return 0;
}

/*
 * The fanotify thread asks about the file behind its descriptor `fd`. Answers with the mode; bit 16: the file is listed. With
 * `slot` >= CONTAIN_SLOTS only the facts are given, in `answer`.
 */
SEC("raw_tp")
int contain_judge(struct contain_question *question)
{
	u32 zero = 0, one = 1;
	struct scratch *s = bpf_map_lookup_elem(&scratches, &one);
	struct task_struct *task = (void *)bpf_get_current_task();
	struct file *file = 0, **table = BPF_CORE_READ(task, files, fdt, fd);
	u64 fd = question->fd, pid = question->pid, script = question->script;
	u32 slot = question->slot;
	if (!s || fd >= BPF_CORE_READ(task, files, fdt, max_fds))
		return 0;
	bpf_probe_read_kernel(&file, sizeof(file), table + fd);
	if (!file)
		return 0;
	fill(s, file, 0);
	struct contain_answer *out = bpf_map_lookup_elem(&answer, &zero);
	if (slot >= CONTAIN_SLOTS) {
		if (out) {
			out->ino = s->verdict.file.ino;
			out->dev = s->verdict.file.dev;
			out->mark = s->verdict.file.mark;
			out->links = s->verdict.file.links;
		}
		return 0;
	}
	struct contain_policy *policy = bpf_map_lookup_elem(&policies, &slot);
	if (!policy || policy->expires <= bpf_ktime_get_boot_ns())
		return 0;
	u32 decision = decide(policy, listed(s, slot, s->verdict.path_len), s->verdict.file.mark);
	u32 mode = decision & 0xff;
	s->verdict.h.tgid = pid;
	s->verdict.h.tid = pid;
	/* Only what is refused here is told here: the tracepoint tells the rest. */
	if (mode == MODE_DENY || (script && mode != MODE_OFF))
		tell(s, policy, decision >> 8, CSN_ACT_DENY, mode == MODE_SIMULATE);
	return mode;
}
