import type { Detection, Incident } from '#model/detection.ts';
import type { Playbook, PlaybookScope } from '#model/response.ts';
import { type Severity, severities, severityRank } from '#model/severity.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { matchesAny, matchesGlob } from '../glob.ts';

/** Whether an incident is one that the playbook is for. */
export function isFor({ when, scope }: Playbook, incident: Incident): boolean {
  if (incident.status !== 'open' && incident.status !== 'contained') return false;
  if (when.minimumScore !== undefined && incident.score < when.minimumScore) return false;
  if (severityRank(incident.severity) < leastRank(when.minimumSeverity)) return false;
  if (incident.container === undefined || !isInScope(scope, incident.container)) return false;
  if (when.any.length === 0) return true;
  return incident.detections.some((one) => when.any.some((pattern) => fits(pattern, one)));
}

function leastRank(severity: string | undefined): number {
  const known = severities.find((one): one is Severity => one === severity);
  return known === undefined ? 0 : severityRank(known);
}

/** Whether the playbook may act on a container. */
function isInScope(scope: PlaybookScope, container: WorkloadContainer): boolean {
  const { pod, image } = container;
  return (
    !isExcluded(scope, container) &&
    // A container that is in no namespace is not in one that is named.
    (scope.namespaces.length === 0 || matchesSome(scope.namespaces, pod?.namespace)) &&
    matchesAny(scope.images, image?.reference ?? '') &&
    matchesAny(scope.containers, nameOf(container))
  );
}

function nameOf({ pod, name }: WorkloadContainer): string {
  return pod?.container ?? name ?? '';
}

function isExcluded({ excludeLabels }: PlaybookScope, { labels, pod }: WorkloadContainer): boolean {
  return Object.entries(excludeLabels).some(
    ([key, text]) => labels?.[key] === text || pod?.labels?.[key] === text,
  );
}

function matchesSome(patterns: readonly string[], text: string | undefined): boolean {
  return text !== undefined && matchesAny(patterns, text);
}

/** All that a pattern names fits. */
function fits(pattern: Playbook['when']['any'][number], detection: Detection): boolean {
  const { rule, tag, kind } = pattern;
  return (
    (rule === undefined ||
      matchesGlob(rule, detection.rule) ||
      (detection.ruleId !== undefined && matchesGlob(rule, detection.ruleId))) &&
    (tag === undefined || detection.tags.some((one) => matchesGlob(tag, one))) &&
    (kind === undefined || kind === detection.kind)
  );
}
