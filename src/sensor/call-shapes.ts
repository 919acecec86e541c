/**
 * Arguments of system calls by the names of the event table. `r` is the result, `i0` an int, `u0` an unsigned int, `x0` a long of the
 * call's arguments as given, `s0` a string of the record. Behind `|` stands what the call is about: `c0` the string with
 * the canonical name of the object, `n0` the one as given, `d0` the argument with its descriptor, `dr` the result as one.
 */
export const callShapes = `
close fd=i0 | d0
chdir path=s1 | c0 n1
fchdir fd=i0 | c0 d0
chroot path=s1 | c0 n1
pivot_root new_root=s2 put_old=s3 | c0 n2
mkdir path=s1 mode=u1 | c0 n1
mkdirat dirfd=i0 path=s1 mode=u2 | c0 n1
rmdir path=s1 | c0 n1
unlink path=s1 | c0 n1
unlinkat dirfd=i0 name=s1 flags=u2 | c0 n1
rename oldpath=s2 newpath=s3 | c1 n3
renameat olddirfd=i0 oldpath=s2 newdirfd=i2 newpath=s3 | c1 n3
renameat2 olddirfd=i0 oldpath=s2 newdirfd=i2 newpath=s3 flags=u4 | c1 n3
link oldpath=s2 newpath=s3 | c0 n2
linkat olddir=i0 oldpath=s2 newdir=i2 newpath=s3 flags=u4 | c0 n2
symlink target=s1 linkpath=s2 | c0 n2
symlinkat target=s1 linkdirfd=i1 linkpath=s2 | c0 n2
chmod filename=s1 mode=u1 | c0 n1
fchmod fd=i0 mode=u1 | c0 d0
fchmodat dirfd=i0 filename=s1 mode=u2 | c0 n1
fchmodat2 dirfd=i0 filename=s1 mode=u2 flags=u3 | c0 n1
chown path=s1 uid=u1 gid=u2 | c0 n1
lchown path=s1 uid=u1 gid=u2 | c0 n1
fchown fd=i0 uid=u1 gid=u2 | c0 d0
fchownat dirfd=i0 pathname=s1 uid=u2 gid=u3 flags=u4 | c0 n1
mknod path=s1 mode=u1 dev=u2 | c0 n1
mknodat dirfd=i0 path=s1 mode=u2 dev=u3 | c0 n1
truncate path=s1 size=x1 | c0 n1
ftruncate fd=i0 size=x1 | c0 d0
utime path=s1 | c0 n1
utimes path=s1 | c0 n1
futimesat dirfd=i0 path=s1 | c0 n1
utimensat dirfd=i0 path=s1 flags=u3 | c0 n1
setxattr path=s1 name=s2 | c0 n1
lsetxattr path=s1 name=s2 | c0 n1
fsetxattr fd=i0 name=s2 | c0 d0
removexattr path=s1 name=s2 | c0 n1
lremovexattr path=s1 name=s2 | c0 n1
fremovexattr fd=i0 name=s2 | c0 d0
readlink path=s1 | c0 n1
readlinkat dirfd=i0 path=s1 | c0 n1
faccessat dirfd=i0 name=s1 mode=u2 | c0 n1
faccessat2 dirfd=i0 name=s1 mode=u2 flags=u3 | c0 n1
statx dirfd=i0 path=s1 flags=u2 | c0 n1
name_to_handle_at dirfd=i0 path=s1 | c0 n1
execve filename=s1 | c0 n1
execveat dirfd=i0 filename=s1 flags=u4 | c0 n1
fsopen name=s0 flags=u1
open_tree dirfd=i0 path=s1 flags=u2 | c0 n1 dr
move_mount from_dirfd=i0 oldpath=s2 to_dirfd=i2 newpath=s3 flags=u4 | c1 n3
mount_setattr dirfd=i0 path=s1 flags=u2 | c0 n1
swapon path=s1 | c0 n1
swapoff path=s1 | c0 n1
acct path=s1 | c0 n1
kexec_file_load fd=i0 cmdline=s1 | c0 d0
access name=s1 mode=u1 | c0 n1
stat path=s1 | c0 n1
lstat path=s1 | c0 n1
newfstatat dirfd=i0 path=s1 flags=u3 | c0 n1
mount dev=s2 dir=s1 type=s3 flags=u3 | c0 n1
umount name=s1 | c0 n1
umount2 name=s1 flags=u1 | c0 n1
setns fd=i0 nstype=u1 | c0 d0
unshare flags=u0
setuid uid=u0
setgid gid=u0
setreuid ruid=u0 euid=u1
setregid rgid=u0 egid=u1
setresuid ruid=u0 euid=u1 suid=u2
setresgid rgid=u0 egid=u1 sgid=u2
setpgid pid=i0 pgid=i1
setsid
ptrace request=i0 pid=i1 addr=x2 data=x3
bpf fd=r cmd=i0
userfaultfd flags=u0
memfd_create fd=r name=s0 flags=u1 | c1 n0 dr
dup oldfd=i0 | c0 dr
dup2 oldfd=i0 newfd=i1 | c0 dr
dup3 oldfd=i0 newfd=i1 flags=u2 | c0 dr
fcntl fd=i0 cmd=u1 arg=x2 | c0 d0
ioctl fd=i0 request=x1 argument=x2 | c0 d0
socketpair domain=i0 type=u1 proto=u2
io_uring_setup entries=u0
io_uring_enter fd=i0 to_submit=u1 min_complete=u2 flags=u3 | d0
io_uring_register fd=i0 opcode=u1 arg=x2 nr_args=u3 | d0
init_module length=x1 uargs=s0
finit_module fd=i0 uargs=s1 flags=u2 | c0 d0
delete_module name=s0 flags=u1
kill pid=i0 sig=i1
tkill tid=i0 sig=i1
tgkill pid=i0 tid=i1 sig=i2
prctl option=i0 arg2_str=s0 arg2_int=x1
keyctl operation=i0 arg2=x1 arg3=x2 arg4=x3 arg5=x4
seccomp op=u0 flags=u1
process_vm_readv pid=i0
process_vm_writev pid=i0
pidfd_open fd=r pid=i0 flags=u1 | dr
pidfd_getfd fd=r pid_fd=i0 target_fd=i1 flags=u2 | c0 dr
mmap addr=x0 length=x1 prot=u2 flags=u3 fd=i4 offset=x5 | c0 d4
mprotect addr=x0 length=x1 prot=u2
munmap addr=x0 length=x1
sendfile out_fd=i0 in_fd=i1 size=x3 | c0 d0
splice fd_in=i0 fd_out=i2 size=x4 flags=u5 | c0 d2
copy_file_range fdin=i0 offin=x1 fdout=i2 offout=x3 len=x4 | c0 d2
fsconfig fd=i0 cmd=i1 key=s0 value_charbuf=s1 aux=i4 | d0
read fd=i0 size=x2 | c0 d0
write fd=i0 size=x2 | c0 d0
pread fd=i0 size=x2 pos=x3 | c0 d0
pwrite fd=i0 size=x2 pos=x3 | c0 d0
readv fd=i0 | c0 d0
writev fd=i0 | c0 d0
inotify_init1 flags=u0
eventfd2 initval=u0 flags=u1
timerfd_create clockid=i0 flags=u1
epoll_create1 flags=u0
pipe2 flags=u1
close_range first=u0 last=u1 flags=u2
flock fd=i0 operation=u1 | c0 d0
quotactl cmd=u0 special=s0 id=u2
`;
