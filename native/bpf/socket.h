/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Calls on sockets. The tuple is the socket's own; only where it has none does the argument speak. Included by calls.h. */

/* A socket address of any kind, as a process gives it. */
struct address {
	u16 family, port;
	u32 v4; /* of IPv6: flow */
	struct in6_addr v6;
};

struct user_msghdr { u64 name; u32 len; };

INLINE struct sock *sock_of(struct file *file)
{
	struct socket *socket = NULL;
	struct inode *inode = NULL;
	struct sock *sock = NULL;
	u16 mode = 0;

	if (!file)
		return NULL;
	GET(inode, file, file, f_inode);
	GET(mode, inode, inode, i_mode);
	if ((mode & S_IFMT) != S_IFSOCK)
		return NULL;
	GET(socket, file, file, private_data);
	if (socket)
		GET(sock, socket, socket, sk);
	return sock;
}

/* Ends of a connection, in the same order in csn_socket and csn_call. */
struct ends {
	u16 family, protocol, local_port, remote_port;
	u8 local[16], remote[16];
};

INLINE void fill_ends(struct ends *ends, struct sock *sock)
{
	u16 port = 0;

	__builtin_memset(ends, 0, sizeof(*ends));
	GET(ends->family, sock, sock, __sk_common.skc_family);
	GET(ends->protocol, sock, sock, sk_protocol);
	if (ends->family != AF_INET && ends->family != AF_INET6)
		return;
	GET(ends->local_port, sock, sock, __sk_common.skc_num);
	GET(port, sock, sock, __sk_common.skc_dport);
	ends->remote_port = bpf_ntohs(port);
	if (ends->family == AF_INET) {
		bpf_probe_read_kernel(ends->local, 4, &sock->__sk_common.skc_rcv_saddr);
		bpf_probe_read_kernel(ends->remote, 4, &sock->__sk_common.skc_daddr);
	} else {
		bpf_probe_read_kernel(ends->local, 16, &sock->__sk_common.skc_v6_rcv_saddr);
		bpf_probe_read_kernel(ends->remote, 16, &sock->__sk_common.skc_v6_daddr);
	}
}

/* The address that the process named, for what the socket does not know (datagrams, failures). */
INLINE bool fill_named(struct ends *ends, const struct address *address)
{
	if (address->family != AF_INET && address->family != AF_INET6)
		return false;
	ends->remote_port = bpf_ntohs(address->port);
	if (address->family == AF_INET)
		__builtin_memcpy(ends->remote, &address->v4, 4);
	else
		__builtin_memcpy(ends->remote, &address->v6, 16);
	return true;
}

/* The name of a unix socket: its file's real path, or its abstract name behind an @. */
INLINE u32 add_unix_name(struct scratch *scratch, struct unix_sock *sock)
{
	struct unix_address *address = NULL;
	struct dentry *dentry = NULL;
	struct vfsmount *mnt = NULL;
	int len = 0;

	READ(dentry, sock->path.dentry);
	READ(mnt, sock->path.mnt);
	if (dentry && mnt)
		return add_walked(scratch, walk(scratch, dentry, mnt));
	READ(address, sock->addr);
	if (!address)
		return 0;
	READ(len, address->len);
	len -= 2;
	if (len <= 0 || len > 108)
		return 0;
	bpf_probe_read_kernel(tail(scratch), len & 127, (void *)address + bpf_core_field_offset(struct unix_address, name) + 2);
	if (!*tail(scratch))
		*tail(scratch) = '@';
	scratch->end += len & 127;
	return len & 127;
}

INLINE u32 add_named_unix(struct scratch *scratch, const void *name, u64 size)
{
	u32 len = size < 2 ? 0 : size - 2;
	long text;

	if (len > 108)
		len = 108;
	scratch->mark |= CSN_UNRESOLVED;
	if (bpf_probe_read_user(tail(scratch), len & 127, name + 2))
		return 0;
	if (len && !*tail(scratch)) {
		*tail(scratch) = '@';
	} else {
		text = bpf_probe_read_user_str(tail(scratch), 109, name + 2);
		if (text > 0 && text - 1 < len)
			len = (text - 1) & 127;
	}
	scratch->end += len & 127;
	return len & 127;
}

INLINE bool is_zero(const u8 *bytes)
{
	u64 words[2];

	__builtin_memcpy(words, bytes, sizeof(words));
	return !(words[0] | words[1]);
}

INLINE void handle_socket(struct call_context *context)
{
	const struct call *call = context->call;
	bool failed = context->result < 0 && context->result != -EINPROGRESS;
	struct unix_sock *peer = NULL;
	struct csn_socket *record;
	struct scratch *scratch = context->scratch;
	struct address address = {};
	struct ends ends;
	struct sock *sock;
	short type = 0;
	void *name = NULL;
	u64 size = 0;
	s64 fd;

	count(CSN_SOCKET, SEEN);
	if (!is_wanted(context, failed) || !may_send(scratch, context->task))
		goto filtered;
	fd = (s32)argument_of(context, call->object);
	sock = sock_of(file_of(context->task, fd));
	record = (struct csn_socket *)scratch->record;
	begin(scratch, CSN_SOCKET, context->nr, sizeof(*record));
	scratch->mark |= context->mark;
	record->h.ret = context->result;
	record->fd = fd;
	record->cookie = 0;
	record->type = record->path_len = 0;
	record->role = call->role;
	record->flags = call->argument[2] == OBJECT_NONE ? 0 : argument_of(context, call->argument[2]);
	__builtin_memset(&ends, 0, sizeof(ends));
	if (sock) {
		fill_ends(&ends, sock);
		GET(record->cookie, sock, sock, __sk_common.skc_cookie.counter);
		GET(type, sock, sock, sk_type);
		record->type = type;
	}
	if (!sock && call->object == OBJECT_RESULT && call->role == 0) { /* socket that failed */
		ends.family = context->argument[0];
		record->type = context->argument[1] & 15;
		ends.protocol = context->argument[2];
	}
	if (call->argument[0] != OBJECT_NONE) {
		name = (void *)argument_of(context, call->argument[0]);
		size = call->argument[1] == OBJECT_NONE ? sizeof(address) : argument_of(context, call->argument[1]);
	}
	if (name && call->message) {
		struct user_msghdr head = {};

		bpf_probe_read_user(&head, sizeof(head), name);
		name = (void *)(context->mark & CSN_COMPAT ? (u32)head.name : head.name);
		size = context->mark & CSN_COMPAT ? head.name >> 32 : head.len;
	}
	/* The shortest address that there is has 16 bytes; what lies behind it need not be there. */
	if (name && !bpf_probe_read_user(&address, 16, name)) {
		if (address.family == AF_INET6)
			bpf_probe_read_user(&address, sizeof(address), name);
		if (call->remote && ends.family != AF_UNIX && (is_zero(ends.remote) || !ends.remote_port) && fill_named(&ends, &address)) {
			scratch->mark |= CSN_UNRESOLVED;
			if (!ends.family)
				ends.family = address.family;
		}
	}
	if (ends.family == AF_UNIX && sock) {
		if (call->role == CSN_CLIENT)
			READ(peer, ((struct unix_sock *)sock)->peer);
		record->path_len = add_unix_name(scratch, peer ? peer : (struct unix_sock *)sock);
		if (!record->path_len && name)
			record->path_len = add_named_unix(scratch, name, size);
	}
	if (mount_namespace(context->task) == settings.host_mnt_ns)
		scratch->mark |= CSN_HOST;
	__builtin_memcpy(&record->family, &ends, sizeof(ends));
	send(scratch, CSN_SOCKET, false);
	return;
filtered:
	count(CSN_SOCKET, FILTERED);
}
