import { fieldOf, isObject, textOf } from '#kube/json.ts';
import type { PodSecurityPlace } from '#model/pod-security.ts';
import type { Control } from './control.ts';
import { contextsOf, lackIn, type PodFacts } from './facts.ts';
import { owners, quoted, valuesOf } from './wording.ts';

const armorAnnotation = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmorProfile: Control = {
  id: 'appArmorProfile',
  level: 'baseline',
  since: 0,
  find: (facts) => [
    ...findTypes(facts, 'appArmorProfile'),
    ...findAnnotations(facts, (key) => key.startsWith(armorAnnotation), isArmor),
  ],
  say: (places) => `AppArmor profiles must not be ${quoted(valuesOf(places))}`,
};

function isArmor(value: string): boolean {
  return value === '' || value === 'runtime/default' || value.startsWith('localhost/');
}

const podSeccomp = 'seccomp.security.alpha.kubernetes.io/pod';
const containerSeccomp = 'container.seccomp.security.alpha.kubernetes.io/';

export const seccompBaseline: Control = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  since: 0,
  find: (facts) =>
    facts.minor >= 19 ? findTypes(facts, 'seccompProfile') : findSeccompAnnotations(facts),
  say: (places) => `seccomp profiles must not be ${quoted(valuesOf(places))}`,
};

export const seccompRestricted: Control = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  since: 19,
  insteadOf: 'seccompProfile_baseline',
  find: (facts) => [
    ...findTypes(facts, 'seccompProfile'),
    ...(facts.minor >= 25 && facts.isWindows ? [] : findUnconfined(facts)),
  ],
  say: (places) => {
    const wrong = places.filter(({ value }) => value !== undefined);
    if (wrong.length > 0) return seccompBaseline.say(wrong);
    return `the pod or ${owners(places)} must set a seccomp profile, RuntimeDefault or Localhost`;
  },
};

/** Profiles in fields: where one is written, its type is `RuntimeDefault` or `Localhost`. */
function findTypes(facts: PodFacts, field: string): readonly PodSecurityPlace[] {
  const places: PodSecurityPlace[] = [];
  for (const { security, place } of contextsOf(facts)) {
    const profile = fieldOf(security, field);
    if (!isObject(profile)) continue;
    const type = textOf(fieldOf(profile, 'type')) ?? '';
    if (type !== 'RuntimeDefault' && type !== 'Localhost')
      places.push(place([field, 'type'], type));
  }
  return places;
}

/** Containers that neither they nor the pod give a profile. */
function findUnconfined({ security, containers }: PodFacts): readonly PodSecurityPlace[] {
  const type = fieldOf(fieldOf(security, 'seccompProfile'), 'type');
  if (type === 'RuntimeDefault' || type === 'Localhost') return [];
  return containers
    .filter((one) => !isObject(fieldOf(one.security, 'seccompProfile')))
    .map((one) => lackIn(one, ['securityContext', 'seccompProfile', 'type']));
}

function findSeccompAnnotations(facts: PodFacts): readonly PodSecurityPlace[] {
  const names = new Set(facts.pod.containers.map(({ name }) => containerSeccomp + name));
  return findAnnotations(
    facts,
    (key) => key === podSeccomp || names.has(key),
    (value) => value !== '' && (value === 'docker/default' || isArmor(value)),
  );
}

function findAnnotations(
  { pod }: PodFacts,
  isKey: (key: string) => boolean,
  isAllowed: (value: string) => boolean,
): readonly PodSecurityPlace[] {
  if (pod.annotations.size === 0) return [];
  return [...pod.annotations]
    .filter(([key, value]) => isKey(key) && !isAllowed(value))
    .map(([key, value]) => ({ field: [...pod.path, 'metadata', 'annotations', key], value }));
}

const types: ReadonlySet<string> = new Set([
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
]);

export const seLinuxOptions: Control = {
  id: 'seLinuxOptions',
  level: 'baseline',
  since: 0,
  find: findSeLinux,
  say: (places) => `SELinux options must not be set to ${quoted(valuesOf(places))}`,
};

function findSeLinux(facts: PodFacts): readonly PodSecurityPlace[] {
  const places: PodSecurityPlace[] = [];
  for (const { security, place } of contextsOf(facts)) {
    const options = fieldOf(security, 'seLinuxOptions');
    if (!isObject(options)) continue;
    for (const name of ['type', 'user', 'role']) {
      const value = textOf(fieldOf(options, name)) ?? '';
      if (value !== '' && !isLabel(name, value, facts.minor))
        places.push(place(['seLinuxOptions', name], value));
    }
  }
  return places;
}

function isLabel(name: string, value: string, minor: number): boolean {
  if (name !== 'type') return false;
  return types.has(value) || (minor >= 31 && value === 'container_engine_t');
}
