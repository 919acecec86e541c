/**
 * Kinds of events as captures number them, a pair a line: what the call was asked (even number), then what it answered
 * (odd). Each has its flags in hexadecimal (4 uses a descriptor, 40 unused, 200 old version, 800 large) and its parameters as `name:type`;
 * types are numbers of `parameter.ts`. Two names are given where the pair has two.
 */
export const eventTableText = `
syscall 1200 ID:18 nativeID:6 | 1000 ID:18 nativeID:6
open 1021 name:17 flags:30 mode:7 | 1021 fd:14 name:17 flags:30 mode:7 dev:7 ino:8
close 1226 fd:14 | 1026 res:11 fd:14
read 120c fd:14 size:7 | 100c res:11 data:10 fd:14 size:7
write 1214 fd:14 size:7 | 1014 res:11 data:10 fd:14 size:7
brk 1200 size:7 | 1200 res:8
execve 1220 | 1220 res:11 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:8
clone 220 | 1220 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 flags:30 uid:7 gid:7
procexit/NA 1220 | 40
socket 1221 domain:46 type:7 proto:7 | 1021 fd:14 domain:46 type:7 proto:7 flags:30
bind 1224 fd:14 | 1024 res:11 addr:12 fd:14
connect 1024 fd:14 addr:12 | 1024 res:11 tuple:13 fd:14 addr:12
listen 1204 fd:14 backlog:3 | 1004 res:11 fd:14 backlog:3
accept 221 | 1221 fd:14 tuple:13 queuepct:5
send 1214 fd:14 size:7 | 1014 res:11 data:10 fd:14 size:7 tuple:13
sendto 1234 fd:14 size:7 tuple:13 | 1034 res:11 data:10 fd:14 size:7 tuple:13
recv 120c fd:14 size:7 | 100c res:11 data:10 fd:14 size:7 tuple:13
recvfrom 122c fd:14 size:7 | 102c res:11 data:10 tuple:13 fd:14 size:7
shutdown 1224 fd:14 how:44 | 1024 res:11 fd:14 how:44
getsockname 200 | 0
getpeername 200 | 0
socketpair 1221 domain:46 type:7 proto:7 | 1021 res:11 fd1:14 fd2:14 source:8 peer:8 domain:46 type:7 proto:7
setsockopt 200 | 4 res:11 fd:14 level:44 optname:44 val:27 optlen:7
getsockopt 220 | 24 res:11 fd:14 level:44 optname:44 val:27 optlen:7
sendmsg 1234 fd:14 size:7 tuple:13 | 1034 res:11 data:10 fd:14 size:7 tuple:13
sendmmsg 200 | 1034 res:11 fd:14 size:7 data:10 tuple:13
recvmsg 122c fd:14 | 102c res:11 size:7 data:10 tuple:13 msgcontrol:10 fd:14
recvmmsg 200 | 102c res:11 fd:14 size:7 data:10 tuple:13 msgcontrol:10
accept 1221 flags:3 | 1221 fd:14 tuple:13 queuepct:5
creat 1021 name:17 mode:7 | 1021 fd:14 name:17 mode:7 dev:7 ino:8 creat_flags:29
pipe 221 | 21 res:11 fd1:14 fd2:14 ino:8
eventfd 1221 initval:8 flags:7 | 1021 res:14 initval:8 flags:7
futex 1200 addr:8 op:29 val:8 | 1000 res:11 addr:8 op:29 val:8
stat 200 | 0 res:11 path:17
lstat 200 | 0 res:11 path:17
fstat 1204 fd:14 | 1004 res:11 fd:14
stat64 200 | 0 res:11 path:17
lstat64 200 | 0 res:11 path:17
fstat64 204 fd:14 | 0 res:11
epoll_wait 1280 maxevents:11 | 1080 res:11 maxevents:11
poll 1280 fds:16 timeout:4 | 1080 res:11 fds:16 timeout:4
select 280 | 80 res:11
select 280 | 1280 res:11
lseek 1204 fd:14 offset:8 whence:44 | 1004 res:11 fd:14 offset:8 whence:44
llseek 1204 fd:14 offset:8 whence:44 | 1004 res:11 fd:14 offset:8 whence:44
ioctl 1204 fd:14 request:8 | 1204 res:11
getcwd 200 | 0 res:11 path:9
chdir 220 | 20 res:11 path:9
fchdir 1224 fd:14 | 1024 res:11 fd:14
mkdir 1200 path:17 mode:7 | 1200 res:11
rmdir 1200 path:17 | 1200 res:11
openat 1221 dirfd:14 name:9 flags:30 mode:7 | 1221 fd:14
link 1200 oldpath:17 newpath:17 | 1200 res:11
linkat 1200 olddir:14 oldpath:9 newdir:14 newpath:9 | 1200 res:11
unlink 1200 path:17 | 1200 res:11
unlinkat 1200 dirfd:14 name:9 | 1200 res:11
pread 120c fd:14 size:7 pos:8 | 100c res:11 data:10 fd:14 size:7 pos:8
pwrite 1214 fd:14 size:7 pos:8 | 1014 res:11 data:10 fd:14 size:7 pos:8
readv 120c fd:14 | 100c res:11 size:7 data:10 fd:14
writev 1214 fd:14 size:7 | 1014 res:11 data:10 fd:14 size:7
preadv 120c fd:14 pos:8 | 100c res:11 size:7 data:10 fd:14 pos:8
pwritev 1214 fd:14 size:7 pos:8 | 1014 res:11 data:10 fd:14 size:7 pos:8
dup 1225 fd:14 | 1225 res:14
signalfd 1221 fd:14 mask:7 flags:5 | 1021 res:14 fd:14 mask:7 flags:5
kill 1200 pid:15 sig:19 | 1000 res:11 pid:15 sig:19
tkill 1200 tid:15 sig:19 | 1000 res:11 tid:15 sig:19
tgkill 1200 pid:15 tid:15 sig:19 | 1000 res:11 pid:15 tid:15 sig:19
nanosleep 1280 interval:20 | 1080 res:11 interval:20
timerfd_create 1221 clockid:5 flags:5 | 1021 res:14 clockid:5 flags:5
inotify_init 1221 flags:5 | 1021 res:14 flags:5
getrlimit 1200 resource:44 | 1000 res:11 cur:4 max:4 resource:44
setrlimit 1200 resource:44 | 1000 res:11 cur:4 max:4 resource:44
prlimit 1200 pid:15 resource:44 | 1000 res:11 newcur:4 newmax:4 oldcur:4 oldmax:4 pid:4 resource:44
switch/NA 1300 next:15 | 40
drop 100 ratio:7 | 100 ratio:7
fcntl 1224 fd:14 cmd:44 | 1024 res:14 fd:14 cmd:44 arg:8
switch/NA 0 next:15 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 | 40
execve 1220 | 1220 res:11 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:8 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7
clone 220 | 1220 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 flags:30 uid:7 gid:7
brk 1200 addr:8 | 1000 res:8 vm_size:7 vm_rss:7 vm_swap:7 addr:8
mmap 1204 addr:8 length:8 prot:30 flags:30 fd:14 offset:8 | 1004 res:11 vm_size:7 vm_rss:7 vm_swap:7 addr:8 length:8 prot:30 flags:30 fd:14 offset:8
mmap2 1204 addr:8 length:8 prot:30 flags:30 fd:14 pgoffset:8 | 1004 res:11 vm_size:7 vm_rss:7 vm_swap:7 addr:8 length:8 prot:30 flags:30 fd:14 pgoffset:8
munmap 1200 addr:8 length:8 | 1000 res:11 vm_size:7 vm_rss:7 vm_swap:7 addr:8 length:8
splice 1204 fd_in:14 fd_out:14 size:8 flags:30 | 1004 res:11 fd_in:14 fd_out:14 size:8 flags:30
ptrace 1200 request:45 pid:15 | 1000 res:11 addr:27 data:27 request:45 pid:15
ioctl 1204 fd:14 request:8 argument:8 | 1004 res:11 fd:14 request:8 argument:8
execve 1220 | 1220 res:11 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:8 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 env:10
rename 200 | 0 res:11 oldpath:17 newpath:17
renameat 200 | 0 res:11 olddirfd:14 oldpath:43 newdirfd:14 newpath:43
symlink 200 | 0 res:11 target:9 linkpath:17
symlinkat 200 | 4 res:11 target:9 linkdirfd:14 linkpath:43
fork 220 | 1220 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 flags:30 uid:7 gid:7
vfork 220 | 1220 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 flags:30 uid:7 gid:7
procexit/NA 20 status:11 ret:11 sig:19 core:5 reaper_tid:15 | 40
sendfile 1204 out_fd:14 in_fd:14 offset:8 size:8 | 1004 res:11 offset:8 out_fd:14 in_fd:14 size:8
quotactl 1200 cmd:29 type:28 id:7 quota_fmt:28 | 1000 res:11 special:9 quotafilepath:9 dqb_bhardlimit:8 dqb_bsoftlimit:8 dqb_curspace:8 dqb_ihardlimit:8 dqb_isoftlimit:8 dqb_btime:20 dqb_itime:20 dqi_bgrace:20 dqi_igrace:20 dqi_flags:28 quota_fmt_out:28 cmd:29 type:28 id:7 quota_fmt:28
setresuid 1220 ruid:31 euid:31 suid:31 | 1020 res:11 ruid:31 euid:31 suid:31
setresgid 1220 rgid:32 egid:32 sgid:32 | 1020 res:11 rgid:32 egid:32 sgid:32
scapevent/NA 100 event_type:7 event_data:8 | 40
setuid 1220 uid:31 | 1020 res:11 uid:31
setgid 1220 gid:32 | 1020 res:11 gid:32
getuid 200 | 0 uid:31
geteuid 200 | 0 euid:31
getgid 200 | 0 gid:32
getegid 200 | 0 egid:32
getresuid 200 | 0 res:11 ruid:31 euid:31 suid:31
getresgid 200 | 0 res:11 rgid:32 egid:32 sgid:32
execve 1220 | 1220 res:11 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:8 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 env:10
clone 220 | 1220 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 flags:30 uid:7 gid:7
fork 220 | 1220 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 flags:30 uid:7 gid:7
vfork 220 | 1220 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 flags:30 uid:7 gid:7
clone 220 | 1020 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 cgroups:10 flags:30 uid:7 gid:7 vtid:15 vpid:15 pidns_init_start_ts:8
fork 220 | 1020 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 cgroups:10 flags:30 uid:7 gid:7 vtid:15 vpid:15 pidns_init_start_ts:8
vfork 220 | 1020 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 cgroups:10 flags:30 uid:7 gid:7 vtid:15 vpid:15 pidns_init_start_ts:8
container/NA 1320 id:9 type:7 name:9 image:9 | 40
execve 1220 | 1220 res:11 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:8 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 cgroups:10 env:10
signaldeliver/NA 0 spid:15 dpid:15 sig:19 | 40
procinfo/NA 100 cpu_usr:8 cpu_sys:8 | 40
getdents 1204 fd:14 | 1004 res:11 fd:14
getdents64 1204 fd:14 | 1004 res:11 fd:14
setns 1204 fd:14 nstype:30 | 1004 res:11 fd:14 nstype:30
flock 1204 fd:14 operation:30 | 1004 res:11 fd:14 operation:30
cpu_hotplug/NA 120 cpu:7 action:7 | 40
accept 221 | 21 fd:14 tuple:13 queuepct:5 queuelen:7 queuemax:7
accept 1221 flags:3 | 1221 fd:14 tuple:13 queuepct:5 queuelen:7 queuemax:7
semop 1200 semid:3 | 1000 res:11 nsops:7 sem_num_0:6 sem_op_0:2 sem_flg_0:29 sem_num_1:6 sem_op_1:2 sem_flg_1:29 semid:3
semctl 1200 semid:3 semnum:3 cmd:29 val:3 | 1000 res:11 semid:3 semnum:3 cmd:29 val:3
ppoll 1280 fds:16 timeout:20 sigmask:34 | 1080 res:11 fds:16 timeout:20 sigmask:34
mount 1220 flags:30 | 1020 res:11 dev:9 dir:17 type:9 flags:30
umount 220 flags:30 | 1220 res:11 name:17
k8s/NA 320 json:9 | 40
semget 1200 key:3 nsems:3 semflg:30 | 1000 res:11 key:3 nsems:3 semflg:30
access 1200 mode:30 | 1000 res:11 name:17 mode:30
chroot 220 | 20 res:11 path:17
tracer/NA 200 id:4 tags:35 args:36 | 40 id:4 tags:35 args:36
mesos/NA 320 json:9 | 40
container/NA 1220 json:9 | 40
setsid 220 | 20 res:15
mkdir 1200 mode:7 | 1000 res:11 path:17 mode:7
rmdir 200 | 0 res:11 path:17
notification/NA 100 id:9 desc:9 | 40
execve 1220 | 1220 res:11 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:8 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 cgroups:10 env:10 tty:3
unshare 1200 flags:30 | 1000 res:11 flags:30
infra/NA 100 source:9 name:9 description:9 scope:9 | 40
execve 1220 filename:17 | 1220 res:11 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:8 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 cgroups:10 env:10 tty:3
page_fault/NA 100 addr:8 ip:8 error:30 | 40
execve 1220 filename:17 | 1020 res:11 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:8 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 cgroups:10 env:10 tty:7 vpgid:15 loginuid:31 flags:30 cap_inheritable:8 cap_permitted:8 cap_effective:8 exe_ino:8 exe_ino_ctime:21 exe_ino_mtime:21 uid:31 trusted_exepath:17 pgid:15 gid:32 filename:17
setpgid 1200 pid:15 pgid:15 | 1000 res:11 pid:15 pgid:15
bpf 1201 cmd:4 | 1201 res_or_fd:27
seccomp 1200 op:8 flags:8 | 1000 res:11 op:8 flags:8
unlink 200 | 0 res:11 path:17
unlinkat 200 | 4 res:11 dirfd:14 name:43 flags:30
mkdirat 200 | 4 res:11 dirfd:14 path:43 mode:7
openat 1021 dirfd:14 name:43 flags:30 mode:7 | 1021 fd:14 dirfd:14 name:43 flags:30 mode:7 dev:7 ino:8
link 200 | 0 res:11 oldpath:17 newpath:17
linkat 200 | 0 res:11 olddir:14 oldpath:43 newdir:14 newpath:43 flags:30
fchmodat 200 | 4 res:11 dirfd:14 filename:43 mode:42
chmod 200 | 0 res:11 filename:17 mode:42
fchmod 200 | 4 res:11 fd:14 mode:42
renameat2 200 | 0 res:11 olddirfd:14 oldpath:43 newdirfd:14 newpath:43 flags:30
userfaultfd 221 | 21 res:11 flags:30
pluginevent/NA 800 plugin_id:7 event_data:10 | 40
container/NA 820 json:9 | 40
openat2 1021 dirfd:14 name:43 flags:30 mode:7 resolve:30 | 1021 fd:14 dirfd:14 name:43 flags:30 mode:7 resolve:30 dev:7 ino:8
mprotect 1200 addr:8 length:8 prot:30 | 1000 res:11 addr:8 length:8 prot:30
execveat 1220 dirfd:14 pathname:43 flags:30 | 1020 res:11 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:8 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 cgroups:10 env:10 tty:7 vpgid:15 loginuid:31 flags:30 cap_inheritable:8 cap_permitted:8 cap_effective:8 exe_ino:8 exe_ino_ctime:21 exe_ino_mtime:21 uid:31 trusted_exepath:17 pgid:15 gid:32
copy_file_range 121c fdin:14 offin:8 len:8 | 101c res:11 fdout:14 offout:8 fdin:14 offin:8 len:8
clone3 220 | 1020 res:15 exe:9 args:10 tid:15 pid:15 ptid:15 cwd:9 fdlimit:4 pgft_maj:8 pgft_min:8 vm_size:7 vm_rss:7 vm_swap:7 comm:9 cgroups:10 flags:30 uid:7 gid:7 vtid:15 vpid:15 pidns_init_start_ts:8
open_by_handle_at 221 | 21 fd:14 mountfd:14 flags:30 path:17 dev:7 ino:8
io_uring_setup 221 | 21 res:11 entries:7 sq_entries:7 cq_entries:7 flags:30 sq_thread_cpu:7 sq_thread_idle:7 features:30
io_uring_enter 200 | 4 res:11 fd:14 to_submit:7 min_complete:7 flags:30 sig:34
io_uring_register 200 | 4 res:11 fd:14 opcode:45 arg:8 nr_args:7
mlock 200 | 0 res:11 addr:8 len:8
munlock 200 | 0 res:11 addr:8 len:8
mlockall 200 | 0 res:11 flags:30
munlockall 200 | 0 res:11
capset 220 | 20 res:11 cap_inheritable:8 cap_permitted:8 cap_effective:8
useradded/NA 20 uid:7 gid:7 name:9 home:9 shell:9 container_id:9 | 40
userdeleted/NA 20 uid:7 gid:7 name:9 home:9 shell:9 container_id:9 | 40
groupadded/NA 20 gid:7 name:9 container_id:9 | 40
groupdeleted/NA 20 gid:7 name:9 container_id:9 | 40
dup2 225 fd:14 | 25 res:14 oldfd:14 newfd:14
dup3 225 fd:14 | 25 res:14 oldfd:14 newfd:14 flags:30
dup 225 fd:14 | 25 res:14 oldfd:14
bpf 201 cmd:4 | 1 fd:14 cmd:46
mlock2 200 | 0 res:11 addr:8 len:8 flags:30
fsconfig 200 | 4 res:11 fd:14 cmd:46 key:9 value_bytebuf:10 value_charbuf:9 aux:3
epoll_create 1221 size:3 | 1021 res:11 size:3
epoll_create1 1221 flags:30 | 1021 res:11 flags:30
chown 200 | 0 res:11 path:17 uid:7 gid:7
lchown 200 | 0 res:11 path:17 uid:7 gid:7
fchown 200 | 4 res:11 fd:14 uid:7 gid:7
fchownat 200 | 4 res:11 dirfd:14 pathname:43 uid:7 gid:7 flags:30
umount 220 | 20 res:11 name:17
accept4 1221 flags:3 | 1021 fd:14 tuple:13 queuepct:5 queuelen:7 queuemax:7 flags:3
umount2 1220 flags:30 | 1020 res:11 name:17 flags:30
pipe2 221 | 21 res:11 fd1:14 fd2:14 ino:8 flags:30
inotify_init1 221 | 21 res:14 flags:29
eventfd2 1221 initval:8 | 1021 res:14 flags:29 initval:8
signalfd4 1221 fd:14 mask:7 | 1021 res:14 flags:29 fd:14 mask:7
prctl 220 | 20 res:11 option:46 arg2_str:9 arg2_int:4
asyncevent/NA 800 plugin_id:7 name:9 data:10 | 40
memfd_create 221 | 21 fd:14 name:9 flags:30
pidfd_getfd 221 | 21 fd:14 pid_fd:14 target_fd:14 flags:7
pidfd_open 221 | 21 fd:14 pid:15 flags:30
init_module 200 | 0 res:11 img:10 length:8 uargs:9
finit_module 200 | c res:11 fd:14 uargs:9 flags:30
mknod 200 | 0 res:11 path:17 mode:42 dev:7
mknodat 200 | 4 res:11 dirfd:14 path:43 mode:42 dev:7
newfstatat 200 | 4 res:11 dirfd:14 path:43 flags:30
process_vm_readv 200 | 0 res:4 pid:15 data:10
process_vm_writev 200 | 0 res:4 pid:15 data:10
delete_module 200 | 0 res:11 name:9 flags:30
setreuid 220 | 20 res:11 ruid:31 euid:31
setregid 200 | 20 res:11 rgid:31 egid:31
task/NA 20 ppid:48 pgid:48 vpgid:48 sid:48 comm:9 argv:35 exepath:17 flags:30 env:35 cwd:9 fdlimit:8 euid:31 egid:32 cap_permitted:8 cap_effective:8 cap_inheritable:8 exe_ino_num:8 exe_ino_ctime:21 exe_ino_mtime:21 vm_size:7 vm_rss:7 vm_swap:7 pgft_maj:8 pgft_min:8 vtgid:48 vpid:48 pidns_init_start_ts:8 cgroups:35 root:17 start_time:21 tty:7 loginuid:31 | 40
task_file_pipe/NA 20 fd:47 path:17 ino_num:8 | 40
task_file_memfd/NA 20 fd:47 path:17 ino_num:8 | 40
task_file_regular/NA 20 fd:47 path:17 flags:30 mnt_id:7 ino_num:8 | 40
task_file_directory/NA 20 fd:47 path:17 ino_num:8 | 40
task_file_socket_inet/NA 20 fd:47 sk_type:6 sk_proto:6 local_ip:26 local_port:22 remote_ip:26 remote_port:22 ino_num:8 | 40
task_file_socket_inet6/NA 20 fd:47 sk_type:6 sk_proto:6 local_ip:38 local_port:22 remote_ip:38 remote_port:22 ino_num:8 | 40
task_file_socket_unix/NA 20 fd:47 sk_type:6 sk_proto:6 sk_pointer:8 sun_path:17 ino_num:8 | 40
task_file_socket_netlink/NA 20 fd:47 sk_type:6 sk_proto:6 ino_num:8 | 40
task_file_anon_inode/NA 20 fd:47 fd_type:28 path:17 ino_num:8 | 40
NA/close_range 40 | 20 res:11 first:7 last:7 flags:30
NA/keyctl 40 | 0 res:11 operation:46 arg2:27 arg3:27 arg4:27 arg5:27
`;
