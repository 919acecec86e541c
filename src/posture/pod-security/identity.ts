import { booleanOf, fieldOf } from '#kube/json.ts';
import type { PodSecurityPlace } from '#model/pod-security.ts';
import type { Control } from './control.ts';
import { contextsOf, lackIn, type PodFacts } from './facts.ts';
import { owners } from './wording.ts';

export const runAsNonRoot: Control = {
  id: 'runAsNonRoot',
  level: 'restricted',
  since: 0,
  find: (facts) =>
    isRelaxed(facts) ? [] : [...findField(facts, 'runAsNonRoot', false), ...findUnset(facts)],
  say: (places) => {
    const wrong = places.filter(({ value }) => value !== undefined);
    if (wrong.length > 0) return `${owners(wrong)} must not set runAsNonRoot to false`;
    return `the pod or ${owners(places)} must set runAsNonRoot to true`;
  },
};

export const runAsUser: Control = {
  id: 'runAsUser',
  level: 'restricted',
  since: 23,
  find: (facts) => (isRelaxed(facts) ? [] : findField(facts, 'runAsUser', 0)),
  say: (places) => `${owners(places)} must not run as user 0`,
};

/** With users of its own a pod's root is nobody on the node. */
function isRelaxed({ minor, hasOwnUsers }: PodFacts): boolean {
  return minor >= 35 && hasOwnUsers;
}

function findField(
  facts: PodFacts,
  field: string,
  wrong: boolean | number,
): readonly PodSecurityPlace[] {
  const places: PodSecurityPlace[] = [];
  for (const { security, place } of contextsOf(facts)) {
    if (fieldOf(security, field) === wrong) places.push(place([field], String(wrong)));
  }
  return places;
}

function findUnset({ security, containers }: PodFacts): readonly PodSecurityPlace[] {
  if (fieldOf(security, 'runAsNonRoot') === true) return [];
  return containers
    .filter((one) => booleanOf(fieldOf(one.security, 'runAsNonRoot')) === undefined)
    .map((one) => lackIn(one, ['securityContext', 'runAsNonRoot']));
}
