/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Names on the network: DNS messages whole, the beginning of a TLS greeting or of an HTTP request. The daemon finds the name in the
 * latter two, so that no parser of hostile bytes runs in the kernel.
 */
#ifndef CAISSON_PACKETS_H
#define CAISSON_PACKETS_H

#include "filter.h"

#define DNS_PORT 53
#define DNS_BYTES 512
#define GREETING_BYTES 2048
#define TCP 6
#define UDP 17
#define HOST_OWNER 1

/* Who made a socket: packets come in at any time. */
struct owner { u32 tgid, host; };

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC | BPF_F_CLONE);
	__type(key, int);
	__type(value, struct owner);
} owners SEC(".maps");

SEC("cgroup/sock_create")
int on_socket_made(struct bpf_sock *ctx)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct owner *owner = bpf_sk_storage_get(&owners, ctx, NULL, BPF_SK_STORAGE_GET_F_CREATE);

	if (owner) {
		owner->tgid = task->tgid;
		owner->host = mount_namespace(task) == settings.host_mnt_ns ? HOST_OWNER : 0;
	}
	return 1;
}

struct packet {
	u16 family, protocol, local_port, remote_port;
	u8 local[16], remote[16];
	u32 data; /* where the payload starts */
	bool out;
};

INLINE bool read_ipv4(struct __sk_buff *skb, struct packet *packet)
{
	u8 head[20];

	if (bpf_skb_load_bytes(skb, 0, head, sizeof(head)))
		return false;
	/* Behind a first fragment there is no port. */
	if ((head[6] & 0x1f) | head[7])
		return false;
	packet->family = AF_INET;
	packet->protocol = head[9];
	packet->data = (head[0] & 15) * 4;
	__builtin_memcpy(packet->out ? packet->local : packet->remote, head + 12, 4);
	__builtin_memcpy(packet->out ? packet->remote : packet->local, head + 16, 4);
	return true;
}

INLINE bool read_ipv6(struct __sk_buff *skb, struct packet *packet)
{
	u8 head[40];

	if (bpf_skb_load_bytes(skb, 0, head, sizeof(head)))
		return false;
	packet->family = AF_INET6;
	packet->protocol = head[6];
	packet->data = sizeof(head);
	__builtin_memcpy(packet->out ? packet->local : packet->remote, head + 8, 16);
	__builtin_memcpy(packet->out ? packet->remote : packet->local, head + 24, 16);
	return true;
}

INLINE bool read_packet(struct __sk_buff *skb, struct packet *packet)
{
	u16 ports[2];
	u8 offset = 0;

	if (skb->protocol == bpf_htons(0x0800) ? !read_ipv4(skb, packet) : !read_ipv6(skb, packet))
		return false;
	if (packet->protocol != UDP && packet->protocol != TCP)
		return false;
	if (bpf_skb_load_bytes(skb, packet->data, ports, sizeof(ports)))
		return false;
	packet->local_port = bpf_ntohs(packet->out ? ports[0] : ports[1]);
	packet->remote_port = bpf_ntohs(packet->out ? ports[1] : ports[0]);
	if (packet->protocol == UDP) {
		packet->data += 8;
	} else {
		if (bpf_skb_load_bytes(skb, packet->data + 12, &offset, 1))
			return false;
		packet->data += (offset >> 4) * 4;
	}
	return skb->len > packet->data;
}

/* Which kind of message this is, 0: none of interest. */
INLINE u16 kind_of(struct __sk_buff *skb, struct packet *packet, struct bpf_sock *sock)
{
	u8 start[8] = {};
	bool dns = packet->remote_port == DNS_PORT || packet->local_port == DNS_PORT;

	/* Rewritten on its way (the resolver inside of Docker's networks): the socket knows where the process wanted to. */
	if (!dns && sock && packet->protocol == UDP && bpf_ntohs(sock->dst_port) == DNS_PORT) {
		packet->remote_port = DNS_PORT;
		dns = true;
	}
	if (dns && settings.dns) {
		if (packet->protocol == TCP)
			packet->data += 2; /* length of the message */
		if (bpf_skb_load_bytes(skb, packet->data, start, 4))
			return 0;
		/* As the one who asks sees it: the other end of a loopback, and servers, would tell it twice. */
		if (start[2] & 0x80)
			return packet->out ? 0 : CSN_NET_DNS_ANSWER;
		return packet->out ? CSN_NET_DNS_QUERY : 0;
	}
	if (packet->protocol != TCP || !packet->out || bpf_skb_load_bytes(skb, packet->data, start, sizeof(start)))
		return 0;
	/* A record of the handshake protocol that begins with a client's greeting. */
	if (start[0] == 0x16 && start[1] == 3 && start[5] == 1)
		return settings.sni ? CSN_NET_SNI : 0;
	if (!settings.http)
		return 0;
	switch ((u32)start[0] << 24 | (u32)start[1] << 16 | (u32)start[2] << 8 | start[3]) {
	case 0x47455420: /* GET  */
	case 0x504f5354: /* POST */
	case 0x50555420: /* PUT  */
	case 0x48454144: /* HEAD */
	case 0x44454c45: /* DELE */
	case 0x50415443: /* PATC */
	case 0x4f505449: /* OPTI */
	case 0x434f4e4e: /* CONN */
		return CSN_NET_HTTP;
	default:
		return 0;
	}
}

INLINE void fill_owner(struct scratch *scratch, struct csn_net *record, struct bpf_sock *sock, bool out)
{
	struct owner *owner = sock ? bpf_sk_storage_get(&owners, sock, NULL, 0) : NULL;
	struct task_struct *task;

	record->h.tgid = record->h.tid = 0;
	if (owner) {
		record->h.tgid = record->h.tid = owner->tgid;
		if (owner->host)
			scratch->mark |= CSN_HOST;
		return;
	}
	/* A socket that is older than this program: who sends is most often the one who runs. */
	task = bpf_get_current_task_btf();
	if (!out || !task->tgid || node_id(unified_node(task)) != record->cgroup)
		return;
	record->h.tgid = task->tgid;
	record->h.tid = task->pid;
	if (mount_namespace(task) == settings.host_mnt_ns)
		scratch->mark |= CSN_HOST;
}

INLINE void begin_packet(struct scratch *scratch)
{
	struct csn_header *h = (struct csn_header *)scratch->record;

	h->type = CSN_NET;
	h->nr = 0xffff;
	h->ts = bpf_ktime_get_boot_ns();
	h->ret = 0;
	h->cpu = bpf_get_smp_processor_id();
	scratch->mark = 0;
	scratch->end = sizeof(struct csn_net);
}

INLINE void see_packet(struct __sk_buff *skb, bool out)
{
	struct packet packet = {.out = out};
	struct bpf_sock *sock;
	struct scratch *scratch;
	struct csn_net *record;
	u32 len, most;
	u16 kind;

	if (!read_packet(skb, &packet))
		return;
	sock = skb->sk;
	if (sock)
		sock = bpf_sk_fullsock(sock);
	kind = kind_of(skb, &packet, sock);
	scratch = scratch_of(1);
	if (!kind || !scratch)
		return;
	count(CSN_NET, SEEN);
	record = (struct csn_net *)scratch->record;
	begin_packet(scratch);
	record->cgroup = bpf_skb_cgroup_id(skb);
	record->cookie = bpf_get_socket_cookie(skb);
	record->kind = kind;
	record->family = packet.family;
	record->protocol = packet.protocol;
	record->local_port = packet.local_port;
	record->remote_port = packet.remote_port;
	record->spare = 0;
	__builtin_memcpy(record->local, packet.local, 32);
	fill_owner(scratch, record, sock, out);
	if (is_ignored(record->h.tgid) || (settings.containers_only && (scratch->mark & CSN_HOST))) {
		count(CSN_NET, FILTERED);
		return;
	}
	most = kind == CSN_NET_DNS_QUERY || kind == CSN_NET_DNS_ANSWER ? DNS_BYTES : GREETING_BYTES;
	len = skb->len - packet.data;
	if (len > most) {
		len = most;
		scratch->mark |= CSN_TRUNCATED;
	}
	len &= 4095;
	if (!len || bpf_skb_load_bytes(skb, packet.data, scratch->record + sizeof(*record), len)) {
		count(CSN_NET, FILTERED);
		return;
	}
	record->data_len = len;
	scratch->end += len;
	send(scratch, CSN_NET, false);
}

SEC("cgroup_skb/egress")
int on_egress(struct __sk_buff *skb)
{
	see_packet(skb, true);
	return 1;
}

SEC("cgroup_skb/ingress")
int on_ingress(struct __sk_buff *skb)
{
	if (settings.dns)
		see_packet(skb, false);
	return 1;
}

#endif
