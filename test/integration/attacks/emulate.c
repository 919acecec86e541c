/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Harmless emulations of attack behaviour, for containers that tests make: each does what the kernel sees of an attack, and
 * nothing else. No exploit works here: what would change the host is attempted with invalid input, on dummy paths, or refused.
 *
 *     emulate NAME [ARGUMENT]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <linux/userfaultfd.h>
#include <net/ethernet.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void say(const char *what, long result)
{
	printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerror(errno) : "");
	fflush(stdout);
}

static int copy(const char *from, int out)
{
	char buffer[65536];
	int in = open(from, O_RDONLY);
	ssize_t got;
	if (in < 0)
		return -1;
	while ((got = read(in, buffer, sizeof buffer)) > 0)
		if (write(out, buffer, got) != got)
			return -1;
	close(in);
	return 0;
}

/* Runs a copy of a program from an anonymous file in memory. */
static void memfd_exec(const char *program)
{
	int fd = memfd_create("payload", 0);
	char path[64];
	char *argv[] = { "payload", "true", NULL };
	copy(program, fd);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	execve(path, argv, environ);
	say("memfd-exec", -1);
}

static void empty_path_exec(const char *program)
{
	int fd = memfd_create("payload", MFD_CLOEXEC);
	char *argv[] = { "payload", "true", NULL };
	copy(program, fd);
	syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH);
	say("empty-path-exec", -1);
}

/* Copies a program to a path and runs it from there. */
static void run_copy(const char *program, const char *path, int remove)
{
	char *argv[] = { (char *)path, "true", NULL };
	int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0755);
	if (fd < 0)
		return say("copy", -1);
	copy(program, fd);
	close(fd);
	if (remove) {
		int held = open(path, O_RDONLY | O_CLOEXEC);
		unlink(path);
		syscall(SYS_execveat, held, "", argv, environ, AT_EMPTY_PATH);
	}
	execve(path, argv, environ);
	say("run-copy", -1);
}

static void int80(const char *path)
{
#if defined(__x86_64__)
	long result;
	/* A pointer below 4 GB: the 32-bit entry takes no other. */
	char *low = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	strncpy(low, path, 4000);
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(5), "b"((long)low), "c"(0), "d"(0) : "memory", "r8", "r9", "r10", "r11");
	say("int80", result);
#else
	say("int80", 0);
#endif
}

struct ring { int fd; unsigned *sq_tail, *sq_mask, *sq_array; unsigned char *sqes; };
struct sqe { uint8_t opcode, flags; uint16_t ioprio; int32_t fd; uint64_t off, addr; uint32_t len, open_flags; uint64_t user, rest[3]; };

static int ring_setup(struct ring *ring)
{
	uint32_t params[30] = { 0 };
	ring->fd = syscall(425 /* io_uring_setup */, 4, params);
	if (ring->fd < 0)
		return -1;
	unsigned *offsets = params + 10; /* sq_off: head, tail, ring_mask, ring_entries, flags, dropped, array */
	char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring->fd, 0);
	ring->sqes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring->fd, 0x10000000);
	ring->sq_tail = (unsigned *)(map + offsets[1]);
	ring->sq_mask = (unsigned *)(map + offsets[2]);
	ring->sq_array = (unsigned *)(map + offsets[6]);
	return 0;
}

static void ring_do(struct ring *ring, struct sqe sqe)
{
	memcpy(ring->sqes, &sqe, sizeof sqe);
	ring->sq_array[*ring->sq_tail & *ring->sq_mask] = 0;
	__atomic_store_n(ring->sq_tail, *ring->sq_tail + 1, __ATOMIC_RELEASE);
	say("io-uring", syscall(426 /* io_uring_enter */, ring->fd, 1, 1, 1, NULL, 0));
}

static void uring(const char *path)
{
	struct ring ring;
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (ring_setup(&ring) < 0)
		return say("io-uring", -1);
	ring_do(&ring, (struct sqe){ .opcode = 18 /* OPENAT */, .fd = AT_FDCWD, .addr = (uint64_t)path });
	ring_do(&ring, (struct sqe){ .opcode = 16 /* CONNECT */, .fd = socket(AF_INET, SOCK_STREAM, 0), .addr = (uint64_t)&to, .off = sizeof to });
}

static void enter_namespace(const char *path)
{
	int fd = open(path, O_RDONLY);
	say("open", fd);
	say("setns", setns(fd, 0));
}

static void kernel_module(void)
{
	say("init_module", syscall(SYS_init_module, "not a module", 12, ""));
}

static void bpf_load(void)
{
	struct bpf_insn code[] = { { .code = 0xb7 }, { .code = 0x95 } };
	union bpf_attr attr = { 0 };
	attr.prog_type = BPF_PROG_TYPE_SOCKET_FILTER;
	attr.insns = (uint64_t)code;
	attr.insn_cnt = 2;
	attr.license = (uint64_t)"none";
	say("bpf", syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof attr));
}

static void trace_child(void)
{
	pid_t child = fork();
	if (child == 0) {
		pause();
		_exit(0);
	}
	say("ptrace", ptrace(PTRACE_ATTACH, child, 0, 0));
	waitpid(child, NULL, 0);
	char byte = 0;
	struct iovec local = { &byte, 1 }, remote = { &byte, 1 };
	say("process_vm_writev", process_vm_writev(child, &local, 1, &remote, 1, 0));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* The shape of a reverse shell: connects to a port on loopback that the test listens on, and makes it standard input and output. */
static void reverse_shell(const char *port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(port)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	bind(listener, (void *)&to, sizeof to);
	listen(listener, 1);
	if (fork() == 0) {
		int fd = accept(listener, NULL, NULL);
		if (write(fd, "exit\n", 5) < 0)
			_exit(1);
		sleep(1);
		_exit(0);
	}
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	connect(fd, (void *)&to, sizeof to);
	dup2(fd, 0);
	dup2(fd, 1);
	execl("/bin/sh", "sh", "-i", NULL);
}

static void connect_unix(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), fd = socket(AF_UNIX, SOCK_STREAM, 0);
	strncpy(at.sun_path, path, sizeof at.sun_path - 1);
	bind(listener, (void *)&at, sizeof at);
	listen(listener, 1);
	say("connect", connect(fd, (void *)&at, sizeof at));
	unlink(path);
}

static void connect_to(const char *address, int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	inet_pton(AF_INET, address, &to.sin_addr);
	connect(fd, (void *)&to, sizeof to);
	close(fd);
}

/* Asks for names that hold data; nobody answers. */
static void dns_names(const char *server)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(53) };
	inet_pton(AF_INET, server, &to.sin_addr);
	for (int at = 0; at < 40; at++) {
		unsigned char query[160] = { 0x12, at, 1, 0, 0, 1 };
		int length = 12, fd = socket(AF_INET, SOCK_DGRAM, 0);
		for (int label = 0; label < 2; label++) {
			query[length++] = 40;
			for (int letter = 0; letter < 40; letter++)
				query[length++] = 'a' + (at * 7 + label * 3 + letter) % 26;
		}
		memcpy(query + length, "\7example\4test\0\0\1\0\1", 18);
		sendto(fd, query, length + 18, 0, (void *)&to, sizeof to);
		close(fd);
	}
}

static void open_as(const char *path, int flags)
{
	int fd = open(path, flags, 0600);
	say(path, fd);
	if (fd >= 0)
		close(fd);
}

static void shadow_by_descriptor(void)
{
	int directory = open("/etc", O_RDONLY | O_DIRECTORY);
	say("openat", openat(directory, "shadow", O_RDONLY));
}

static void forks(int count)
{
	for (int at = 0; at < count; at++) {
		pid_t child = fork();
		if (child == 0)
			_exit(0);
		waitpid(child, NULL, 0);
	}
}

static void disguise(void)
{
	char *argv[] = { "[kworker/0:1]", "true", NULL };
	execve("/bin/busybox", argv, environ);
}

static void other_calls(void)
{
	struct perf_event_attr attr = { .type = PERF_TYPE_SOFTWARE, .size = sizeof attr, .config = PERF_COUNT_SW_CPU_CLOCK };
	say("perf_event_open", syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0));
	say("add_key", syscall(SYS_add_key, "user", "csn", "x", 1, -3));
	say("userfaultfd", syscall(SYS_userfaultfd, UFFD_USER_MODE_ONLY));
	say("socket", socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)));
}

/* Starts a program as a child, as servers do. */
static void spawn(char **argv)
{
	pid_t child = fork();
	if (child == 0) {
		execvp(argv[0], argv);
		_exit(127);
	}
	waitpid(child, NULL, 0);
}

/* Starts a program in a session with a terminal of its own. */
static void in_terminal(char **argv)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	char buffer[4096];
	grantpt(master);
	unlockpt(master);
	pid_t child = fork();
	if (child == 0) {
		int slave;
		setsid();
		slave = open(ptsname(master), O_RDWR);
		ioctl(slave, TIOCSCTTY, 0);
		dup2(slave, 0);
		dup2(slave, 1);
		dup2(slave, 2);
		execvp(argv[0], argv);
		_exit(127);
	}
	while (read(master, buffer, sizeof buffer) > 0)
		;
	waitpid(child, NULL, 0);
}

static void as_user(const char *user, char **argv)
{
	say("setgid", setgid(atoi(user)));
	say("setuid", setuid(atoi(user)));
	execvp(argv[0], argv);
}

/* Connections that are taken at once, by the same process. */
static void connect_here(const char *address, int port, int count)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	inet_pton(AF_INET, address, &to.sin_addr);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	say("bind", bind(listener, (void *)&to, sizeof to));
	say("listen", listen(listener, 64));
	for (int at = 0; at < count; at++) {
		struct linger reset = { 1, 0 };
		int fd = socket(AF_INET, SOCK_STREAM, 0), taken;
		if (connect(fd, (void *)&to, sizeof to) < 0)
			return say("connect", -1);
		taken = accept(listener, NULL, NULL);
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
		close(fd);
		close(taken);
	}
	close(listener);
}

static void sweep(void)
{
	char address[32];
	for (int at = 1; at <= 80; at++) {
		snprintf(address, sizeof address, "203.0.113.%d", at);
		connect_to(address, 445);
	}
}

/* Asks for one name; nobody answers. */
static void dns_name(const char *name)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(53), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	unsigned char query[300] = { 0x12, 0x34, 1, 0, 0, 1 };
	int length = 12, fd = socket(AF_INET, SOCK_DGRAM, 0);
	for (const char *part = name; *part && length < 200;) {
		size_t size = strcspn(part, ".");
		query[length++] = size;
		memcpy(query + length, part, size);
		length += size;
		part += size + (part[size] == '.');
	}
	memcpy(query + length, "\0\0\1\0\1", 5);
	say("sendto", sendto(fd, query, length + 5, 0, (void *)&to, sizeof to));
	close(fd);
}

static void leaked_directory(void)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", open("/", O_RDONLY | O_DIRECTORY));
	say("chdir", chdir(path));
}

static void trace_me(void)
{
	say("ptrace", ptrace(PTRACE_TRACEME, 0, 0, 0));
}

/* Opens the memory of a child for writing, and writes nothing. */
static void memory_of_child(void)
{
	char path[64];
	pid_t child = fork();
	if (child == 0) {
		pause();
		_exit(0);
	}
	snprintf(path, sizeof path, "/proc/%d/mem", child);
	open_as(path, O_RDWR);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* Renames empty files of its own as ransomware does. */
static void rename_many(void)
{
	char from[64], to[64];
	mkdir("/tmp/files", 0700);
	for (int at = 0; at < 30; at++) {
		snprintf(from, sizeof from, "/tmp/files/%d.txt", at);
		snprintf(to, sizeof to, "/tmp/files/%d.txt.locked", at);
		close(open(from, O_CREAT | O_WRONLY, 0600));
		rename(from, to);
		unlink(to);
	}
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "", *with = argc > 2 ? argv[2] : "";
	const char *busybox = "/bin/busybox";
	if (!strcmp(what, "memfd-exec")) memfd_exec(busybox);
	else if (!strcmp(what, "empty-path-exec")) empty_path_exec(busybox);
	else if (!strcmp(what, "drift-exec")) run_copy(busybox, *with ? with : "/tmp/dropped", 0);
	else if (!strcmp(what, "shm-exec")) run_copy(busybox, "/dev/shm/dropped", 0);
	else if (!strcmp(what, "deleted-exec")) run_copy(busybox, "/tmp/gone", 1);
	else if (!strcmp(what, "int80")) int80(*with ? with : "/etc/shadow");
	else if (!strcmp(what, "io-uring")) uring(*with ? with : "/etc/shadow");
	else if (!strcmp(what, "setns")) enter_namespace(*with ? with : "/proc/1/ns/uts");
	else if (!strcmp(what, "unshare-user")) say("unshare", unshare(CLONE_NEWUSER));
	else if (!strcmp(what, "mount")) say("mount", mount("none", *with ? with : "/mnt", "tmpfs", 0, NULL));
	else if (!strcmp(what, "mount-disk")) say("mount", mount("/dev/vda", "/mnt", "ext4", MS_RDONLY, NULL));
	else if (!strcmp(what, "core-pattern")) open_as("/proc/sys/kernel/core_pattern", O_WRONLY);
	else if (!strcmp(what, "release-agent")) open_as("/tmp/release_agent", O_WRONLY | O_CREAT);
	else if (!strcmp(what, "module")) kernel_module();
	else if (!strcmp(what, "bpf")) bpf_load();
	else if (!strcmp(what, "ptrace")) trace_child();
	else if (!strcmp(what, "reverse-shell")) reverse_shell(*with ? with : "40404");
	else if (!strcmp(what, "engine-socket")) connect_unix(*with ? with : "/tmp/docker.sock");
	else if (!strcmp(what, "metadata")) connect_to("169.254.169.254", 80);
	else if (!strcmp(what, "port-scan")) for (int port = 20000; port < 20080; port++) connect_to("127.0.0.1", port);
	else if (!strcmp(what, "dns-tunnel")) dns_names(*with ? with : "127.0.0.1");
	else if (!strcmp(what, "open")) open_as(with, O_RDONLY);
	else if (!strcmp(what, "write")) open_as(with, O_WRONLY | O_CREAT);
	else if (!strcmp(what, "truncate")) open_as(with, O_WRONLY | O_CREAT | O_TRUNC);
	else if (!strcmp(what, "shadow-dirfd")) shadow_by_descriptor();
	else if (!strcmp(what, "shadow-symlink")) { unlink("/tmp/notes"); say("symlink", symlink("/etc/shadow", "/tmp/notes")); open_as("/tmp/notes", O_RDONLY); }
	else if (!strcmp(what, "shadow-hardlink")) { unlink("/etc/notes"); say("link", link("/etc/shadow", "/etc/notes")); open_as("/etc/notes", O_RDONLY); }
	else if (!strcmp(what, "own-program")) open_as("/proc/self/exe", O_WRONLY);
	else if (!strcmp(what, "setuid-bit")) { open_as("/tmp/tool", O_WRONLY | O_CREAT); say("chmod", chmod("/tmp/tool", 04755)); }
	else if (!strcmp(what, "forks")) forks(*with ? atoi(with) : 5000);
	else if (!strcmp(what, "disguise")) disguise();
	else if (!strcmp(what, "calls")) other_calls();
	else if (!strcmp(what, "host-root")) open_as("/proc/1/root/etc/hostname", O_RDONLY);
	else if (!strcmp(what, "spawn") && argc > 2) spawn(argv + 2);
	else if (!strcmp(what, "terminal") && argc > 2) in_terminal(argv + 2);
	else if (!strcmp(what, "as") && argc > 3) as_user(with, argv + 3);
	else if (!strcmp(what, "connect") && argc > 3) connect_here(with, atoi(argv[3]), 1);
	else if (!strcmp(what, "flood") && argc > 3) connect_here(with, atoi(argv[3]), 4500);
	else if (!strcmp(what, "sweep")) sweep();
	else if (!strcmp(what, "dns")) dns_name(with);
	else if (!strcmp(what, "leaked-directory")) leaked_directory();
	else if (!strcmp(what, "trace-me")) trace_me();
	else if (!strcmp(what, "memory")) memory_of_child();
	else if (!strcmp(what, "renames")) rename_many();
	else if (!strcmp(what, "chroot")) say("chroot", chroot(with));
	else if (!strcmp(what, "environment")) open_as("/proc/1/environ", O_RDONLY);
	else {
		fprintf(stderr, "emulate: unknown behaviour %s\n", what);
		return 2;
	}
	return 0;
}
