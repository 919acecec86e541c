import type { ObjectSubject } from '#kube/subject.ts';
import type { PodSecurityPlace } from '#model/pod-security.ts';
import { placesIn } from './violation.ts';

/** `NET_ADMIN` for `cap_net_admin`. */
export function plainName(name: string): string {
  const upper = name.toUpperCase();
  return upper.startsWith('CAP_') ? upper.slice(4) : upper;
}

/** Capabilities beyond the usual ones that containers add, of some names. */
export function addedCapabilities(
  subject: ObjectSubject,
  isMeant: (name: string) => boolean,
): readonly PodSecurityPlace[] {
  const places = placesIn(subject, 'capabilities_baseline');
  return places.filter(({ value = '' }) => isMeant(plainName(value)));
}
