import type { WorkloadContainer } from '#model/workload.ts';
import { storable } from '../row.ts';

/** Facts of a container that lists and details show: no environment, no labels. */
export function containerFacts(container: WorkloadContainer): object {
  const { user, addresses = [], engine, pod, hostNetwork, readOnlyRoot } = container;
  return {
    engine,
    addresses: addresses.slice(0, 20),
    ...(user !== undefined && { user: storable(user, 200) }),
    ...(pod !== undefined && { pod: storable(pod.name, 300) }),
    privileges: privilegesOf(container),
    ...(readOnlyRoot === true && { readOnlyRoot }),
    ...(hostNetwork === true && { hostNetwork }),
  };
}

/** What it may do beyond its own walls, in words. */
function privilegesOf(container: WorkloadContainer): readonly string[] {
  const { capabilities = [], mounts = [] } = container;
  const flags: readonly (readonly [boolean, string])[] = [
    [container.privileged === true, 'privileged'],
    [container.hostNetwork === true, 'network of the host'],
    [container.hostPid === true, 'processes of the host'],
    [container.seccomp === 'unconfined', 'no seccomp filter'],
    [container.appArmor === 'unconfined', 'no AppArmor profile'],
  ];
  return [
    ...flags.flatMap(([holds, words]) => (holds ? [words] : [])),
    ...capabilities.slice(0, 64).map((name) => `capability ${storable(name, 60)}`),
    ...mounts.filter(isPowerful).slice(0, 50).map(wordsOfMount),
  ];
}

type Mount = NonNullable<WorkloadContainer['mounts']>[number];

const powerful = [
  '/etc',
  '/root',
  '/proc',
  '/sys',
  '/dev',
  '/boot',
  '/home',
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
];

/** A part of the host that gives power over it: the root, its settings, sockets of engines. */
function isPowerful({ source }: Mount): boolean {
  if (source === '/' || source.endsWith('.sock')) return true;
  if (source === '/var/lib' || source === '/var' || source === '/run' || source === '/var/run')
    return true;
  return powerful.some((path) => source === path || source.startsWith(`${path}/`));
}

function wordsOfMount({ source, destination, readWrite }: Mount): string {
  const how = readWrite ? 'may write' : 'may read';
  return `${how} ${storable(source, 300)} of the host at ${storable(destination, 300)}`;
}
