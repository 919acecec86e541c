import type { Detection, DetectionReason, IncidentFinding } from '#model/detection.ts';
import { type Severity, severityRank } from '#model/severity.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { driftOf, isServedShell } from './tree.ts';

/** Points of one circumstance. Those with the same label do not add up: the highest counts. */
export interface Points {
  readonly label: string;
  readonly text: string;
  readonly points: number;
}

/** What is known of a detection beside itself. */
export interface Circumstances {
  /** 1, or less for what this workload does every day. */
  readonly weight: number;
  /** No workload of the fleet did this before. */
  readonly isFirst: boolean;
  readonly findings: readonly IncidentFinding[];
}

const bySeverity: Readonly<Record<Severity, number>> = {
  critical: 40,
  high: 28,
  medium: 14,
  low: 6,
  negligible: 3,
  unknown: 3,
};
/** Points of further rules count half: many rules see one thing. */
const furtherRules = 0.5;
const maxOfRules = 80;
const powerful = new Set([
  'CAP_SYS_ADMIN',
  'CAP_SYS_MODULE',
  'CAP_SYS_PTRACE',
  'CAP_SYS_RAWIO',
  'CAP_BPF',
  'CAP_DAC_READ_SEARCH',
  'CAP_NET_ADMIN',
  'ALL',
  'CAP_ALL',
]);
const hostPlaces =
  /^\/(?:$|etc(?:\/|$)|root(?:\/|$)|proc(?:\/|$)|sys(?:\/|$)|boot(?:\/|$)|dev$|var\/lib\/(?:docker|kubelet|containerd)(?:\/|$)|(?:var\/)?run\/(?:docker|containerd|crio).*\.sock$)/;

/** Points of the rule itself, before it is known what else the incident holds. */
export function rulePoints(detection: Detection, weight: number): number {
  return (bySeverity[detection.severity] + (detection.risk ?? 0)) * weight;
}

/** Points of everything around a detection. */
export function circumstancePoints(
  detection: Detection,
  circumstances: Circumstances,
): readonly Points[] {
  const { weight, isFirst, findings } = circumstances;
  return [
    ...driftPoints(detection),
    ...privilegePoints(detection),
    ...lineagePoints(detection),
    ...surprisePoints(detection),
    ...findings.map(findingPoints),
    ...(detection.kind === 'verdict'
      ? [{ label: 'containment', text: 'the kernel acted on it', points: 20 }]
      : []),
    ...(isFirst ? [{ label: 'first seen', text: 'no workload did this before', points: 6 }] : []),
  ].map((one) => ({ ...one, points: one.points * weight }));
}

/** The sum with its parts, highest first. `rules` holds the best points of each rule. */
export function totalScore(
  rules: ReadonlyMap<string, number>,
  circumstances: ReadonlyMap<string, Points>,
): { readonly score: number; readonly reasons: readonly DetectionReason[] } {
  const ordered = [...rules].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  let ofRules = 0;
  const reasons: { readonly points: number; readonly reason: DetectionReason }[] = [];
  for (const [index, [rule, points]] of ordered.entries()) {
    const given = Math.min(maxOfRules - ofRules, index === 0 ? points : points * furtherRules);
    ofRules += given;
    if (given >= 0.5) reasons.push(reasonOf('rule', rule, given));
  }
  let score = ofRules;
  for (const { label, text, points } of circumstances.values()) {
    score += points;
    if (points >= 0.5) reasons.push(reasonOf(label, text, points));
  }
  reasons.sort((a, b) => b.points - a.points);
  return { score: Math.round(score), reasons: reasons.slice(0, 20).map(({ reason }) => reason) };
}

/** What a score means for a person. */
export function severityOfTotal(score: number): Severity {
  if (score >= 90) return 'critical';
  if (score >= 55) return 'high';
  return score >= 30 ? 'medium' : 'low';
}

function driftPoints(detection: Detection): readonly Points[] {
  const drift = driftOf(detection);
  if (drift === undefined) return [];
  return drift === 'memory'
    ? [{ label: 'drift', text: 'the program lies in memory only', points: 25 }]
    : [{ label: 'drift', text: 'the program is in no layer of the image', points: 18 }];
}

function privilegePoints({ container, process }: Detection): readonly Points[] {
  const held = container === undefined ? [] : privilegesOf(container);
  const [worst] = held.toSorted((a, b) => b.points - a.points);
  if (worst !== undefined)
    return [
      {
        ...worst,
        text: held.map(({ text }) => text).join(', '),
        points: Math.min(25, worst.points + (held.length - 1) * 3),
      },
    ];
  return process?.effectiveUid === 0
    ? [{ label: 'privileges', text: 'runs as root', points: 3 }]
    : [];
}

function privilegesOf(container: WorkloadContainer): readonly Points[] {
  const { privileged, hostPid, hostNetwork, capabilities = [], mounts = [] } = container;
  const strong = capabilities.filter((name) => powerful.has(name));
  const places = mounts.filter(({ source, readWrite }) => readWrite && hostPlaces.test(source));
  return [
    ...(privileged === true ? [privilege('the container is privileged', 15)] : []),
    ...(hostPid === true ? [privilege('it sees the processes of the host', 10)] : []),
    ...(hostNetwork === true ? [privilege('it has the network of the host', 5)] : []),
    ...strong.slice(0, 3).map((name) => privilege(`it has ${name}`, 10)),
    ...places.slice(0, 3).map(({ source }) => privilege(`it writes ${source} of the host`, 12)),
  ];
}

function lineagePoints({ process }: Detection): readonly Points[] {
  return isServedShell(process)
    ? [{ label: 'lineage', text: 'a server started a shell', points: 12 }]
    : [];
}

/** Bits that a profile gave: the detection's `profile.surprise`. */
function surprisePoints({ outputFields }: Detection): readonly Points[] {
  const bits = Object.hasOwn(outputFields, 'profile.surprise')
    ? outputFields['profile.surprise']
    : undefined;
  if (typeof bits !== 'number' || !(bits > 0)) return [];
  return [
    {
      label: 'surprise',
      text: `the profile is surprised by ${bits} bits`,
      points: Math.min(20, bits),
    },
  ];
}

function findingPoints({ severity, title, why }: IncidentFinding): Points {
  const known = /exploited in the wild/.test(why);
  const points = (known ? 10 : 0) + Math.max(0, severityRank(severity) - 2) * 3;
  return { label: `finding ${title}`, text: `${title}: ${why}`, points };
}

function privilege(text: string, points: number): Points {
  return { label: 'privileges', text, points };
}

function reasonOf(
  label: string,
  text: string,
  points: number,
): { readonly points: number; readonly reason: DetectionReason } {
  return { points, reason: { label, text: `${text} (+${Math.round(points)})` } };
}
