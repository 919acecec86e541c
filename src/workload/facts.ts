import type { WorkloadContainer, WorkloadImage } from '#model/workload.ts';

/** What one source knows of a container; who it is comes from elsewhere. */
export type ContainerFacts = Partial<Omit<WorkloadContainer, 'id' | 'shortId' | 'partial'>>;

/** `more` wins over `facts`, member by member; images are joined when they do not contradict. */
export function mergeFacts(facts: ContainerFacts, more: ContainerFacts): ContainerFacts {
  const merged = { ...facts, ...more };
  if (facts.pod && more.pod) merged.pod = { ...facts.pod, ...more.pod };
  return facts.image && more.image ? { ...merged, image: joined(facts.image, more.image) } : merged;
}

function joined(image: WorkloadImage, more: WorkloadImage): WorkloadImage {
  const contradicts = image.id !== undefined && more.id !== undefined && image.id !== more.id;
  return contradicts ? more : { ...image, ...more };
}

/** `NET_ADMIN` and `CAP_NET_ADMIN` as `CAP_NET_ADMIN`; `ALL` stays. */
export function capabilityName(name: string): string {
  const upper = name.toUpperCase();
  return upper === 'ALL' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
}

/** Capabilities that engines give without being asked. */
const usual = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'
    .split(' ')
    .map((name) => `CAP_${name}`),
);

/** Those of a bounding set that somebody must have added. */
export function addedCapabilities(bounding: readonly string[]): readonly string[] {
  return bounding.map(capabilityName).filter((name) => !usual.has(name));
}
