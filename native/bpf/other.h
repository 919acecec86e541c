/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* All calls without a record of their own: arguments, up to four strings, the object. Included by calls.h. */

INLINE void fill_object(struct scratch *scratch, struct csn_call *record, struct call_context *context)
{
	u32 object = context->call->object;
	struct task_struct *task = context->task;
	struct dentry *dentry = NULL;
	struct inode *inode = NULL;
	struct vfsmount *mnt = NULL;
	struct file *file;
	struct sock *sock;

	if (object == OBJECT_NONE)
		return;
	if (object == OBJECT_CWD || object == OBJECT_ROOT) {
		struct fs_struct *fs = task->fs;

		if (!fs)
			return;
		dentry = object == OBJECT_CWD ? fs->pwd.dentry : fs->root.dentry;
		mnt = object == OBJECT_CWD ? fs->pwd.mnt : fs->root.mnt;
		READ(inode, dentry->d_inode);
		scratch->dentry = dentry;
	} else {
		file = file_of(task, (s32)argument_of(context, object));
		if (!file)
			return;
		GET(dentry, file, file, f_path.dentry);
		GET(mnt, file, file, f_path.mnt);
		GET(inode, file, file, f_inode);
		sock = sock_of(file);
		if (sock) {
			struct ends ends;

			fill_ends(&ends, sock);
			__builtin_memcpy(&record->family, &ends, sizeof(ends));
		} else {
			scratch->dentry = dentry; /* a socket has no name */
		}
	}
	if (!inode)
		return;
	fill_file(&record->file, inode);
	scratch->within = mnt;
}

#define PR_SET_NAME 15

/* `scratch->dentry` is the object, if there is one. */
INLINE u32 add_string(struct scratch *scratch, struct csn_call *record, struct call_context *context, u32 index)
{
	u32 kind = context->call->string[index];
	void *argument = (void *)argument_of(context, context->call->argument[index]);
	u32 directory = context->call->directory[index];

	if (kind == STRING_PATH)
		return add_joined(scratch, context->task, directory == AT_CWD ? -100 : (s64)argument_of(context, directory), argument);
	if (kind == STRING_RAW || (kind == STRING_NAME && context->argument[0] == PR_SET_NAME))
		return add_user_string(scratch, argument);
	if (kind == STRING_OBJECT && scratch->dentry) {
		u32 at = walk_from(0);

		if ((record->file.mark & CSN_FILE_TMPFS) && is_memfd(scratch, at))
			record->file.mark |= CSN_FILE_MEMFD;
		return add_walked(scratch, at);
	}
	return 0;
}

INLINE void send_identity(struct scratch *scratch, struct call_context *context)
{
	struct csn_ids *record = (struct csn_ids *)scratch->record;
	struct task_struct *task = context->task;

	count(CSN_IDENTITY, SEEN);
	name_cgroups(scratch, task);
	begin(scratch, CSN_IDENTITY, context->nr, sizeof(*record));
	scratch->mark |= context->mark;
	record->h.ret = context->result;
	fill_identity(scratch, &record->id, task);
	send(scratch, CSN_IDENTITY, true);
}

INLINE void handle_other(struct call_context *context)
{
	const struct call *call = context->call;
	bool failed = context->result < 0;
	struct scratch *scratch = context->scratch;
	struct csn_call *record;
	u32 len;

	if (call->identity && !failed && context->task->pid == context->task->tgid && !is_ignored(context->task->tgid) &&
	    !out_of_scope(context->task))
		send_identity(scratch, context);
	if (call->on == CALL_IDENTITY_ONLY)
		return;
	count(CSN_CALL, SEEN);
	if (!is_wanted(context, failed) || (!call->priority && !may_send(scratch, context->task))) {
		count(CSN_CALL, FILTERED);
		return;
	}
	record = (struct csn_call *)scratch->record;
	begin(scratch, CSN_CALL, context->nr, sizeof(*record));
	scratch->mark |= context->mark;
	__builtin_memset(&record->file, 0, sizeof(*record) - __builtin_offsetof(struct csn_call, file));
	record->h.ret = context->result;
	__builtin_memcpy(record->arg, scratch->argument, sizeof(record->arg));
	scratch->dentry = NULL;
	fill_object(scratch, record, context);
#pragma unroll
	for (int i = 0; i < STRINGS; i++) {
		len = add_string(scratch, record, context, i);
		record->string_len[i] = len;
	}
	if (mount_namespace(context->task) == settings.host_mnt_ns)
		scratch->mark |= CSN_HOST;
	send(scratch, CSN_CALL, call->priority);
}
