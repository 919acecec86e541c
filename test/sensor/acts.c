/* Does what the sensor has to see, once each, below a directory: `acts DIRECTORY`. Harmless: own files, own namespaces, loopback. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void files(void)
{
	int fd = open("file", O_CREAT | O_WRONLY, 0600), directory = open(".", O_RDONLY | O_DIRECTORY);

	close(fd);
	symlink("/etc/hostname", "alias");
	close(open("alias", O_RDONLY));
	close(open("missing", O_RDONLY));
	mkdir("made", 0700);
	chdir("made");
	close(open("../file", O_RDONLY));
	chdir("..");
	link("file", "hard");
	rename("hard", "moved");
	renameat2(directory, "moved", directory, "again", RENAME_NOREPLACE);
	chmod("file", 04755);
	fchmodat(directory, "file", 0644, 0);
	unlinkat(directory, "again", 0);
	rmdir("made");
	close(creat("\xff\xfe name", 0600));
	close(directory);
}

static void *knock(void *port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = *(in_port_t *)port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	connect(fd, (struct sockaddr *)&to, sizeof(to));
	dup2(fd, 200);
	close(200);
	close(fd);
	return NULL;
}

static void network(void)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, datagram = any;
	struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = "nobody.sock"};
	socklen_t size = sizeof(any);
	int server = socket(AF_INET, SOCK_STREAM, 0), udp = socket(AF_INET, SOCK_DGRAM, 0), local = socket(AF_UNIX, SOCK_STREAM, 0);
	pthread_t thread;

	bind(server, (struct sockaddr *)&any, sizeof(any));
	listen(server, 5);
	getsockname(server, (struct sockaddr *)&any, &size);
	pthread_create(&thread, NULL, knock, &any.sin_port);
	close(accept4(server, NULL, NULL, SOCK_CLOEXEC));
	pthread_join(thread, NULL);
	datagram.sin_port = htons(9);
	sendto(udp, "x", 1, 0, (struct sockaddr *)&datagram, sizeof(datagram));
	connect(local, (struct sockaddr *)&path, sizeof(path));
	close(server);
	close(udp);
	close(local);
}

static void as_other(void (*act)(void))
{
	pid_t child = fork();

	if (!child) {
		act();
		_exit(7);
	}
	waitpid(child, NULL, 0);
}

static void other_user(void)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct none[2] = {{0}};

	setgid(33);
	setuid(33);
	close(open("file", O_RDONLY));
	syscall(SYS_capset, &head, none);
}

static void other_namespaces(void)
{
	int uts = open("/proc/self/ns/uts", O_RDONLY);

	unshare(CLONE_NEWNS | CLONE_NEWUTS);
	setns(uts, CLONE_NEWUTS);
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	mkdir("mounted", 0700);
	mount("nodev", "mounted", "tmpfs", 0, NULL);
	umount2("mounted", MNT_DETACH);
	rmdir("mounted");
}

static void traced(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
}

static void from_memory(void)
{
	char *words[] = {"hidden", "arg one", NULL}, *none[] = {NULL}, bytes[4096];
	int fd = memfd_create("hidden", 0), self = open("/proc/self/exe", O_RDONLY);
	ssize_t got;

	while ((got = read(self, bytes, sizeof(bytes))) > 0)
		write(fd, bytes, got);
	fexecve(fd, words, none);
}

static void failed_exec(void)
{
	execl("/nonexistent/program", "program", NULL);
}

static void special(void)
{
	struct io_uring_params params = {0};

	prctl(PR_SET_NAME, "renamed");
	kill(getpid(), 0);
	syscall(SYS_bpf, 9999, NULL, 0);
	close(syscall(SYS_userfaultfd, 0));
	close(syscall(SYS_io_uring_setup, 1, &params));
	setsid();
}

/* Past the hooks of 64-bit calls. */
static void compat(void)
{
#if defined(__x86_64__)
	char *name = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long result = 39; /* mkdir */

	if (name == MAP_FAILED)
		return;
	strcpy(name, "by-int80");
	__asm__ volatile("int $0x80" : "+a"(result) : "b"(name), "c"(0700) : "memory", "r8", "r9", "r10", "r11");
	rmdir(name);
#endif
}

/* Past all hooks of calls. */
static void uring(void)
{
	struct io_uring_params params = {0};
	int fd = syscall(SYS_io_uring_setup, 4, &params);
	size_t size = params.sq_off.array + params.sq_entries * sizeof(unsigned);
	struct io_uring_sqe *entries;
	unsigned *array;
	char *ring;

	if (fd < 0)
		return;
	ring = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, IORING_OFF_SQ_RING);
	entries = mmap(NULL, params.sq_entries * sizeof(*entries), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, IORING_OFF_SQES);
	if (ring == MAP_FAILED || entries == MAP_FAILED)
		return;
	memset(entries, 0, sizeof(*entries));
	entries->opcode = IORING_OP_OPENAT;
	entries->fd = AT_FDCWD;
	entries->addr = (unsigned long)"/etc/hostname";
	array = (unsigned *)(ring + params.sq_off.array);
	array[0] = 0;
	*(volatile unsigned *)(ring + params.sq_off.tail) = 1;
	syscall(SYS_io_uring_enter, fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0);
	close(fd);
}

int main(int count, char **words)
{
	if (count < 2 || !strcmp(words[0], "hidden"))
		return 0;
	if (chdir(words[1]))
		return 1;
	files();
	network();
	as_other(other_user);
	as_other(other_namespaces);
	as_other(traced);
	as_other(from_memory);
	as_other(failed_exec);
	as_other(special);
	as_other(compat);
	as_other(uring);
	return 3;
}
