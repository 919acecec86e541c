import type { Artifact, ImageFacts } from '#model/artifact.ts';
import {
  type AppliedException,
  type Decision,
  type JudgedFinding,
  noGate,
  type Reason,
} from '#model/decision.ts';
import type { Finding } from '#model/finding.ts';
import type { Gap } from '#model/observation.ts';
import { covers, type Exception, isExpired, lapse } from './exception.ts';
import type { Predicate } from './expression.ts';
import { factsOf } from './facts.ts';

/** Three things that never influence one another: what is accepted, what is shown, what fails. */
export interface Policy {
  readonly exceptions: readonly Exception[];
  /** What the table shows; files keep everything. Absent: all. */
  readonly show?: Predicate;
  /** Also shows what the scan itself proved to do no harm. */
  readonly showProven?: boolean;
  /** What denies. Absent: nothing is denied. Findings that are proven harmless, or old by the baseline, never do. */
  readonly failOn?: { readonly text: string; readonly predicate: Predicate };
  /** Which gaps make the result incomplete: `none`, those that hide a whole part of the artifact (`major`), or `all`. */
  readonly rejectGaps: 'none' | 'major' | 'all';
  /** Whether advisories that are too old count among the major ones: only when somebody demanded an age. */
  readonly rejectStale?: boolean;
}

export interface Judgement {
  readonly findings: readonly JudgedFinding[];
  readonly decision: Decision;
  readonly notices: readonly string[];
}

/** What is judged. `now` is RFC 3339. */
export interface Case {
  readonly artifact: Artifact;
  readonly image?: ImageFacts;
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly now: string;
}

const warnAheadMs = 14 * 24 * 3_600_000;

/** Applies exceptions, then what is shown, then the gate. A gap never turns a denial into something milder. */
export function judge(policy: Policy, subject: Case): Judgement {
  const used = new Set<Exception>();
  const lapsed = new Set<string>();
  const findings = subject.findings.map((finding): JudgedFinding => {
    const exception = applying(policy.exceptions, finding, subject, { used, lapsed });
    const shown = isShown(policy, finding, exception);
    return { finding, shown, ...(exception !== undefined && { exception: publicPart(exception) }) };
  });
  return {
    findings,
    decision: decide(policy, findings, subject.gaps),
    notices: [...lapsed, ...noticesOf(policy.exceptions, used, subject.now)],
  };
}

function isShown(policy: Policy, finding: Finding, exception: Exception | undefined): boolean {
  if (finding.vex !== undefined && policy.showProven !== true) return false;
  return policy.show?.(factsOf(finding, exception)) ?? true;
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

function applying(
  exceptions: readonly Exception[],
  finding: Finding,
  subject: Case,
  seen: { readonly used: Set<Exception>; readonly lapsed: Set<string> },
): Exception | undefined {
  const { artifact, image } = subject;
  const digests = [artifact.digest, image?.manifestDigest, image?.indexDigest].filter(
    (digest) => digest !== undefined,
  );
  for (const exception of exceptions) {
    if (!covers(exception, finding, { reference: artifact.reference, digests })) continue;
    seen.used.add(exception);
    const reason = lapse(exception, finding, subject.now);
    if (reason === undefined) return exception;
    seen.lapsed.add(
      `the exception ${exception.origin} for ${finding.rule} no longer holds: ${reason}`,
    );
  }
  return undefined;
}

function publicPart(exception: Exception): AppliedException {
  const { origin, justification, note, owner, expires } = exception;
  return {
    origin,
    justification,
    ...(note !== undefined && { note }),
    ...(owner !== undefined && { owner }),
    ...(expires !== undefined && { expires }),
  };
}

function noticesOf(
  exceptions: readonly Exception[],
  used: ReadonlySet<Exception>,
  now: string,
): readonly string[] {
  return exceptions.flatMap((exception) => {
    const { origin, expires } = exception;
    if (!used.has(exception)) return [`the exception ${origin} covers nothing here`];
    if (expires === undefined || isExpired(exception, now)) return [];
    const soon = Date.parse(expires) - Date.parse(now) < warnAheadMs;
    return soon ? [`the exception ${origin} ends on ${expires}`] : [];
  });
}

function decide(
  policy: Policy,
  findings: readonly JudgedFinding[],
  gaps: readonly Gap[],
): Decision {
  const { failOn } = policy;
  const denied = findings.filter(
    ({ finding, exception }) =>
      isJudged(finding) && failOn?.predicate(factsOf(finding, exception)) === true,
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

/** What the scan proved to do no harm, and what the baseline knows already, is not up for decision. */
function isJudged(finding: Finding): boolean {
  return finding.vex === undefined && finding.isNew !== false;
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
