import { type PodTemplate, podTemplateAt } from '#kube/pods.ts';
import type { JsonObject } from '#model/json-value.ts';
import type {
  PodSecurityControl,
  PodSecurityLevel,
  PodSecurityPlace,
  PodSecurityViolation,
} from '#model/pod-security.ts';
import { capabilitiesBaseline, capabilitiesRestricted } from './capabilities.ts';
import type { Control } from './control.ts';
import { factsOf } from './facts.ts';
import {
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  windowsHostProcess,
} from './host.ts';
import { runAsNonRoot, runAsUser } from './identity.ts';
import {
  allowPrivilegeEscalation,
  privileged,
  procMount,
  procMountRestricted,
  sysctls,
} from './kernel.ts';
import { appArmorProfile, seccompBaseline, seccompRestricted, seLinuxOptions } from './profiles.ts';
import { restrictedVolumes } from './volumes.ts';

/** In the order of reports: baseline first, each level by id. */
const controls: readonly Control[] = [
  appArmorProfile,
  capabilitiesBaseline,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  hostProbes,
  privileged,
  procMount,
  seLinuxOptions,
  seccompBaseline,
  sysctls,
  windowsHostProcess,
  allowPrivilegeEscalation,
  capabilitiesRestricted,
  procMountRestricted,
  restrictedVolumes,
  runAsNonRoot,
  runAsUser,
  seccompRestricted,
];
/** The newest minor version that brought a change. */
const newest = 37;
/** What is asked at each level, by minor version. */
const tables = {
  baseline: Array.from({ length: newest + 1 }, (_, minor) => controlsOf('baseline', minor)),
  restricted: Array.from({ length: newest + 1 }, (_, minor) => controlsOf('restricted', minor)),
} as const;
const byId: ReadonlyMap<PodSecurityControl, Control> = new Map(
  controls.map((control) => [control.id, control]),
);

/**
 * What the Pod Security Standards of a minor version (0 and up; later ones than we know count as the newest) refuse at a level;
 * empty: the pod is allowed. `pod` is a template as this program reads them, or the JSON of a Pod.
 */
export function violationsOf(
  level: PodSecurityLevel,
  minor: number,
  pod: PodTemplate | JsonObject,
): readonly PodSecurityViolation[] {
  if (level === 'privileged') return [];
  const template = isTemplate(pod) ? pod : podTemplateAt(pod, []);
  if (template === undefined) return [];
  const facts = factsOf(template, minor);
  const violations: PodSecurityViolation[] = [];
  for (const { id, level: own, find, say } of tables[level][Math.min(minor, newest)] ?? []) {
    const places = find(facts);
    if (places.length > 0)
      violations.push({ control: id, level: own, message: say(places), places });
  }
  return violations;
}

/** The fields of a pod that break one control in a minor version. */
export function placesOf(
  control: PodSecurityControl,
  minor: number,
  pod: PodTemplate,
): readonly PodSecurityPlace[] {
  const found = byId.get(control);
  return found === undefined || found.since > minor ? [] : found.find(factsOf(pod, minor));
}

/** The strictest level that lets a pod pass. */
export function levelOf(minor: number, pod: PodTemplate | JsonObject): PodSecurityLevel {
  const violations = violationsOf('restricted', minor, pod);
  if (violations.length === 0) return 'restricted';
  return violationsOf('baseline', minor, pod).length === 0 ? 'baseline' : 'privileged';
}

function controlsOf(level: 'baseline' | 'restricted', minor: number): readonly Control[] {
  const known = controls.filter(({ since }) => since <= minor);
  if (level === 'baseline') return known.filter((control) => control.level === 'baseline');
  const replaced = new Set(known.flatMap(({ insteadOf }) => insteadOf ?? []));
  return known.filter(({ id }) => !replaced.has(id));
}

function isTemplate(pod: PodTemplate | JsonObject): pod is PodTemplate {
  return 'labels' in pod && pod['labels'] instanceof Map;
}
