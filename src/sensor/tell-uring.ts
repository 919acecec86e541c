import type { Context } from './context.ts';
import { argumentPath } from './tell-open.ts';
import { layout } from './wire.gen.ts';

const { uring } = layout;
const currentDirectory = -100;
/** IORING_OP_* in the order of their numbers. */
const operations =
  'nop readv writev fsync read_fixed write_fixed poll_add poll_remove sync_file_range sendmsg recvmsg timeout timeout_remove accept async_cancel link_timeout connect fallocate openat close files_update statx read write fadvise madvise send recv openat2 epoll_ctl splice provide_buffers remove_buffers tee shutdown renameat unlinkat mkdirat symlinkat linkat msg_ring fsetxattr setxattr fgetxattr getxattr socket uring_cmd send_zc sendmsg_zc read_multishot waitid futex_wait futex_wake futex_waitv fixed_fd_install ftruncate bind listen recv_zc epoll_wait readv_fixed writev_fixed pipe'.split(
    ' ',
  );

/** CSN_URING: false when its path does not fit. */
export function tellUring(context: Context, at: number, end: number): boolean {
  const { view } = context;
  const length = view.u16(at + uring.pathLen);
  if (at + uring.size + length > end) return false;
  const process = context.processAt(at);
  const path = view.text(at + uring.size, length);
  const opcode = view.u32(at + uring.opcode);
  const fd = view.i32(at + uring.fd);
  const event = context.begin(at, 'io_uring_submit', process);
  event.result = undefined;
  event.args = {
    op: operations[opcode] ?? `op${opcode}`,
    fd,
    opcode,
    flags: view.u64(at + uring.flags),
    ...(path === '' ? {} : { name: path }),
  };
  const name = argumentPath(path, process.cwd, currentDirectory);
  event.fd = {
    number: fd,
    kind: path === '' ? 'other' : 'file',
    name,
    rawName: path === '' || path === name ? undefined : path,
  };
  context.tell();
  return true;
}
