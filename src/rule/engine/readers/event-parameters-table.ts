/**
 * Parameters of events in order, as `name=kind`. Kinds: `F` descriptor, `E` result or errno, `s` text, `B` bytes, `P` path, `R:n` path
 * relative to the directory of parameter n, `n` decimal, `x` hexadecimal, `o` octal, `f` flags, `e` enumeration, `m` mode, `p` process id,
 * `u` user id, `g` group id, `a` address, `t` connection, `G` signal, `A` set of signals, `r` duration, `l` list of descriptors, `d` dynamic.
 */
export const eventParameters = `
open fd=F name=P flags=f:fileFlags mode=o dev=x ino=n
close,fstat,fchdir,getdents,getdents64 res=E fd=F
read,write,writev res=E data=B fd=F size=n
socket fd=F domain=e:socketFamilies type=n proto=n flags=f:fileFlags
bind res=E addr=a fd=F
connect res=E tuple=t fd=F addr=a
listen res=E fd=F backlog=n
send,sendto,recv,sendmsg res=E data=B fd=F size=n tuple=t
recvfrom res=E data=B tuple=t fd=F size=n
shutdown res=E fd=F how=e:shutdownHow
socketpair res=E fd1=F fd2=F source=x peer=x domain=e:socketFamilies type=n proto=n
setsockopt,getsockopt res=E fd=F level=e:sockoptLevels optname=e:sockoptOptions val=d optlen=n
sendmmsg res=E fd=F size=n data=B tuple=t
recvmsg res=E size=n data=B tuple=t msgcontrol=B fd=F
recvmmsg res=E fd=F size=n data=B tuple=t msgcontrol=B
creat fd=F name=P mode=o dev=x ino=n creat_flags=f:creatFlags
pipe res=E fd1=F fd2=F ino=n
eventfd res=F initval=n flags=x
futex res=E addr=x op=f:futexOperations val=n
stat,lstat,stat64,lstat64,chroot,rmdir,unlink res=E path=P
fstat64,select,munlockall res=E
epoll_wait res=E maxevents=E
poll res=E fds=l timeout=n
lseek,llseek res=E fd=F offset=n whence=e:lseekWhence
getcwd,chdir res=E path=s
pread,pwrite,pwritev res=E data=B fd=F size=n pos=n
readv res=E size=n data=B fd=F
preadv res=E size=n data=B fd=F pos=n
signalfd res=F fd=F mask=x flags=x
kill res=E pid=p sig=G
tkill res=E tid=p sig=G
tgkill res=E pid=p tid=p sig=G
nanosleep res=E interval=r
timerfd_create res=F clockid=n flags=x
inotify_init res=F flags=x
getrlimit,setrlimit res=E cur=n max=n resource=e:rlimitResources
prlimit res=E newcur=n newmax=n oldcur=n oldmax=n pid=n resource=e:rlimitResources
drop ratio=n
fcntl res=F fd=F cmd=e:fcntlCommands arg=x
brk res=x vm_size=n vm_rss=n vm_swap=n addr=x
mmap res=E vm_size=n vm_rss=n vm_swap=n addr=x length=n prot=f:protFlags flags=f:mmapFlags fd=F
  offset=n
mmap2 res=E vm_size=n vm_rss=n vm_swap=n addr=x length=n prot=f:protFlags flags=f:mmapFlags fd=F
  pgoffset=n
munmap res=E vm_size=n vm_rss=n vm_swap=n addr=x length=n
splice res=E fd_in=F fd_out=F size=n flags=f:spliceFlags
ptrace res=E addr=d data=d request=e:ptraceRequests pid=p
ioctl res=E fd=F request=x argument=x
rename,link res=E oldpath=P newpath=P
renameat res=E olddirfd=F oldpath=R:1 newdirfd=F newpath=R:3
symlink res=E target=s linkpath=P
symlinkat res=E target=s linkdirfd=F linkpath=R:2
sendfile res=E offset=n out_fd=F in_fd=F size=n
quotactl res=E special=s quotafilepath=s dqb_bhardlimit=n dqb_bsoftlimit=n dqb_curspace=n
  dqb_ihardlimit=n dqb_isoftlimit=n dqb_btime=r dqb_itime=r dqi_bgrace=r dqi_igrace=r
  dqi_flags=f:quotactlDqiFlags quota_fmt_out=f:quotactlQuotaFmts cmd=f:quotactlCmds
  type=f:quotactlTypes id=n quota_fmt=f:quotactlQuotaFmts
setresuid,getresuid res=E ruid=u euid=u suid=u
setresgid,getresgid res=E rgid=g egid=g sgid=g
close_range res=E first=n last=n flags=f:closeRangeFlags
setuid res=E uid=u
setgid res=E gid=g
getuid uid=u
geteuid euid=u
getgid gid=g
getegid egid=g
clone,fork,vfork,clone3 res=p exe=s args=B tid=p pid=p ptid=p cwd=s fdlimit=n pgft_maj=n
  pgft_min=n vm_size=n vm_rss=n vm_swap=n comm=s cgroups=B flags=f:cloneFlags uid=n gid=n vtid=p
  vpid=p pidns_init_start_ts=n
setns res=E fd=F nstype=f:cloneFlags
flock res=E fd=F operation=f:flockFlags
accept fd=F tuple=t queuepct=n queuelen=n queuemax=n
semop res=E nsops=n sem_num_0=n sem_op_0=n sem_flg_0=f:semopFlags sem_num_1=n sem_op_1=n
  sem_flg_1=f:semopFlags semid=n
semctl res=E semid=n semnum=n cmd=f:semctlCommands val=n
ppoll res=E fds=l timeout=r sigmask=A
mount res=E dev=s dir=P type=s flags=f:mountFlags
semget res=E key=x nsems=n semflg=f:semgetFlags
access res=E name=P mode=f:accessFlags
setsid res=p
mkdir res=E path=P mode=x
unshare res=E flags=f:cloneFlags
execve res=E exe=s args=B tid=p pid=p ptid=p cwd=s fdlimit=n pgft_maj=n pgft_min=n vm_size=n
  vm_rss=n vm_swap=n comm=s cgroups=B env=B tty=n vpgid=p loginuid=u flags=f:execveFlags
  cap_inheritable=x cap_permitted=x cap_effective=x exe_ino=n exe_ino_ctime=T exe_ino_mtime=T uid=u
  trusted_exepath=P pgid=p gid=g filename=P
setpgid res=E pid=p pgid=p
seccomp res=E op=n flags=x
unlinkat res=E dirfd=F name=R:1 flags=f:unlinkatFlags
mkdirat res=E dirfd=F path=R:1 mode=x
openat fd=F dirfd=F name=R:1 flags=f:fileFlags mode=o dev=x ino=n
linkat res=E olddir=F oldpath=R:1 newdir=F newpath=R:3 flags=f:linkatFlags
fchmodat res=E dirfd=F filename=R:1 mode=m:chmodMode
chmod res=E filename=P mode=m:chmodMode
fchmod res=E fd=F mode=m:chmodMode
renameat2 res=E olddirfd=F oldpath=R:1 newdirfd=F newpath=R:3 flags=f:renameat2Flags
userfaultfd res=E flags=f:fileFlags
openat2 fd=F dirfd=F name=R:1 flags=f:fileFlags mode=o resolve=f:openat2Flags dev=x ino=n
mprotect res=E addr=x length=n prot=f:protFlags
execveat res=E exe=s args=B tid=p pid=p ptid=p cwd=s fdlimit=n pgft_maj=n pgft_min=n vm_size=n
  vm_rss=n vm_swap=n comm=s cgroups=B env=B tty=n vpgid=p loginuid=u flags=f:execveFlags
  cap_inheritable=x cap_permitted=x cap_effective=x exe_ino=n exe_ino_ctime=T exe_ino_mtime=T uid=u
  trusted_exepath=P pgid=p gid=g
copy_file_range res=E fdout=F offout=n fdin=F offin=n len=n
open_by_handle_at fd=F mountfd=F flags=f:fileFlags path=P dev=x ino=n
io_uring_setup res=E entries=n sq_entries=n cq_entries=n flags=f:ioUringSetupFlags sq_thread_cpu=n
  sq_thread_idle=n features=f:ioUringSetupFeats
io_uring_enter res=E fd=F to_submit=n min_complete=n flags=f:ioUringEnterFlags sig=A
io_uring_register res=E fd=F opcode=e:ioUringRegisterOpcodes arg=x nr_args=n
mlock,munlock res=E addr=x len=n
mlockall res=E flags=f:mlockallFlags
capset res=E cap_inheritable=x cap_permitted=x cap_effective=x
dup2 res=F oldfd=F newfd=F
dup3 res=F oldfd=F newfd=F flags=f:fileFlags
dup res=F oldfd=F
bpf fd=F cmd=e:bpfCommands
mlock2 res=E addr=x len=n flags=f:mlock2Flags
fsconfig res=E fd=F cmd=e:fsconfigCmds key=s value_bytebuf=B value_charbuf=s aux=n
epoll_create res=E size=n
epoll_create1 res=E flags=f:epollCreate1Flags
chown,lchown res=E path=P uid=n gid=n
fchown res=E fd=F uid=n gid=n
fchownat res=E dirfd=F pathname=R:1 uid=n gid=n flags=f:fchownatFlags
umount res=E name=P
accept4 fd=F tuple=t queuepct=n queuelen=n queuemax=n flags=x
umount2 res=E name=P flags=f:umountFlags
pipe2 res=E fd1=F fd2=F ino=n flags=f:fileFlags
inotify_init1 res=F flags=f:fileFlags
eventfd2 res=F flags=f:fileFlags initval=n
signalfd4 res=F flags=f:fileFlags fd=F mask=x
prctl res=E option=e:prctlOptions arg2_str=s arg2_int=n
memfd_create fd=F name=s flags=f:memfdCreateFlags
pidfd_getfd fd=F pid_fd=F target_fd=F flags=x
pidfd_open fd=F pid=p flags=f:pidfdOpenFlags
init_module res=E img=B length=n uargs=s
finit_module res=E fd=F uargs=s flags=f:finitModuleFlags
mknod res=E path=P mode=m:mknodMode dev=n
mknodat res=E dirfd=F path=R:1 mode=m:mknodMode dev=n
newfstatat res=E dirfd=F path=R:1 flags=f:newfstatatFlags
process_vm_readv,process_vm_writev res=n pid=p data=B
delete_module res=E name=s flags=f:deleteModuleFlags
setreuid res=E ruid=u euid=u
setregid res=E rgid=u egid=u
keyctl res=E operation=e:keyctlOperations arg2=d arg3=d arg4=d arg5=d
dns name=s type=s answers=s response=b rcode=n id=n
tls name=s
http host=s
io_uring_submit op=s fd=F opcode=n flags=x name=P
`;
