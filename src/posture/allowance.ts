import { markersOfComments } from '#check/comment-markers.ts';
import { applyMarkers, type Marker } from '#check/markers.ts';
import { type KubeObject, locate } from '#kube/object.ts';
import type { Manifests } from '#kube/read-manifests.ts';
import type { Fault } from '#model/fault.ts';

/** The markers in the comments of a file. */
export function markersOfManifests({ comments, objects }: Manifests): readonly Marker[] {
  if (comments.length === 0) return [];
  const parts = objects.flatMap(({ origin: { lines, rendered } }) =>
    lines === undefined || rendered !== undefined ? [] : [lines],
  );
  return markersOfComments(comments, parts);
}

/**
 * Annotations that accept faults of an object, each with its reason:
 *
 * - `caisson.dev/allow: "ID[,ID] [until=YYYY-MM-DD] reason"`, several as `caisson.dev/allow-1` …
 * - `ignore-check.kube-linter.io/<check>: reason`, `kube-linter.io/ignore-all: reason` (kube-linter, Ignoring violations)
 * - `polaris.fairwinds.com/exempt: "true"`, `polaris.fairwinds.com/<check>-exempt: "true"` (Polaris, Exemptions)
 * - `checkov.io/skip<n>: "CKV_K8S_20=reason"` (checkov, Suppressing and Skipping Policies)
 */
export function markersOfAnnotations(object: KubeObject): readonly Marker[] {
  return [...object.annotations].flatMap(([key, text]) => {
    const accepted = readAnnotation(key, text.slice(0, 2000));
    if (accepted === undefined) return [];
    const { line = 1 } = locate(object, ['metadata', 'annotations', key]);
    return {
      marker: `${key}: ${text}`.slice(0, 200),
      line,
      from: 0,
      to: Number.MAX_SAFE_INTEGER,
      ...accepted,
    };
  });
}

type Accepted = Pick<Marker, 'ids' | 'tool' | 'reason' | 'until'>;

function readAnnotation(key: string, text: string): Accepted | undefined {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  switch (key.slice(0, Math.max(slash, 0))) {
    case 'caisson.dev':
      return /^allow(?:-[\w.]+)?$/.test(name) ? readOwn(text) : undefined;
    case 'ignore-check.kube-linter.io':
      return { ids: [name], tool: 'kube-linter', reason: text };
    case 'kube-linter.io':
      return name === 'ignore-all' ? { ids: ['*'], reason: text } : undefined;
    case 'polaris.fairwinds.com':
      return text === 'true' ? readPolaris(name) : undefined;
    case 'checkov.io':
      return readCheckov(name, text);
    default:
      return undefined;
  }
}

function readOwn(text: string): Accepted | undefined {
  const [, ids = '', rest = ''] = /^\s*([^\s,]+(?:\s*,\s*[^\s,]+)*)(.*)$/s.exec(text) ?? [];
  if (ids === '') return undefined;
  const until = /(?:^|\s)until=(\d{4}-\d{2}-\d{2})(?=\s|$)/.exec(rest)?.[1];
  const reason = rest.replace(/(?:^|\s)until=\S+/, '').trim();
  return {
    ids: ids.split(/\s*,\s*/),
    ...(reason !== '' && { reason }),
    ...(until !== undefined && { until }),
  };
}

function readPolaris(name: string): Accepted | undefined {
  if (name === 'exempt') return { ids: ['*'] };
  const check = /^(.+)-exempt$/.exec(name)?.[1];
  return check === undefined ? undefined : { ids: [check], tool: 'polaris' };
}

function readCheckov(name: string, text: string): Accepted | undefined {
  if (!/^skip\d*$/.test(name)) return undefined;
  const [id = '', ...reason] = text.split('=');
  return {
    ids: [id.trim()],
    tool: 'checkov',
    ...(reason.length > 0 && { reason: reason.join('=') }),
  };
}

/** Faults of one object with what its annotations accept. */
export function allowByAnnotations(object: KubeObject, faults: readonly Fault[]): readonly Fault[] {
  if (faults.length === 0 || object.annotations.size === 0) return faults;
  const markers = markersOfAnnotations(object);
  return markers.length === 0 ? faults : applyMarkers(faults, markers).faults;
}
