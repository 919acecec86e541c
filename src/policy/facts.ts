import type { AppliedException, FindingRemark, JudgedFinding } from '#model/decision.ts';
import {
  componentOfFinding,
  type Finding,
  isExcused,
  type VulnerabilityFacts,
} from '#model/finding.ts';
import type { Facts } from './expression.ts';

/** What stands beside a finding: a VEX statement that settles nothing, and the moment that ages count from (RFC 3339). */
export interface FactContext {
  readonly remark?: FindingRemark;
  readonly now?: string;
}

/** The facts of a finding with all that was judged about it. `now` is RFC 3339. */
export function factsOfJudged(judged: Omit<JudgedFinding, 'shown'>, now: string): Facts {
  const { finding, exception, remark } = judged;
  return factsOf(finding, exception, { now, ...(remark !== undefined && { remark }) });
}

/**
 * What the filter language can ask about a finding. Missing data stays missing: no EPSS is not an EPSS of 0, and what has no
 * date (or is asked without a moment) has no age.
 */
export function factsOf(
  finding: Finding,
  exception: AppliedException | undefined,
  context: FactContext = {},
): Facts {
  const { now } = context;
  return {
    severity: finding.severity,
    tier: finding.risk?.tier,
    risk: finding.risk?.score,
    kind: finding.kind,
    id: finding.rule,
    part: finding.part,
    excepted: exception !== undefined || isExcused(finding),
    vex: statusOf(finding, exception, context),
    new: finding.isNew ?? true,
    ...kindFacts(finding),
    ...componentFacts(finding),
    ...objectFacts(finding),
    ...(finding.kind === 'vulnerability'
      ? vulnerabilityFacts(finding.vulnerability, now)
      : { ...noFacts, ...checkFacts(finding) }),
  };
}

/** What is stated of a finding: by the scan, else by the VEX statement that was applied or noted; else nothing. */
function statusOf(
  { vex }: Finding,
  exception: AppliedException | undefined,
  { remark }: FactContext,
): string {
  return vex?.status ?? exception?.status ?? remark?.status ?? '';
}

function kindFacts(finding: Finding): Pick<Facts, 'license' | 'support'> {
  return {
    license: finding.kind === 'license' ? finding.license.expression : undefined,
    support: finding.kind === 'lifecycle' ? finding.lifecycle.status : undefined,
  };
}

function componentFacts(
  finding: Finding,
): Pick<Facts, 'package' | 'version' | 'ecosystem' | 'presence' | 'path' | 'layer' | 'direct'> {
  const component = componentOfFinding(finding);
  const [place] = (component ?? finding).locations;
  return {
    package: component?.name,
    version: component?.version,
    ecosystem: component?.ecosystem,
    presence: component?.presence,
    path: place?.path,
    layer: place?.layer,
    direct: component?.direct,
  };
}

/** The object of a cluster that has it, and the items of frameworks that it answers. */
function objectFacts(finding: Finding): Pick<Facts, 'namespace' | 'object' | 'control'> {
  const fault = 'fault' in finding ? finding.fault : undefined;
  const { object, controls } = fault ?? {};
  return {
    namespace: object?.namespace,
    object: object && `${object.kind}/${object.name}`,
    control: controls,
  };
}

/** Whether the file is still there, and whether a patch is known. */
function checkFacts(finding: Finding): Partial<Pick<Facts, 'state' | 'fixable'>> {
  if (finding.kind === 'secret') return { state: finding.secret.hidden?.state ?? 'present' };
  if (!('fault' in finding)) return {};
  const { hidden, fixes } = finding.fault;
  return { state: hidden?.state ?? 'present', fixable: fixes !== undefined };
}

type AboutVulnerability = Pick<
  Facts,
  | 'state'
  | 'fixable'
  | 'kev'
  | 'ransomware'
  | 'epss'
  | 'cvss'
  | 'exploitation'
  | 'cwe'
  | 'age'
  | 'fixage'
>;

const noFacts: AboutVulnerability = {
  state: undefined,
  fixable: undefined,
  kev: undefined,
  ransomware: undefined,
  epss: undefined,
  cvss: undefined,
  exploitation: undefined,
  cwe: undefined,
  age: undefined,
  fixage: undefined,
};

function vulnerabilityFacts(
  vulnerability: VulnerabilityFacts,
  now: string | undefined,
): AboutVulnerability {
  return {
    ...noFacts,
    state: vulnerability.state,
    fixable: vulnerability.fixedVersion !== undefined,
    kev: vulnerability.knownExploited !== undefined,
    ransomware: vulnerability.knownExploited?.ransomware === true,
    epss: vulnerability.exploitPrediction?.probability,
    cvss: highestScore(vulnerability),
    exploitation: vulnerability.ssvc?.exploitation,
    cwe: vulnerability.weaknesses?.[0],
    age: daysSince(vulnerability.published, now),
    fixage: daysSince(vulnerability.fixedOn, now),
  };
}

/** Whole days, never negative: a clock that is behind the publisher's makes nothing younger than today. */
function daysSince(date: string | undefined, now: string | undefined): number | undefined {
  if (date === undefined || now === undefined) return undefined;
  const passedMs = Date.parse(now) - Date.parse(date);
  return Number.isNaN(passedMs) ? undefined : Math.max(0, Math.floor(passedMs / dayMs));
}

const dayMs = 24 * 3_600_000;

function highestScore({ cvss }: VulnerabilityFacts): number | undefined {
  return cvss.length === 0 ? undefined : Math.max(...cvss.map(({ score }) => score));
}
