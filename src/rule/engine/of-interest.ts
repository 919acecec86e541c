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
  if (hasFailed(event) && !interest.failures) return false;
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

function isOpenOfInterest({ opens }: KernelInterest, event: RuntimeEvent): boolean {
  const flags = event.args['flags'];
  const access = typeof flags === 'number' ? flags & 3 : 0;
  if (access !== 0) return opens.writes;
  if (opens.reads !== 'listed') return opens.reads === 'all';
  const names = [event.fd?.name, secondName(event), event.args['name']];
  return names.some(
    (name) => typeof name === 'string' && opens.prefixes.some((prefix) => name.startsWith(prefix)),
  );
}
