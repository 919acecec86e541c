import type { KernelInterest } from '#contract/runtime.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { openTypes } from './readers/open-fields.ts';
import { secondName } from './second-name.ts';

const given: ReadonlySet<string> = new Set(
  'execve execveat clone clone3 fork vfork procexit'.split(' '),
);

/** Whether a kernel that was told `interest` tells an event: what its programs do, for tests and for recordings. */
export function isOfInterest(interest: KernelInterest, event: RuntimeEvent): boolean {
  if (interest.scope === 'containers' && event.process.container === undefined) return false;
  const own = ofOwnType(interest, event.type);
  if (own !== undefined) return own;
  if (!interest.calls.includes(event.type)) return false;
  if (hasFailed(event) && !areFailuresOfInterest(interest, event.type)) return false;
  return !openTypes.has(event.type) || isOpenOfInterest(interest, event);
}

/** Of what is no system call, and of what always comes. */
function ofOwnType({ network, uring }: KernelInterest, type: string): boolean | undefined {
  if (given.has(type)) return true;
  if (type === 'dns') return network.dns;
  if (type === 'tls') return network.sni;
  if (type === 'http') return network.http;
  return type === 'io_uring_submit' ? uring : undefined;
}

function hasFailed({ type, result }: RuntimeEvent): boolean {
  const inProgress = -115;
  return result !== undefined && result < 0 && !(type === 'connect' && result === inProgress);
}

function areFailuresOfInterest({ failures, failing }: KernelInterest, type: string): boolean {
  return failures && failing?.includes(type) !== false;
}

function isOpenOfInterest({ opens }: KernelInterest, event: RuntimeEvent): boolean {
  const flags = event.args['flags'];
  const access = typeof flags === 'number' ? flags & 3 : 0;
  if (access !== 0) return opens.writes;
  const isTold = event.type === 'open_by_handle_at' || event.marks?.includes('compat') === true;
  if (opens.reads !== 'listed' || isTold) return opens.reads !== 'none';
  return isChosen(opens, event);
}

function isChosen(
  { prefixes, names, programs }: KernelInterest['opens'],
  event: RuntimeEvent,
): boolean {
  const { fd, process } = event;
  if (programs?.includes(process.name.slice(0, 15)) === true) return true;
  if (fd !== undefined && names?.includes(fd.name.slice(fd.name.lastIndexOf('/') + 1)) === true)
    return true;
  const paths = [fd?.name, secondName(event), event.args['name']];
  return paths.some(
    (path) => typeof path === 'string' && prefixes.some((prefix) => path.startsWith(prefix)),
  );
}
