/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Cuts a network namespace by nftables, spoken directly (nf_tables over netlink): no program is run and nothing of the container
 * is trusted. What ends the cut is an element of a set that the kernel times out.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "contain.h"

#define BATCH_BYTES (4u << 20)
#define BEFORE_ALL (-500)
#define AFTER_ALL 500
#define OWNER 2u            /* NFT_TABLE_F_OWNER, since 5.12 */
#define NETDEV_EGRESS 1     /* NF_NETDEV_EGRESS, since 5.16 */
#define SET "cut"

/* A message under construction: attributes nest by remembering where they began. */
struct batch {
	char *bytes;
	size_t len;
	uint32_t number;
	size_t message;     /* where the current one began */
	const char *table;
	uint8_t family;
};

static void put(struct batch *batch, const void *bytes, size_t len)
{
	if (batch->len + len + 8 > BATCH_BYTES)
		return;
	memcpy(batch->bytes + batch->len, bytes, len);
	memset(batch->bytes + batch->len + len, 0, -len & 3);
	batch->len += len + (-len & 3);
}

static void attribute(struct batch *batch, uint16_t type, const void *bytes, size_t len)
{
	struct nlattr head = { .nla_len = sizeof(head) + len, .nla_type = type };
	put(batch, &head, sizeof(head));
	put(batch, bytes, len);
}

static void text(struct batch *batch, uint16_t type, const char *value)
{
	attribute(batch, type, value, strlen(value) + 1);
}

static void number(struct batch *batch, uint16_t type, uint32_t value)
{
	value = htonl(value);
	attribute(batch, type, &value, 4);
}

static size_t nest(struct batch *batch, uint16_t type)
{
	size_t at = batch->len;
	attribute(batch, type | NLA_F_NESTED, NULL, 0);
	return at;
}

static void close_nest(struct batch *batch, size_t at)
{
	uint16_t len = batch->len - at;
	memcpy(batch->bytes + at, &len, 2);
}

static void begin(struct batch *batch, uint16_t type, uint16_t flags)
{
	bool control = type == NFNL_MSG_BATCH_BEGIN || type == NFNL_MSG_BATCH_END;
	struct nlmsghdr head = { .nlmsg_type = control ? type : NFNL_SUBSYS_NFTABLES << 8 | type,
		.nlmsg_flags = NLM_F_REQUEST | flags, .nlmsg_seq = ++batch->number };
	struct nfgenmsg family = { .nfgen_family = control ? AF_UNSPEC : batch->family,
		.res_id = control ? htons(NFNL_SUBSYS_NFTABLES) : 0 };
	batch->message = batch->len;
	put(batch, &head, sizeof(head));
	put(batch, &family, sizeof(family));
}

static void end(struct batch *batch)
{
	uint32_t len = batch->len - batch->message;
	memcpy(batch->bytes + batch->message, &len, 4);
}

static void value(struct batch *batch, uint16_t type, const void *bytes, size_t len)
{
	size_t at = nest(batch, type);
	attribute(batch, NFTA_DATA_VALUE, bytes, len);
	close_nest(batch, at);
}

struct expression {
	size_t element, data;
};

static struct expression express(struct batch *batch, const char *name)
{
	struct expression made = { .element = nest(batch, NFTA_LIST_ELEM) };
	text(batch, NFTA_EXPR_NAME, name);
	made.data = nest(batch, NFTA_EXPR_DATA);
	return made;
}

static void close_expression(struct batch *batch, struct expression expression)
{
	close_nest(batch, expression.data);
	close_nest(batch, expression.element);
}

static void load_meta(struct batch *batch, uint32_t key)
{
	struct expression made = express(batch, "meta");
	number(batch, NFTA_META_KEY, key);
	number(batch, NFTA_META_DREG, NFT_REG_1);
	close_expression(batch, made);
}

static void load_payload(struct batch *batch, uint32_t base, uint32_t offset, uint32_t len)
{
	struct expression made = express(batch, "payload");
	number(batch, NFTA_PAYLOAD_DREG, NFT_REG_1);
	number(batch, NFTA_PAYLOAD_BASE, base);
	number(batch, NFTA_PAYLOAD_OFFSET, offset);
	number(batch, NFTA_PAYLOAD_LEN, len);
	close_expression(batch, made);
}

static void must_equal(struct batch *batch, const void *bytes, size_t len)
{
	struct expression made = express(batch, "cmp");
	number(batch, NFTA_CMP_SREG, NFT_REG_1);
	number(batch, NFTA_CMP_OP, NFT_CMP_EQ);
	value(batch, NFTA_CMP_DATA, bytes, len);
	close_expression(batch, made);
}

static void verdict(struct batch *batch, uint32_t code)
{
	struct expression made = express(batch, "immediate");
	number(batch, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	size_t data = nest(batch, NFTA_IMMEDIATE_DATA), inner = nest(batch, NFTA_DATA_VERDICT);
	number(batch, NFTA_VERDICT_CODE, code);
	close_nest(batch, inner);
	close_nest(batch, data);
	close_expression(batch, made);
}

static void must_mask(struct batch *batch, const unsigned char *address, unsigned prefix, size_t len)
{
	unsigned char mask[16] = { 0 }, zero[16] = { 0 };
	for (unsigned bit = 0; bit < prefix; bit++)
		mask[bit / 8] |= 0x80 >> bit % 8;
	struct expression made = express(batch, "bitwise");
	number(batch, NFTA_BITWISE_SREG, NFT_REG_1);
	number(batch, NFTA_BITWISE_DREG, NFT_REG_1);
	number(batch, NFTA_BITWISE_LEN, len);
	value(batch, NFTA_BITWISE_MASK, mask, len);
	value(batch, NFTA_BITWISE_XOR, zero, len);
	close_expression(batch, made);
	must_equal(batch, address, len);
}

/* True for as long as the set has its element. */
static void must_be_in_time(struct batch *batch)
{
	uint8_t key = 1;
	struct expression made = express(batch, "immediate");
	number(batch, NFTA_IMMEDIATE_DREG, NFT_REG_1);
	value(batch, NFTA_IMMEDIATE_DATA, &key, 1);
	close_expression(batch, made);
	made = express(batch, "lookup");
	text(batch, NFTA_LOOKUP_SET, SET);
	number(batch, NFTA_LOOKUP_SREG, NFT_REG_1);
	number(batch, NFTA_LOOKUP_SET_ID, 1);
	close_expression(batch, made);
}

static void must_be_protocol(struct batch *batch, uint8_t protocol)
{
	load_meta(batch, NFT_META_L4PROTO);
	must_equal(batch, &protocol, 1);
}

static void must_be_version(struct batch *batch, bool v6)
{
	uint8_t family = v6 ? NFPROTO_IPV6 : NFPROTO_IPV4;
	uint16_t type = htons(v6 ? 0x86dd : 0x0800);
	load_meta(batch, batch->family == NFPROTO_NETDEV ? NFT_META_PROTOCOL : NFT_META_NFPROTO);
	if (batch->family == NFPROTO_NETDEV)
		must_equal(batch, &type, 2);
	else
		must_equal(batch, &family, 1);
}

static size_t begin_rule(struct batch *batch, const char *chain)
{
	begin(batch, NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND);
	text(batch, NFTA_RULE_TABLE, batch->table);
	text(batch, NFTA_RULE_CHAIN, chain);
	return nest(batch, NFTA_RULE_EXPRESSIONS);
}

static void end_rule(struct batch *batch, size_t rule, uint32_t code)
{
	verdict(batch, code);
	close_nest(batch, rule);
	end(batch);
}

static void rule_port(struct batch *batch, bool out, uint16_t port)
{
	port = htons(port);
	load_payload(batch, NFT_PAYLOAD_TRANSPORT_HEADER, out ? 2 : 0, 2);
	must_equal(batch, &port, 2);
}

static void rule_allow(struct batch *batch, const char *chain, bool out, const struct allowed *peer, uint8_t protocol)
{
	size_t rule = begin_rule(batch, chain), len = peer->v6 ? 16 : 4;
	must_be_version(batch, peer->v6);
	load_payload(batch, NFT_PAYLOAD_NETWORK_HEADER, peer->v6 ? (out ? 24 : 8) : (out ? 16 : 12), len);
	must_mask(batch, peer->address, peer->prefix, len);
	if (protocol)
		must_be_protocol(batch, protocol);
	if (peer->port.port)
		rule_port(batch, out, peer->port.port);
	end_rule(batch, rule, NF_ACCEPT);
}

static void rule_dns(struct batch *batch, const char *chain, bool out, uint8_t protocol)
{
	size_t rule = begin_rule(batch, chain);
	must_be_protocol(batch, protocol);
	rule_port(batch, out, 53);
	end_rule(batch, rule, NF_ACCEPT);
}

/* Neighbours must still be found, or what is allowed could not be reached either. */
static void rules_neighbours(struct batch *batch, const char *chain)
{
	if (batch->family == NFPROTO_NETDEV) {
		uint16_t arp = htons(0x0806);
		size_t rule = begin_rule(batch, chain);
		load_meta(batch, NFT_META_PROTOCOL);
		must_equal(batch, &arp, 2);
		end_rule(batch, rule, NF_ACCEPT);
	}
	for (uint8_t type = 133; type <= 136; type++) {
		size_t rule = begin_rule(batch, chain);
		must_be_version(batch, true);
		must_be_protocol(batch, IPPROTO_ICMPV6);
		load_payload(batch, NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
		must_equal(batch, &type, 1);
		end_rule(batch, rule, NF_ACCEPT);
	}
}

static void rules(struct batch *batch, const char *chain, bool out, const struct allowed_list *allowed)
{
	uint32_t loopback = 1;
	if (batch->family != NFPROTO_NETDEV) {
		size_t rule = begin_rule(batch, chain);
		load_meta(batch, out ? NFT_META_OIF : NFT_META_IIF);
		must_equal(batch, &loopback, 4);
		end_rule(batch, rule, NF_ACCEPT);
	}
	rules_neighbours(batch, chain);
	for (size_t i = 0; i < allowed->count; i++) {
		const struct allowed *peer = &allowed->item[i];
		if (peer->port.protocol || !peer->port.port) {
			rule_allow(batch, chain, out, peer, peer->port.protocol);
			continue;
		}
		rule_allow(batch, chain, out, peer, IPPROTO_TCP);
		rule_allow(batch, chain, out, peer, IPPROTO_UDP);
	}
	if (allowed->dns) {
		rule_dns(batch, chain, out, IPPROTO_UDP);
		rule_dns(batch, chain, out, IPPROTO_TCP);
	}
	size_t rule = begin_rule(batch, chain);
	must_be_in_time(batch);
	end_rule(batch, rule, NF_DROP);
}

static void table(struct batch *batch, uint8_t family, const char *name, bool owned, uint64_t ttl_ms)
{
	uint8_t key = 1;
	uint64_t timeout = htobe64(ttl_ms);
	batch->family = family;
	batch->table = name;
	begin(batch, NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL);
	text(batch, NFTA_TABLE_NAME, name);
	if (owned)
		number(batch, NFTA_TABLE_FLAGS, OWNER);
	end(batch);
	begin(batch, NFT_MSG_NEWSET, NLM_F_CREATE);
	text(batch, NFTA_SET_TABLE, name);
	text(batch, NFTA_SET_NAME, SET);
	number(batch, NFTA_SET_FLAGS, NFT_SET_TIMEOUT);
	number(batch, NFTA_SET_KEY_TYPE, 0);
	number(batch, NFTA_SET_KEY_LEN, 1);
	number(batch, NFTA_SET_ID, 1);
	end(batch);
	begin(batch, NFT_MSG_NEWSETELEM, NLM_F_CREATE);
	text(batch, NFTA_SET_ELEM_LIST_TABLE, name);
	text(batch, NFTA_SET_ELEM_LIST_SET, SET);
	number(batch, NFTA_SET_ELEM_LIST_SET_ID, 1);
	size_t list = nest(batch, NFTA_SET_ELEM_LIST_ELEMENTS), element = nest(batch, NFTA_LIST_ELEM);
	value(batch, NFTA_SET_ELEM_KEY, &key, 1);
	attribute(batch, NFTA_SET_ELEM_TIMEOUT, &timeout, 8);
	close_nest(batch, element);
	close_nest(batch, list);
	end(batch);
}

static void chain(struct batch *batch, const char *name, uint32_t hook, int priority, const char *device)
{
	begin(batch, NFT_MSG_NEWCHAIN, NLM_F_CREATE);
	text(batch, NFTA_CHAIN_TABLE, batch->table);
	text(batch, NFTA_CHAIN_NAME, name);
	size_t at = nest(batch, NFTA_CHAIN_HOOK);
	number(batch, NFTA_HOOK_HOOKNUM, hook);
	number(batch, NFTA_HOOK_PRIORITY, priority);
	if (device)
		text(batch, NFTA_HOOK_DEV, device);
	close_nest(batch, at);
	text(batch, NFTA_CHAIN_TYPE, "filter");
	number(batch, NFTA_CHAIN_POLICY, NF_ACCEPT);
	end(batch);
}

static int transact(int fd, struct batch *batch)
{
	char answer[8192] __attribute__((aligned(4)));
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	if (batch->len + 4096 > BATCH_BYTES)
		return -E2BIG;
	begin(batch, NFNL_MSG_BATCH_END, 0);
	end(batch);
	if (sendto(fd, batch->bytes, batch->len, 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -errno;
	int error = 0;
	ssize_t len;
	while ((len = recv(fd, answer, sizeof(answer), MSG_DONTWAIT)) > 0) {
		for (struct nlmsghdr *head = (void *)answer; NLMSG_OK(head, len); head = NLMSG_NEXT(head, len)) {
			struct nlmsgerr *said = NLMSG_DATA(head);
			if (head->nlmsg_type == NLMSG_ERROR && said->error && !error)
				error = said->error;
		}
	}
	return error;
}

static void restart(struct batch *batch)
{
	batch->len = 0;
	begin(batch, NFNL_MSG_BATCH_BEGIN, 0);
	end(batch);
}

/* A netlink socket stays in the namespace in which it was made. Also gives the devices there. */
static int socket_in(int netns, struct if_nameindex **devices)
{
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), size = BATCH_BYTES;
	if (here < 0 || setns(netns, CLONE_NEWNET) != 0) {
		int error = -errno;
		if (here >= 0)
			close(here);
		return error;
	}
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER), error = -errno;
	if (devices)
		*devices = if_nameindex();
	/* A daemon that stays in a container's network must not go on. */
	if (setns(here, CLONE_NEWNET) != 0)
		abort();
	close(here);
	if (fd < 0)
		return error;
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	struct sockaddr_nl own = { .nl_family = AF_NETLINK };
	if (bind(fd, (struct sockaddr *)&own, sizeof(own)) == 0)
		return fd;
	error = -errno;
	close(fd);
	return error;
}

/* Packet sockets go past the hooks of IP: their frames are stopped as they leave each device, where the kernel can. */
static int cut_devices(int fd, struct batch *batch, const char *name, const struct allowed_list *allowed, uint64_t ttl_ms,
	bool owned, struct if_nameindex *devices)
{
	restart(batch);
	table(batch, NFPROTO_NETDEV, name, owned, ttl_ms);
	for (struct if_nameindex *at = devices; at && at->if_index; at++) {
		if (at->if_index == 1)
			continue;
		chain(batch, at->if_name, NETDEV_EGRESS, BEFORE_ALL, at->if_name);
		rules(batch, at->if_name, true, allowed);
	}
	return transact(fd, batch);
}

static int cut_packets(int fd, struct batch *batch, const char *name, const struct allowed_list *allowed, uint64_t ttl_ms,
	bool owned)
{
	restart(batch);
	table(batch, NFPROTO_INET, name, owned, ttl_ms);
	chain(batch, "in", NF_INET_PRE_ROUTING, BEFORE_ALL, NULL);
	rules(batch, "in", false, allowed);
	chain(batch, "out", NF_INET_POST_ROUTING, AFTER_ALL, NULL);
	rules(batch, "out", true, allowed);
	return transact(fd, batch);
}

int netns_cut(int netns, const char *name, const struct allowed_list *allowed, uint64_t ttl_ms, bool owned, int *socket)
{
	struct if_nameindex *devices = NULL;
	struct batch batch = { .bytes = malloc(BATCH_BYTES) };
	int fd = batch.bytes ? socket_in(netns, &devices) : -ENOMEM, error = fd < 0 ? fd : 0;
	if (!error) {
		error = cut_packets(fd, &batch, name, allowed, ttl_ms, owned);
		if (error && owned && error != -EPERM) {
			owned = false; /* before 5.12 */
			error = cut_packets(fd, &batch, name, allowed, ttl_ms, false);
		}
		if (!error)
			cut_devices(fd, &batch, name, allowed, ttl_ms, owned, devices);
	}
	if_freenameindex(devices);
	free(batch.bytes);
	*socket = -1;
	if (!error && owned)
		*socket = fd;
	else if (fd >= 0)
		close(fd);
	return error;
}

int netns_release(int netns, const char *name)
{
	static const uint8_t families[] = { NFPROTO_INET, NFPROTO_NETDEV };
	struct batch batch = { .bytes = malloc(BATCH_BYTES) };
	int fd = batch.bytes ? socket_in(netns, NULL) : -ENOMEM, error = fd < 0 ? fd : 0;
	for (int i = 0; fd >= 0 && i < 2; i++) {
		restart(&batch);
		batch.family = families[i];
		begin(&batch, NFT_MSG_DELTABLE, 0);
		text(&batch, NFTA_TABLE_NAME, name);
		end(&batch);
		int failed = transact(fd, &batch);
		error = i == 0 ? failed : error;
	}
	if (fd >= 0)
		close(fd);
	free(batch.bytes);
	return error;
}
