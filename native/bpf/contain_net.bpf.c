// SPDX-License-Identifier: (BSD-2-Clause OR GPL-2.0-only)
/*
 * Cuts the network of one cgroup. Packets are dropped without an answer, so that a connection stalls and can go on when the
 * quarantine is over; new connections fail at once with EPERM. Loopback stays. Every program looks at the end itself.
 */
#include "contain_kernel.h"
#include "../include/caisson_wire.h"
#include "contain_shared.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define AF_INET 2
#define AF_INET6 10
#define LOOPBACK 1
#define TOLD_PER_SECOND 20
#define ALLOW 1
#define DROP 0
#define PROTO_TCP 6
#define PROTO_UDP 17
#define PROTO_SCTP 132
#define PROTO_ICMPV6 58

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 19);
} verdicts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct contain_quarantine);
} quarantine SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct contain_counts);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct contain_v4);
	__type(value, struct contain_ports);
} allow4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct contain_v6);
	__type(value, struct contain_ports);
} allow6 SEC(".maps");

struct peer {
	u8 address[16];
	u32 family;
	u16 port;      /* host order; 0: not known */
	u8 protocol;
	u8 connecting; /* asked before the route is known */
};

static __always_inline bool is_cut(struct contain_quarantine **out)
{
	u32 zero = 0;
	struct contain_quarantine *q = bpf_map_lookup_elem(&quarantine, &zero);
	*out = q;
	return q && q->expires > bpf_ktime_get_boot_ns();
}

static __always_inline bool is_allowed(const struct contain_quarantine *q, const struct peer *peer)
{
	struct contain_ports *ports;
	bool has_port = peer->protocol == PROTO_TCP || peer->protocol == PROTO_UDP;

	if ((q->flags & CUT_DNS) && peer->port == 53 && has_port)
		return true;
	if (peer->family == AF_INET) {
		struct contain_v4 key = { .prefix = 32 };
		__builtin_memcpy(key.address, peer->address, 4);
		ports = bpf_map_lookup_elem(&allow4, &key);
	} else {
		struct contain_v6 key = { .prefix = 128 };
		__builtin_memcpy(key.address, peer->address, 16);
		ports = bpf_map_lookup_elem(&allow6, &key);
	}
	if (!ports)
		return false;
	for (int i = 0; i < CONTAIN_PORTS; i++) {
		if (i >= ports->count)
			break;
		struct contain_port *port = &ports->port[i];
		if (port->local && !peer->connecting)
			continue;
		if (port->protocol && port->protocol != peer->protocol)
			continue;
		if (port->port && port->port != peer->port)
			continue;
		return true;
	}
	return false;
}

/* The peer of a packet: its destination on the way out, its source on the way in. */
static __always_inline bool peer_of(struct __sk_buff *skb, bool out, struct peer *peer)
{
	u8 head[40];
	u32 at;
	bool first = true;

	if (skb->protocol == bpf_htons(0x0800)) {
		if (bpf_skb_load_bytes(skb, 0, head, 20))
			return false;
		peer->family = AF_INET;
		peer->protocol = head[9];
		__builtin_memcpy(peer->address, out ? head + 16 : head + 12, 4);
		first = !(head[6] & 0x1f) && !head[7];
		at = (head[0] & 15) * 4;
	} else if (skb->protocol == bpf_htons(0x86dd)) {
		if (bpf_skb_load_bytes(skb, 0, head, 40))
			return false;
		peer->family = AF_INET6;
		peer->protocol = head[6];
		__builtin_memcpy(peer->address, out ? head + 24 : head + 8, 16);
		at = 40;
	} else {
		return false;
	}
	if (first && (peer->protocol == PROTO_TCP || peer->protocol == PROTO_UDP || peer->protocol == PROTO_SCTP)) {
		u16 port = 0;
		if (bpf_skb_load_bytes(skb, out ? at + 2 : at, &port, 2) == 0)
			peer->port = bpf_ntohs(port);
	}
	return true;
}

/*
 * Neighbour discovery, which the kernel sends in the container's name: to the link itself, or to what is allowed anyway, so that
 * it is no way out.
 */
static __always_inline bool is_neighbour(struct __sk_buff *skb, const struct peer *peer)
{
	u8 type = 0;
	if (peer->family != AF_INET6 || peer->protocol != PROTO_ICMPV6 || bpf_skb_load_bytes(skb, 40, &type, 1))
		return false;
	if (type < 133 || type > 136)
		return false;
	if ((peer->address[0] == 0xfe && (peer->address[1] & 0xc0) == 0x80) || (peer->address[0] == 0xff && peer->address[1] == 2))
		return true;
	struct contain_v6 key = { .prefix = 128 };
	__builtin_memcpy(key.address, peer->address, 16);
	return bpf_map_lookup_elem(&allow6, &key) != 0;
}

static __always_inline int packet(struct __sk_buff *skb, bool out)
{
	struct contain_quarantine *q;
	struct peer peer = {};
	u32 zero = 0;

	if (!is_cut(&q) || skb->ifindex == LOOPBACK)
		return ALLOW;
	bool allowed = peer_of(skb, out, &peer) && (is_allowed(q, &peer) || is_neighbour(skb, &peer));
	struct contain_counts *count = bpf_map_lookup_elem(&counts, &zero);
	if (count)
		__sync_fetch_and_add(allowed ? &count->passed : &count->dropped, 1);
	return allowed ? ALLOW : DROP;
}

SEC("cgroup_skb/ingress")
int contain_in(struct __sk_buff *skb)
{
	return packet(skb, false);
}

SEC("cgroup_skb/egress")
int contain_out(struct __sk_buff *skb)
{
	return packet(skb, true);
}

struct record {
	struct csn_verdict verdict;
	u8 address[24]; /* family (2), port (2), then 4 or 16 bytes */
};

static __always_inline void tell(struct contain_quarantine *q, const struct peer *peer)
{
	u64 now = bpf_ktime_get_boot_ns(), who = bpf_get_current_pid_tgid(), second = now / 1000000000;
	if (q->window != second) {
		q->window = second;
		q->told = 0;
	}
	if (q->told >= TOLD_PER_SECOND)
		return;
	q->told++;
	struct record *r = bpf_ringbuf_reserve(&verdicts, sizeof(*r), 0);
	if (!r)
		return;
	/* volatile: clang 14 drops stores behind so large a memset (they are in its IR and not in the object). */
	volatile u64 *word = (void *)r;
	for (int i = 0; i < sizeof(*r) / 8; i++)
		word[i] = 0;
	volatile struct csn_verdict *v = &r->verdict;
	v->h.len = sizeof(*r);
	v->h.type = CSN_VERDICT;
	v->h.nr = 0xffff;
	v->h.ts = now;
	v->h.tgid = who >> 32;
	v->h.tid = (u32)who;
	v->h.ret = -1;
	v->h.cpu = bpf_get_smp_processor_id();
	v->cgroup = q->cgroup;
	v->policy = q->policy;
	v->action = CSN_ACT_CUT;
	v->reason = CSN_WHY_QUARANTINE;
	v->path_len = 20;
	volatile u8 *address = r->address;
	address[0] = peer->family;
	address[2] = peer->port & 0xff;
	address[3] = peer->port >> 8;
	for (int i = 0; i < 16; i++)
		address[4 + i] = peer->address[i];
	bpf_ringbuf_submit(r, 0);
}

static __always_inline int call(struct bpf_sock_addr *ctx, struct peer *peer)
{
	struct contain_quarantine *q;
	u32 zero = 0;

	if (!is_cut(&q))
		return ALLOW;
	peer->port = bpf_ntohs((u16)ctx->user_port);
	peer->protocol = ctx->protocol;
	peer->connecting = 1;
	if (is_allowed(q, peer))
		return ALLOW;
	struct contain_counts *count = bpf_map_lookup_elem(&counts, &zero);
	if (count)
		__sync_fetch_and_add(&count->denied, 1);
	tell(q, peer);
	return DROP;
}

static __always_inline int call4(struct bpf_sock_addr *ctx)
{
	struct peer peer = { .family = AF_INET };
	u32 address = ctx->user_ip4;
	__builtin_memcpy(peer.address, &address, 4);
	if (peer.address[0] == 127 || address == 0)
		return ALLOW;
	return call(ctx, &peer);
}

static __always_inline int call6(struct bpf_sock_addr *ctx)
{
	struct peer peer = { .family = AF_INET6 };
	u32 word[4] = { ctx->user_ip6[0], ctx->user_ip6[1], ctx->user_ip6[2], ctx->user_ip6[3] };
	if (!word[0] && !word[1] && !word[2] && (word[3] == bpf_htonl(1) || !word[3]))
		return ALLOW;
	if (!word[0] && !word[1] && word[2] == bpf_htonl(0xffff)) { /* IPv4 in IPv6 clothes */
		peer.family = AF_INET;
		word[0] = word[3];
		word[2] = word[3] = 0;
		if ((word[0] & bpf_htonl(0xff000000)) == bpf_htonl(0x7f000000))
			return ALLOW;
	}
	__builtin_memcpy(peer.address, word, 16);
	return call(ctx, &peer);
}

SEC("cgroup/connect4")
int contain_connect4(struct bpf_sock_addr *ctx)
{
	return call4(ctx);
}

SEC("cgroup/connect6")
int contain_connect6(struct bpf_sock_addr *ctx)
{
	return call6(ctx);
}

SEC("cgroup/sendmsg4")
int contain_sendmsg4(struct bpf_sock_addr *ctx)
{
	return call4(ctx);
}

SEC("cgroup/sendmsg6")
int contain_sendmsg6(struct bpf_sock_addr *ctx)
{
	return call6(ctx);
}
