import { faultFindings, secretFindings } from '#check/finding.ts';
import { applyMarkers, type Marker } from '#check/markers.ts';
import type { FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import type { PostureSettings } from '#kube/subject.ts';
import type { Fault } from '#model/fault.ts';
import type { PostureSummary } from '#model/posture.ts';
import type { ScanReport } from '#model/report.ts';
import type { Secret } from '#model/secret.ts';
import { scoreOf } from '#posture/score/score.ts';
import { PostureSet } from '#posture/set.ts';
import { checkReport, type ReportWishes } from '../check-report.ts';
import type { Inspectors } from '../inspection.ts';
import { secretsInObject } from './object-secrets.ts';
import { type GatheredObjects, gatherObjects, type ObjectSource } from './objects.ts';

/** What is asked of a cluster or of manifests. */
export interface KubeScanOptions extends ReportWishes {
  readonly settings: PostureSettings;
  readonly secrets: boolean;
  /** What the last scan said, by the name of what is scanned. */
  readonly earlier?: (name: string) => PostureSummary | undefined;
}

/** Everything that is wrong with the objects of a source. Throws as `gatherObjects`. */
export async function scanKube(
  source: ObjectSource,
  options: KubeScanOptions,
  given: { readonly inspectors: Inspectors; readonly version: string },
  scope: Scope,
): Promise<ScanReport> {
  const now = scope.clock();
  const secrets: Secret[] = [];
  const { inspectors } = given;
  const gathered = await gatherObjects(source, scope, (path, bytes) => {
    if (!options.secrets) return;
    const file = { path, bytes, sibling: () => undefined };
    secrets.push(...(inspectors.secretsIn(file, scope).secrets ?? []));
  });
  const judged = judgeObjects(gathered, inspectors, options.settings, scope);
  const isLive = source.paths.length === 0;
  if (isLive && options.secrets)
    for (const object of gathered.view.objects)
      secrets.push(...secretsInObject(object, inspectors, scope));
  const report = checkReport(
    {
      artifact: {
        kind: 'cluster',
        reference: gathered.name,
        source: isLive ? 'kubernetes' : 'manifests',
      },
      findings: [...faultFindings(judged.faults), ...secretFindings(secrets)],
      gaps: [...gathered.gaps, ...judged.gaps],
      notices: [],
      walked: { files: gathered.files, bytes: gathered.bytes },
    },
    options,
    { now, version: given.version },
    scope,
  );
  const posture = scoreOf(
    gathered.view,
    postureFindings(report),
    now,
    options.earlier?.(gathered.name),
  );
  return { ...report, posture };
}

/** Findings of checks, with whether somebody accepted them. */
function postureFindings({ findings }: ScanReport) {
  return findings.flatMap(({ finding, exception }) =>
    finding.kind === 'misconfiguration' ? [{ finding, isExcepted: exception !== undefined }] : [],
  );
}

/** Each object by itself, and the objects of each part together. */
function judgeObjects(
  { parts, markers }: GatheredObjects,
  { posture }: Inspectors,
  settings: PostureSettings,
  scope: Scope,
): FileResult {
  const results: FileResult[] = [];
  const total = parts.reduce((sum, { objects }) => sum + objects.length, 0);
  using task = scope.progress.begin('judging objects', total, 'items');
  for (const view of parts) {
    const set = new PostureSet(posture, settings, scope.signal);
    for (const object of view.objects) {
      results.push(set.add(object));
      task.advance(1);
    }
    results.push(set.finish(view, scope.clock()));
  }
  return {
    faults: results.flatMap(({ faults }) => faults.map((fault) => marked(fault, markers))),
    gaps: results.flatMap(({ gaps }) => gaps),
  };
}

function marked(fault: Fault, markers: ReadonlyMap<string, readonly Marker[]>): Fault {
  const own = markers.get(fault.locations[0].path);
  return own === undefined ? fault : (applyMarkers([fault], own).faults[0] ?? fault);
}
