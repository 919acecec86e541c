/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* open, openat, openat2, creat, open_by_handle_at. Included by calls.h. */

/* As openat2 has them: struct open_how in the memory of the process. */
struct open_how { u64 flags, mode, resolve; };

INLINE void take_flags(struct csn_open *open, const struct call_context *context)
{
	const struct call *call = context->call;
	struct open_how how = {};

	if (call->object != OBJECT_NONE) {
		bpf_probe_read_user(&how, sizeof(how), (void *)argument_of(context, call->object));
		open->flags = how.flags;
		open->mode = how.mode;
		return;
	}
	open->flags = call->argument[1] == OBJECT_NONE ? 01101 /* creat: O_CREAT | O_WRONLY | O_TRUNC */
						      : argument_of(context, call->argument[1]);
	open->mode = call->argument[2] == OBJECT_NONE ? 0 : argument_of(context, call->argument[2]);
}

INLINE void handle_open(struct call_context *context)
{
	struct scratch *scratch = context->scratch;
	struct csn_open *open;
	struct dentry *dentry;
	struct vfsmount *mnt;
	struct inode *inode;
	struct file *file = NULL;
	bool failed = context->result < 0, reads, listed;
	u32 mode = 0, at = 0;

	count(CSN_OPEN, SEEN);
	if (!is_wanted(context, failed))
		goto filtered;
	if (!failed) {
		file = file_of(context->task, context->result);
		if (file)
			GET(mode, file, file, f_mode);
	}
	reads = file && !(mode & FMODE_WRITE);
	if (reads ? settings.open_reads == READS_NONE : !failed && !settings.open_writes)
		goto filtered;
	/* By a handle, or by the 32-bit entry: rare, and of interest whatever the name is. */
	listed = reads && settings.open_reads == READS_LISTED && context->call->string[0] && !(context->mark & CSN_COMPAT);
	listed = listed && !is_program_listed(context->task) && !is_name_listed(file);
	if (listed && !may_be_listed(file, (void *)argument_of(context, context->call->argument[0])))
		goto filtered;
	/* The throttle's own record comes first: it uses the same memory. */
	if (!listed && !may_send(scratch, context->task))
		goto filtered;
	open = (struct csn_open *)scratch->record;
	begin(scratch, CSN_OPEN, context->nr, sizeof(*open));
	scratch->mark |= context->mark;
	open->h.ret = context->result;
	open->dirfd = context->call->directory[0] == AT_CWD ? -100 : (int)argument_of(context, context->call->directory[0]);
	take_flags(open, context);
	open->path_len = open->raw_len = 0;
	if (file) {
		GET(dentry, file, file, f_path.dentry);
		GET(mnt, file, file, f_path.mnt);
		at = walk(scratch, dentry, mnt);
		open->path_len = add_walked(scratch, at);
	} else {
		scratch->mark |= CSN_UNRESOLVED;
	}
	if (context->call->string[0])
		open->raw_len = add_user_string(scratch, (void *)argument_of(context, context->call->argument[0]));
	if (listed && !(scratch->mark & CSN_TRUNCATED)) {
		if (!is_listed(scratch->record + sizeof(*open), open->path_len) &&
		    !is_listed(scratch->record + sizeof(*open) + (open->path_len & (NAME_BYTES - 1)), open->raw_len))
			goto filtered;
		/* Only when it says no does it use the memory of the record. */
		if (!may_send(scratch, context->task))
			goto filtered;
	}
	if (file) {
		GET(inode, file, file, f_inode);
		fill_file(&open->file, inode);
		if ((open->file.mark & CSN_FILE_TMPFS) && is_memfd(scratch, at))
			open->file.mark |= CSN_FILE_MEMFD;
	} else {
		__builtin_memset(&open->file, 0, sizeof(open->file));
	}
	if (mount_namespace(context->task) == settings.host_mnt_ns)
		scratch->mark |= CSN_HOST;
	send(scratch, CSN_OPEN, false);
	return;
filtered:
	count(CSN_OPEN, FILTERED);
}
