import { faultFindings, secretFindings } from '#check/finding.ts';
import { markNew } from '#compare/baseline.ts';
import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { CheckMeta } from '#contract/check.ts';
import { partOf } from '#lineage/part-of.ts';
import { findingsOf } from '#match/finding.ts';
import { matchInventory } from '#match/inventory.ts';
import { lifecycleFindings } from '#match/lifecycle.ts';
import type { Fault } from '#model/fault.ts';
import { componentOfFinding, type Finding, isExcused } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Gap } from '#model/observation.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { DependencyPath, RemediationPlan } from '#model/remediation.ts';
import type { DatabaseFacts, ScanReport } from '#model/report.ts';
import { type Judgement, judge, type Policy } from '#policy/judge.ts';
import { type LicensePolicy, licenseFindings } from '#policy/license-findings.ts';
import { dependencyPaths } from '#remedy/dependency-paths.ts';
import { planRemediation } from '#remedy/plan.ts';
import { assess } from '#risk/assess.ts';
import type { Exposure } from '#risk/context.ts';
import { compareRisk } from '#risk/order.ts';
import { withMalicious } from './malicious.ts';

/** How an inventory is judged: everything that a person may choose. */
export interface JudgeOptions {
  /** Match components that only a lock file names, in images too. */
  readonly includeDeclared: boolean;
  /** Match packages of kernel headers against kernel advisories. */
  readonly kernelHeaders: boolean;
  /** Match what a later layer removed. */
  readonly includeRemoved?: boolean;
  /** Advisories older than this are a gap; absent: a year. The policy says whether such a gap is accepted. */
  readonly maxDatabaseAgeMs?: number;
  readonly policy: Policy;
  readonly licenses?: LicensePolicy;
  /** From where the software can be reached; absent: the default of the risk model, told as assumed. */
  readonly exposure?: Exposure;
  /** Findings of this report are not new. */
  readonly baseline?: ScanReport;
}

/** What stands beside an inventory while it is judged. `now` is the start of the work. */
export interface JudgeContext {
  readonly index: AdvisoryIndex;
  readonly version: string;
  readonly now: Date;
  /** What is wrong with the image as a whole: its configuration, its files' permissions, its age. */
  readonly faults?: readonly Fault[];
  /** What the catalogue says of malicious packages; absent: they are told as vulnerabilities. */
  readonly maliciousPackage?: CheckMeta;
  /** Images that could take the place of the base image, as this machine knows them. */
  readonly newerBases?: readonly { readonly reference: string; readonly inventory: Inventory }[];
}

/** What is wrong with an inventory, how urgent it is, what to do, and whether it is accepted. Pure but for the index. */
export function reportOn(
  inventory: Inventory,
  options: JudgeOptions,
  context: JudgeContext,
): ScanReport {
  const { index, now, version } = context;
  const matched = match(inventory, options, context);
  const { maliciousPackage } = context;
  const found =
    maliciousPackage === undefined
      ? matched.findings
      : withMalicious(matched.findings, maliciousPackage);
  const findings = enrich(found, inventory, options, now);
  const judgement = judge(options.policy, {
    artifact: inventory.artifact,
    ...(inventory.image !== undefined && { image: inventory.image }),
    inventory,
    findings,
    gaps: [...inventory.gaps, ...matched.gaps],
    now: now.toISOString(),
  });
  const { baseline } = options;
  return {
    schemaVersion: '1.3',
    tool: { name: 'caisson', version },
    startedAt: now.toISOString(),
    inventory,
    gaps: matched.gaps,
    database: index.facts(),
    findings: judgement.findings,
    decision: judgement.decision,
    notices: judgement.notices,
    plan: planFor(inventory, judgement, options, context),
    ...(baseline !== undefined && { baseline: originOf(baseline) }),
  };
}

function originOf({ inventory, startedAt }: ScanReport): NonNullable<ScanReport['baseline']> {
  const { reference } = inventory.artifact;
  return { reference, ...(startedAt !== undefined && { startedAt }) };
}

interface Matched {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

function match(inventory: Inventory, options: JudgeOptions, context: JudgeContext): Matched {
  const { index, now } = context;
  const matched = matchInventory(inventory, index, matchOptions(options));
  const maxAgeMs = options.maxDatabaseAgeMs ?? defaultMaxAgeMs;
  return {
    findings: [
      ...findingsOf(matched.matches, index),
      ...lifecycleFindings(inventory, index, now.toISOString()),
      ...secretFindings(inventory.secrets ?? []),
      ...faultFindings([...(inventory.faults ?? []), ...(context.faults ?? [])]),
      ...(options.licenses === undefined ? [] : licenseFindings(inventory, options.licenses)),
    ],
    gaps: [...matched.gaps, ...staleGaps(index.facts(), now.getTime() - maxAgeMs)],
  };
}

function matchOptions(options: JudgeOptions): Parameters<typeof matchInventory>[2] {
  const { includeDeclared, kernelHeaders, includeRemoved = false } = options;
  return { includeDeclared, kernelHeaders, includeRemoved, autoVex: true };
}

/** Adds what only the whole inventory tells: risk, dependency path, part of the image, novelty. Most urgent first. */
function enrich(
  findings: readonly Finding[],
  inventory: Inventory,
  { exposure, baseline }: JudgeOptions,
  now: Date,
): readonly Finding[] {
  const pathOf = dependencyPaths(inventory);
  const risk = {
    now: now.toISOString(),
    ...(exposure !== undefined && { exposure }),
    ...placeOf(inventory),
  };
  const assessed = findings.map((finding) => {
    const placed = locate(finding, inventory, pathOf);
    return { ...placed, risk: assess(placed, risk) };
  });
  const marked = baseline === undefined ? assessed : markNew(assessed, baseline);
  return marked.toSorted(compareRisk);
}

function placeOf({ artifact, image }: Inventory): { runs?: boolean; runsAsRoot?: boolean } {
  const runs = artifact.kind === 'container' || artifact.kind === 'host';
  const user = image?.user?.split(':')[0] ?? '';
  return {
    ...(runs && { runs }),
    ...(image !== undefined && { runsAsRoot: ['', '0', 'root'].includes(user) }),
  };
}

function locate(
  finding: Finding,
  inventory: Inventory,
  pathOf: (id: string) => DependencyPath | undefined,
): Finding {
  const { base, layers } = inventory;
  const [place = { path: '/' }] = componentOfFinding(finding)?.locations ?? finding.locations;
  const part = partOf(place, base, layers);
  const placed = part === undefined ? finding : { ...finding, part };
  if (placed.kind !== 'vulnerability') return placed;
  const path = pathOf(placed.vulnerability.component.id);
  if (path === undefined) return placed;
  return { ...placed, vulnerability: { ...placed.vulnerability, path } };
}

function planFor(
  inventory: Inventory,
  { findings }: Judgement,
  options: JudgeOptions,
  { index, newerBases }: JudgeContext,
): RemediationPlan {
  const open = findings.filter(
    ({ finding, exception }) => exception === undefined && !isExcused(finding),
  );
  return planRemediation({
    inventory,
    findings: open.map(({ finding }) => finding),
    rematch: (components, os) =>
      rematch(components, os ?? inventory.os, { inventory, options, index }),
    ...(newerBases !== undefined && { newerBases }),
    ...(inventory.os !== undefined && { lifecycles: index.lifecyclesOf(inventory.os.id) }),
  });
}

/** What would be wrong with other components in the same artifact: the simulation behind every advice. */
function rematch(
  components: Inventory['components'],
  os: OperatingSystem | undefined,
  given: {
    readonly inventory: Inventory;
    readonly options: JudgeOptions;
    readonly index: AdvisoryIndex;
  },
): readonly {
  readonly component: Inventory['components'][number];
  readonly ids: readonly string[];
}[] {
  const { os: _, ...rest } = given.inventory;
  const changed = { ...rest, ...(os !== undefined && { os }), components, relations: [] };
  const { matches } = matchInventory(changed, given.index, matchOptions(given.options));
  const found = new Map<string, string[]>();
  for (const finding of findingsOf(matches, given.index)) {
    if (isExcused(finding)) continue;
    const { component, id } = finding.vulnerability;
    const ids = found.get(component.id);
    if (ids === undefined) found.set(component.id, [id]);
    else ids.push(id);
  }
  return components.map((component) => ({ component, ids: found.get(component.id) ?? [] }));
}

/** Data that has not moved for a year is told as a gap, even when nobody asked for an age. */
const defaultMaxAgeMs = 365 * 24 * 3_600_000;
/** What enriches findings but makes none. */
const enrichments = new Set(['core', 'kev', 'epss', 'eol', 'rhel-products']);

/** `oldest` is the earliest acceptable moment, in milliseconds since the epoch. Undated feeds cannot be judged. */
function staleGaps(database: DatabaseFacts, oldest: number): readonly Gap[] {
  return database.segments
    .filter(({ name, newest }) => !enrichments.has(name) && Date.parse(newest) < oldest)
    .map(({ name, newest }) => ({
      type: 'gap',
      location: { path: '/' },
      reason: 'stale-advisories',
      detail: `the newest advisory for ${name} is of ${newest.slice(0, 10)}: run "caisson db update"`,
    }));
}
