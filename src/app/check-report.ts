import { markNew } from '#compare/baseline.ts';
import type { Scope } from '#contract/scope.ts';
import type { Artifact } from '#model/artifact.ts';
import type { Finding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import type { Risk } from '#model/risk.ts';
import { judge, type Policy } from '#policy/judge.ts';
import { assess } from '#risk/assess.ts';

/** How findings are judged and what they are compared with. */
export interface ReportWishes {
  readonly policy: Policy;
  readonly baseline?: ScanReport;
}

/** What was found where no software is listed: in source files, in a cluster. */
export interface Found {
  readonly artifact: Artifact;
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly notices: readonly string[];
  readonly walked: Inventory['walked'];
}

/** The report of it: how urgent each finding is, what is new, what the policy says. `now` is when the work began. */
export function checkReport(
  { artifact, findings, gaps, notices, walked }: Found,
  { policy, baseline }: ReportWishes,
  { now, version }: { readonly now: Date; readonly version: string },
  scope: Scope,
): ScanReport {
  const moment = now.toISOString();
  const shared = new SharedFactors();
  const assessed = findings.map((finding) => ({
    ...finding,
    risk: shared.in(assess(finding, { now: moment })),
  }));
  const marked = baseline === undefined ? assessed : markNew(assessed, baseline);
  const judgement = judge(policy, { artifact, findings: marked, gaps, now: moment });
  return {
    schemaVersion: '1.3',
    tool: { name: 'caisson', version },
    startedAt: moment,
    durationMs: scope.clock().getTime() - now.getTime(),
    inventory: {
      artifact,
      layers: [],
      components: [],
      relations: [],
      gaps,
      analyzers: {},
      walked,
    },
    findings: judgement.findings,
    gaps: [],
    decision: judgement.decision,
    database: { build: '', builtAt: '', origin: 'none', segments: [] },
    notices: [...judgement.notices, ...notices],
  };
}

/** Findings of one rule have the same factors: hundreds of thousands need not have them each for itself. */
class SharedFactors {
  readonly #known = new Map<string, Risk['factors']>();

  in(risk: Risk): Risk {
    const key = JSON.stringify(risk.factors);
    const known = this.#known.get(key);
    if (known !== undefined) return { ...risk, factors: known };
    this.#known.set(key, risk.factors);
    return risk;
  }
}
