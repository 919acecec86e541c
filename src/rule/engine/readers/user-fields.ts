import type { RuntimeProcess } from '#model/runtime-event.ts';
import { capabilityText } from './capability.ts';
import { absent, type FieldMakers, ofEvent, ofProcess, withArgument } from './maker.ts';

/** Fields of users, groups and threads. */
export const userFields: FieldMakers = {
  'user.uid': ofProcess((process) => process.uid, 'e.process.uid'),
  'user.euid': ofProcess((process) => process.effectiveUid),
  'user.name': ofProcess(userName),
  'user.homedir': ofProcess(({ uid }) => (uid === 0 ? '/root' : undefined)),
  'user.shell': absent(),
  'user.loginuid': ofProcess((process) => process.loginUid, 'e.process.loginUid'),
  'user.loginname': ofProcess(loginName),
  'group.gid': ofProcess((process) => process.gid),
  'group.egid': ofProcess((process) => process.effectiveGid),
  'group.name': ofProcess(
    (process) => process.groupName ?? (process.gid === 0 ? 'root' : undefined),
  ),
  'thread.cap_permitted': ofProcess((process) => capabilityText(process.capabilities.permitted)),
  'thread.cap_inheritable': ofProcess((process) =>
    capabilityText(process.capabilities.inheritable),
  ),
  'thread.cap_effective': ofProcess((process) => capabilityText(process.capabilities.effective)),
  'thread.tid': ofEvent((event) => event.thread),
  'thread.ismain': ofEvent((event) => event.thread === event.process.pid),
  'thread.vtid': ofEvent((event) =>
    event.thread === event.process.pid ? (event.process.virtualPid ?? event.thread) : event.thread,
  ),
  'thread.nametid': ofEvent((event) => `${event.process.name}${event.thread}`),
  'thread.cgroups': ofProcess(({ cgroup }) =>
    cgroup === undefined ? undefined : `cgroup=${cgroup}`,
  ),
  'thread.cgroup': withArgument(() => (event) => event.process.cgroup),
  'thread.exectime': absent(),
  'thread.totexectime': absent(),
  'thread.pfmajor': absent(),
  'thread.pfminor': absent(),
  'thread.cpu': absent(),
  'thread.cpu.user': absent(),
  'thread.cpu.system': absent(),
  'thread.vmsize': absent(),
  'thread.vmrss': absent(),
  'thread.vmsize.b': absent(),
  'thread.vmrss.b': absent(),
};

/** User 0 has this name everywhere. */
function userName(process: RuntimeProcess): string | undefined {
  return process.userName ?? (process.uid === 0 ? 'root' : undefined);
}

function loginName(process: RuntimeProcess): string | undefined {
  if (process.loginUid < 0) return undefined;
  return process.loginName ?? (process.loginUid === 0 ? 'root' : undefined);
}
