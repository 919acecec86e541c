import type { Artifact, ImageFacts } from '#model/artifact.ts';
import {
  type AppliedException,
  type Decision,
  type JudgedFinding,
  noGate,
  type Reason,
} from '#model/decision.ts';
import { allowanceOf, type Finding, isExcused } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Gap } from '#model/observation.ts';
import { ExceptionIndex } from './cover/exception-index.ts';
import { type Ground, groundOf } from './cover/ground.ts';
import { type Exception, lapse } from './exception.ts';
import type { Predicate } from './expression.ts';
import { factsOfJudged } from './facts.ts';
import { isGated } from './gate.ts';
import { exceptionNotices } from './notice.ts';
import { effectiveStatement, publicPart, remarkOf, settles } from './vex/effective.ts';

/** Three things that never influence one another: what is accepted, what is shown, what fails. */
export interface Policy {
  readonly exceptions: readonly Exception[];
  /** What reading them left to say: entries of other tools that were not understood, files that are no VEX. */
  readonly notices?: readonly string[];
  /** What the table shows; files keep everything. Absent: all. */
  readonly show?: Predicate;
  /** Also shows what the scan itself excused. */
  readonly showExcused?: boolean;
  /** What denies. Absent: nothing is denied. Findings that are excused (`isExcused`), or old by the baseline, never do. */
  readonly failOn?: { readonly text: string; readonly predicate: Predicate };
  /** Which gaps make the result incomplete: `none`, those that hide a whole part of the artifact (`major`), or `all`. */
  readonly rejectGaps: 'none' | 'major' | 'all';
  /** Comments in files accept nothing: for auditors. */
  readonly ignoreMarkers?: boolean;
  /** Whether advisories that are too old count among the major ones: only when somebody demanded an age. */
  readonly rejectStale?: boolean;
}

export interface Judgement {
  readonly findings: readonly JudgedFinding[];
  readonly decision: Decision;
  readonly notices: readonly string[];
}

/**
 * What is judged. `now` is RFC 3339. VEX statements about products that contain a component, or about a distribution, can
 * only be applied with the inventory.
 */
export interface Case {
  readonly artifact: Artifact;
  readonly image?: ImageFacts;
  readonly inventory?: Pick<Inventory, 'components' | 'relations' | 'os'>;
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly now: string;
}

/** Applies exceptions, then what is shown, then the gate. A gap never turns a denial into something milder. */
export function judge(policy: Policy, subject: Case): Judgement {
  const index = new ExceptionIndex(policy.exceptions);
  const bench = { policy, now: subject.now, index, ground: groundOf(subject), ...newSeen() };
  const findings = subject.findings.map((finding) => judgeOne(finding, bench));
  return {
    findings,
    decision: decide(policy, findings, subject),
    notices: [
      ...(policy.notices ?? []),
      ...bench.lapsed,
      ...exceptionNotices(policy.exceptions, bench.used, subject.now),
    ],
  };
}

/** What findings are judged with, and what was seen on the way. */
interface Bench {
  readonly policy: Policy;
  readonly now: string;
  readonly index: ExceptionIndex;
  readonly ground: Ground;
  readonly used: Set<Exception>;
  readonly lapsed: Set<string>;
}

function newSeen(): Pick<Bench, 'used' | 'lapsed'> {
  return { used: new Set(), lapsed: new Set() };
}

function judgeOne(finding: Finding, bench: Bench): JudgedFinding {
  const covering = bench.index.covering(finding, bench.ground);
  for (const exception of covering) bench.used.add(exception);
  const statement = effectiveStatement(covering.filter(({ vex }) => vex !== undefined));
  const isSettled = statement !== undefined && settles(statement);
  const accepted = acceptedBy(covering, finding, bench) ?? (isSettled ? statement : undefined);
  const exception = accepted === undefined ? markerException(finding, bench) : publicPart(accepted);
  const judged = {
    finding,
    ...(exception !== undefined && { exception }),
    ...(statement !== undefined && !isSettled && { remark: remarkOf(statement) }),
  };
  return { ...judged, shown: isShown(bench, judged) };
}

/** The first acceptance of a person that still holds: it stands whatever a VEX document says of the same finding. */
function acceptedBy(
  covering: readonly Exception[],
  finding: Finding,
  { now, lapsed }: Bench,
): Exception | undefined {
  for (const exception of covering) {
    if (exception.vex !== undefined) continue;
    const reason = lapse(exception, finding, now);
    if (reason === undefined) return exception;
    lapsed.add(`the exception ${exception.origin} for ${finding.rule} no longer holds: ${reason}`);
  }
  return undefined;
}

/** The comment in the file that accepts a finding, while its date has not passed. */
function markerException(
  finding: Finding,
  { policy, now, lapsed }: Bench,
): AppliedException | undefined {
  const allowance = allowanceOf(finding);
  if (allowance === undefined || policy.ignoreMarkers === true) return undefined;
  const { marker, line, reason, until } = allowance;
  const origin = `${finding.locations[0]?.path ?? ''}:${line}`;
  if (until !== undefined && until < now.slice(0, 10)) {
    lapsed.add(`the marker at ${origin} for ${finding.rule} no longer holds: expired on ${until}`);
    return undefined;
  }
  return {
    origin,
    justification: reason ?? 'accepted in the file itself',
    note: marker,
    ...(until !== undefined && { expires: until }),
  };
}

function isShown({ policy, now }: Bench, judged: Omit<JudgedFinding, 'shown'>): boolean {
  if (isExcused(judged.finding) && policy.showExcused !== true) return false;
  return policy.show?.(factsOfJudged(judged, now)) ?? true;
}

/** Whether a gap hides a whole layer, system or ecosystem, not just one file. */
function isMajor(gap: Gap): boolean {
  // Software that nobody publishes advisories for is no lack of this scan; an unreadable layer is.
  const isMinor = gap.reason === 'unsupported' && gap.location.layer === undefined;
  const isOfWhole = gap.location.path === '/' && !isMinor;
  return (
    isOfWhole || ['no-advisories', 'stale-advisories', 'timed-out', 'crashed'].includes(gap.reason)
  );
}

function decide(
  policy: Policy,
  findings: readonly JudgedFinding[],
  { gaps, now }: Pick<Case, 'gaps' | 'now'>,
): Decision {
  const { failOn } = policy;
  const denied = findings.filter(
    (judged) => isGated(judged.finding) && failOn?.predicate(factsOfJudged(judged, now)) === true,
  );
  if (failOn !== undefined && denied.length > 0) {
    const text = `${denied.length} of ${findings.length} findings match ${failOn.text}`;
    const fingerprints = denied.map(({ finding }) => finding.fingerprint);
    return {
      verdict: 'deny',
      policy: failOn.text,
      reasons: [{ rule: 'fail-on', text, findings: fingerprints }],
    };
  }
  const name = failOn?.text ?? noGate;
  const rejected = gaps.filter((gap) => rejects(policy, gap));
  if (rejected.length > 0)
    return { verdict: 'incomplete', policy: name, reasons: reasonsOf(rejected) };
  if (gaps.length > 0) return { verdict: 'warn', policy: name, reasons: reasonsOf(gaps) };
  return { verdict: 'allow', policy: name, reasons: [] };
}

function rejects({ rejectGaps, rejectStale }: Policy, gap: Gap): boolean {
  if (gap.reason === 'stale-advisories' && rejectStale !== true) return rejectGaps === 'all';
  return rejectGaps === 'all' || (rejectGaps === 'major' && isMajor(gap));
}

const maxReasons = 20;

function reasonsOf(gaps: readonly Gap[]): readonly Reason[] {
  const reasons = gaps.slice(0, maxReasons).map(({ reason, location, detail }) => ({
    rule: `gap.${reason}`,
    text: location.path === '/' ? detail : `${location.path}: ${detail}`,
    findings: [],
  }));
  const more = gaps.length - reasons.length;
  return more > 0 ? [...reasons, { rule: 'gap', text: `and ${more} more`, findings: [] }] : reasons;
}
