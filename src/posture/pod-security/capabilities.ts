import { fieldOf, listOf } from '#kube/json.ts';
import type { PodSecurityPlace } from '#model/pod-security.ts';
import type { Control } from './control.ts';
import { lackIn, type PodFacts, placeIn } from './facts.ts';
import { owners, quoted, valuesOf } from './wording.ts';

/** What container runtimes give by default; more may not be added in `baseline`. */
const usual: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
const bindOnly: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);

export const capabilitiesBaseline: Control = {
  id: 'capabilities_baseline',
  level: 'baseline',
  since: 0,
  find: (facts) => findAdded(facts, usual),
  say: (places) => `${owners(places)} must not add capabilities ${quoted(valuesOf(places))}`,
};

export const capabilitiesRestricted: Control = {
  id: 'capabilities_restricted',
  level: 'restricted',
  since: 22,
  insteadOf: 'capabilities_baseline',
  find: (facts) =>
    // the API server refuses capabilities of Windows pods altogether
    facts.minor >= 25 && facts.isWindows
      ? findAdded(facts, usual)
      : [...findKept(facts), ...findAdded(facts, bindOnly)],
  say: (places) => {
    const kept = places.filter(({ value }) => value === undefined);
    const added = places.filter(({ value }) => value !== undefined);
    return [
      ...(kept.length > 0 ? [`${owners(kept)} must drop capability "ALL"`] : []),
      ...(added.length > 0 ? [capabilitiesBaseline.say(added)] : []),
    ].join('; ');
  },
};

function findAdded(
  { containers }: PodFacts,
  allowed: ReadonlySet<string>,
): readonly PodSecurityPlace[] {
  return containers.flatMap((one) =>
    listOf(fieldOf(fieldOf(one.security, 'capabilities'), 'add')).flatMap((name, at) => {
      if (typeof name === 'string' && allowed.has(name)) return [];
      const text = typeof name === 'string' ? name : JSON.stringify(name);
      return [placeIn(one, ['securityContext', 'capabilities', 'add', at], text)];
    }),
  );
}

function findKept({ containers }: PodFacts): readonly PodSecurityPlace[] {
  return containers
    .filter(
      ({ security }) => !listOf(fieldOf(fieldOf(security, 'capabilities'), 'drop')).includes('ALL'),
    )
    .map((one) => lackIn(one, ['securityContext', 'capabilities', 'drop']));
}
