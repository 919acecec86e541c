import { fieldOf, objectsOf, textOf } from '#kube/json.ts';
import type { PodSecurityPlace } from '#model/pod-security.ts';
import type { Control } from './control.ts';
import { lackIn, type PodFacts, placeIn } from './facts.ts';
import { listed, owners, quoted, valuesOf } from './wording.ts';

export const privileged: Control = {
  id: 'privileged',
  level: 'baseline',
  since: 0,
  find: ({ containers }) =>
    containers
      .filter(({ security }) => fieldOf(security, 'privileged') === true)
      .map((one) => placeIn(one, ['securityContext', 'privileged'], 'true')),
  say: (places) => `${owners(places)} must not be privileged`,
};

export const allowPrivilegeEscalation: Control = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  since: 8,
  find: (facts) => (facts.minor >= 25 && facts.isWindows ? [] : findEscalation(facts)),
  say: (places) => `${owners(places)} must set allowPrivilegeEscalation to false`,
};

const escalation = ['securityContext', 'allowPrivilegeEscalation'] as const;

function findEscalation({ containers }: PodFacts): readonly PodSecurityPlace[] {
  return containers.flatMap((one) => {
    const value = fieldOf(one.security, 'allowPrivilegeEscalation');
    if (value === false) return [];
    return [value === true ? placeIn(one, escalation, 'true') : lackIn(one, escalation)];
  });
}

export const procMount: Control = {
  id: 'procMount',
  level: 'baseline',
  since: 0,
  find: (facts) => (facts.minor >= 35 && facts.hasOwnUsers ? [] : findProcMount(facts)),
  say: sayProcMount,
};

export const procMountRestricted: Control = {
  id: 'procMount_restricted',
  level: 'restricted',
  since: 35,
  insteadOf: 'procMount',
  find: findProcMount,
  say: sayProcMount,
};

function findProcMount({ containers }: PodFacts): readonly PodSecurityPlace[] {
  return containers.flatMap((one) => {
    const value = textOf(fieldOf(one.security, 'procMount')) ?? 'Default';
    return value === 'Default' ? [] : [placeIn(one, ['securityContext', 'procMount'], value)];
  });
}

function sayProcMount(places: readonly PodSecurityPlace[]): string {
  return `${owners(places)} must not set procMount to ${quoted(valuesOf(places))}`;
}

/** Kernel settings that belong to one pod alone, with the minor version from which the standards let them pass. */
const allowedSysctls: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
  ['net.ipv4.tcp_slow_start_after_idle', 37],
  ['net.ipv4.tcp_notsent_lowat', 37],
]);

export const sysctls: Control = {
  id: 'sysctls',
  level: 'baseline',
  since: 0,
  find: ({ security, pod: { specPath }, minor }) =>
    objectsOf(fieldOf(security, 'sysctls')).flatMap(([at, sysctl]) => {
      const name = textOf(fieldOf(sysctl, 'name')) ?? '';
      if ((allowedSysctls.get(name) ?? Infinity) <= minor) return [];
      return [{ field: [...specPath, 'securityContext', 'sysctls', at, 'name'], value: name }];
    }),
  say: (places) =>
    `the pod changes kernel settings that may reach beyond it: ${listed(valuesOf(places))}`,
};
