import { faultFindings, secretFindings } from '#check/finding.ts';
import type { FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import type { PostureSettings } from '#kube/subject.ts';
import type { ClusterView } from '#kube/view.ts';
import type { PostureSummary } from '#model/posture.ts';
import type { ScanReport } from '#model/report.ts';
import type { Secret } from '#model/secret.ts';
import { scoreOf } from '#posture/score/score.ts';
import { collectGarbage } from '../check-memory.ts';
import { checkReport, type ReportWishes } from '../check-report.ts';
import type { Inspectors } from '../inspection.ts';
import { Judging } from './judging.ts';
import { secretsInObject } from './object-secrets.ts';
import { gatherObjects, type ObjectSource } from './objects.ts';
import { judgeByPolicies } from './policy.ts';
import { faultsOfPolicies } from './policy-faults.ts';

/** What is asked of a cluster or of manifests. */
export interface KubeScanOptions extends ReportWishes {
  readonly settings: PostureSettings;
  readonly secrets: boolean;
  /** Policies that are asked besides: what they refuse becomes a finding. */
  readonly policies?: ClusterView;
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
  using judging = new Judging(inspectors.posture, options.settings, scope);
  const gathered = await gatherObjects(source, scope, {
    object: (object, unit) => judging.add(object, unit),
    text(path, bytes) {
      if (!options.secrets) return;
      const file = { path, bytes, sibling: () => undefined };
      for (const secret of inspectors.secretsIn(file, scope).secrets ?? []) secrets.push(secret);
    },
  });
  collectGarbage();
  const judged = judging.finish(gathered);
  collectGarbage();
  const refused = askPolicies(gathered.view, options, scope);
  const isLive = source.paths.length === 0;
  if (isLive && options.secrets)
    for (const object of gathered.view.objects)
      for (const secret of secretsInObject(object, inspectors, scope)) secrets.push(secret);
  const report = checkReport(
    {
      artifact: {
        kind: 'cluster',
        reference: gathered.name,
        source: isLive ? 'kubernetes' : 'manifests',
      },
      findings: [
        ...faultFindings([...judged.faults, ...refused.faults]),
        ...secretFindings(secrets),
      ],
      gaps: [...gathered.gaps, ...judged.gaps, ...refused.gaps],
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

/** What policies of a person say of the objects. */
function askPolicies(
  view: ClusterView,
  { policies, settings }: KubeScanOptions,
  scope: Scope,
): FileResult {
  if (policies === undefined) return { faults: [], gaps: [] };
  const user = { name: 'kubernetes-admin', groups: ['system:masters'] };
  const wishes = { onlyBound: false, operation: 'CREATE', user, minor: settings.minor } as const;
  const { results, gaps } = judgeByPolicies(policies, view, wishes, scope);
  return { faults: faultsOfPolicies(results, policies.objects), gaps };
}

/** Findings of checks, with whether somebody accepted them. */
function postureFindings({ findings }: ScanReport) {
  return findings.flatMap(({ finding, exception }) =>
    finding.kind === 'misconfiguration' ? [{ finding, isExcepted: exception !== undefined }] : [],
  );
}
