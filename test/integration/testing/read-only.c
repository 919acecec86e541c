/*
 * Makes a directory read-only for a running program, as a file system that the kernel remounts after an error:
 * files that are open for writing stay open, what is written fails with EROFS. (`mount -o remount,ro` refuses that.)
 * READ_ONLY_BELOW names the directory; it holds while the file READ_ONLY_WHILE exists.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int on(void) {
  const char *flag = getenv("READ_ONLY_WHILE");
  return flag && access(flag, F_OK) == 0;
}

static int below(const char *path) {
  const char *base = getenv("READ_ONLY_BELOW");
  return base && path && strncmp(path, base, strlen(base)) == 0;
}

static int refused_path(const char *path) {
  if (!below(path) || !on()) return 0;
  errno = EROFS;
  return 1;
}

static int refused(int fd) {
  char link[64], path[4096];
  if (fd < 3 || !on()) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n < 0) return 0;
  path[n] = 0;
  if (!below(path)) return 0;
  errno = EROFS;
  return 1;
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, #name)

#define WRITE(name, args, call, ...) \
  ssize_t name args { REAL(ssize_t, name, __VA_ARGS__); if (refused(fd)) return -1; return real call; }
WRITE(write, (int fd, const void *b, size_t n), (fd, b, n), int, const void *, size_t)
WRITE(pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o), int, const void *, size_t, off_t)
WRITE(pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o), int, const void *, size_t, off64_t)
WRITE(writev, (int fd, const struct iovec *v, int n), (fd, v, n), int, const struct iovec *, int)
WRITE(pwritev, (int fd, const struct iovec *v, int n, off_t o), (fd, v, n, o), int, const struct iovec *, int, off_t)
WRITE(pwritev64, (int fd, const struct iovec *v, int n, off64_t o), (fd, v, n, o), int, const struct iovec *, int, off64_t)

int ftruncate(int fd, off_t n) { REAL(int, ftruncate, int, off_t); if (refused(fd)) return -1; return real(fd, n); }
int ftruncate64(int fd, off64_t n) { REAL(int, ftruncate64, int, off64_t); if (refused(fd)) return -1; return real(fd, n); }
int mkdir(const char *p, mode_t m) { REAL(int, mkdir, const char *, mode_t); if (refused_path(p)) return -1; return real(p, m); }
int unlink(const char *p) { REAL(int, unlink, const char *); if (refused_path(p)) return -1; return real(p); }
int rename(const char *a, const char *b) { REAL(int, rename, const char *, const char *); if (refused_path(b)) return -1; return real(a, b); }

static int writes(int flags) { return (flags & (O_CREAT | O_TRUNC)) || (flags & O_ACCMODE) != O_RDONLY; }

#define OPEN(name) \
  int name(const char *p, int flags, ...) { \
    REAL(int, name, const char *, int, ...); \
    va_list rest; va_start(rest, flags); mode_t m = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    if (writes(flags) && refused_path(p)) return -1; \
    return real(p, flags, m); }
OPEN(open)
OPEN(open64)
