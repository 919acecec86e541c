import { plural } from '#kit/text.ts';
import type { CheckFacts, EstateEvidence, SeenAssets } from './evidence.ts';
import type { ControlText, FrameworkText } from './framework.ts';

type ControlResult = 'pass' | 'fail' | 'partial' | 'manual' | 'unknown';

/** A control and what is known of it. */
export interface JudgedControl {
  readonly id: string;
  readonly title: string;
  readonly result: ControlResult;
  /** Assets, workloads or incidents that fail. */
  readonly failing: number;
  /** Assets and workloads that were looked at. */
  readonly checked: number;
  readonly evidence: readonly { readonly label: string; readonly text: string }[];
  readonly automated: boolean;
  /** Rules whose findings fail it. */
  readonly rules: readonly string[];
}

/** What one kind of evidence says. `complete`: everything that it is about was looked at, and all of it. */
interface Statement {
  readonly label: string;
  readonly text: string;
  readonly failing: number;
  readonly excepted: number;
  readonly checked: number;
  readonly complete: boolean;
  readonly rules?: readonly string[];
}

const subjects: ReadonlyMap<string, readonly string[]> = new Map([
  ['image', ['image']],
  ['malware', ['image']],
  ['credential', ['image', 'host']],
  ['kubernetes', ['cluster', 'repository']],
  ['cluster', ['cluster', 'repository']],
  ['node', ['host', 'cluster']],
  ['dockerfile', ['repository']],
  ['pipeline', ['repository']],
]);

/** The checks that answer each item of each framework: `cis-docker-1.6:4.1`. */
export type ChecksByItem = ReadonlyMap<string, readonly CheckFacts[]>;

export function checksByItem(checks: readonly CheckFacts[]): ChecksByItem {
  const items = new Map<string, CheckFacts[]>();
  for (const check of checks)
    for (const item of new Set([...check.controls, ...check.aliases]))
      items.set(item, [...(items.get(item) ?? []), check]);
  return items;
}

/** All rules that controls of a framework ask for. */
export function rulesOf(framework: FrameworkText, items: ChecksByItem): readonly string[] {
  return [
    ...new Set(
      framework.controls.flatMap((control) =>
        checksOf(framework, control, items).map(({ id }) => id),
      ),
    ),
  ];
}

/**
 * What is known of a control: `fail` where anything open speaks against it; `pass` only when all that it is about was looked at;
 * `partial` where what was seen is well but not all was seen, was accepted by an exception, or answers it only in part; `unknown` where nobody looked.
 */
export function judgeControl(
  framework: FrameworkText,
  control: ControlText,
  items: ChecksByItem,
  evidence: EstateEvidence,
): JudgedControl {
  const [id, title, ...sources] = control;
  const checks = checksOf(framework, control, items);
  const statements = [
    ...(checks.length === 0 ? [] : [ofChecks(checks, evidence)]),
    ...sources.flatMap((source) => ofSource(source, evidence)),
  ];
  const isManual = sources.includes('manual') || statements.length === 0;
  return {
    id,
    title: title === '' ? (checks[0]?.title ?? id) : title,
    result: isManual ? manualResult(statements) : resultOf(statements, sources.includes('part')),
    failing: Math.max(0, ...statements.map(({ failing }) => failing)),
    checked: Math.max(0, ...statements.map(({ checked }) => checked)),
    evidence: statements.map(({ label, text }) => ({ label, text })),
    automated: !isManual,
    rules: statements.flatMap(({ rules = [] }) => rules),
  };
}

/** What is seen can speak against a control that a person has to judge, never for it. */
function manualResult(statements: readonly Statement[]): ControlResult {
  return statements.some(({ failing }) => failing > 0) ? 'fail' : 'manual';
}

function resultOf(statements: readonly Statement[], isPart: boolean): ControlResult {
  if (statements.some(({ failing }) => failing > 0)) return 'fail';
  if (statements.every(({ checked }) => checked === 0)) return 'unknown';
  const isWhole = statements.every(({ complete, excepted }) => complete && excepted === 0);
  return isWhole && !isPart ? 'pass' : 'partial';
}

function checksOf(
  framework: FrameworkText,
  [id, , ...sources]: ControlText,
  items: ChecksByItem,
): readonly CheckFacts[] {
  const named = sources.filter((source) => source.startsWith('ref:'));
  const wanted =
    named.length === 0 ? [`${framework.id}:${id}`] : named.map((source) => source.slice(4));
  return [...new Set(wanted.flatMap((item) => items.get(item) ?? []))];
}

function ofChecks(checks: readonly CheckFacts[], evidence: EstateEvidence): Statement {
  const running = checks.filter(({ enabled }) => enabled);
  const kinds = new Set(running.flatMap(({ family }) => subjects.get(family) ?? []));
  const seen = sumOf([...kinds].map((kind) => evidence.assets.get(kind)));
  const failed = checks.filter(({ id }) => (evidence.rules.get(id)?.open ?? 0) > 0);
  const excepted = checks.reduce((sum, { id }) => sum + (evidence.rules.get(id)?.excepted ?? 0), 0);
  const asked = running.filter(({ family }) =>
    (subjects.get(family) ?? []).some((kind) => (evidence.assets.get(kind)?.seen ?? 0) > 0),
  );
  return {
    label: plural(checks.length, 'check'),
    text: wordsOfChecks({ checks, asked, failed, excepted }, seen),
    failing: Math.max(0, ...failed.map(({ id }) => evidence.rules.get(id)?.assets ?? 0)),
    excepted,
    checked: asked.length === 0 ? 0 : seen.seen,
    complete: asked.length === checks.length && seen.seen === seen.total,
    rules: failed.map(({ id }) => id),
  };
}

function wordsOfChecks(
  of: {
    readonly checks: readonly CheckFacts[];
    readonly asked: readonly CheckFacts[];
    readonly failed: readonly CheckFacts[];
    readonly excepted: number;
  },
  { seen, total }: SeenAssets,
): string {
  if (of.asked.length === 0 && of.failed.length === 0)
    return 'nothing that they are about was scanned';
  const looked = `asked of ${seen} of ${plural(total, 'asset')}`;
  const failed =
    of.failed.length === 0
      ? 'none has open findings'
      : `open findings of ${of.failed
          .slice(0, 5)
          .map(({ id }) => id)
          .join(', ')}`;
  const rest =
    of.asked.length < of.checks.length ? [`${of.checks.length - of.asked.length} not asked`] : [];
  const accepted = of.excepted > 0 ? [`${of.excepted} accepted by exceptions`] : [];
  return [looked, failed, ...rest, ...accepted].join('; ');
}

function ofSource(source: string, evidence: EstateEvidence): readonly Statement[] {
  const images = sumOf(['image', 'host'].map((kind) => evidence.assets.get(kind)));
  switch (source) {
    case 'scanned':
      return [
        {
          label: 'Scans',
          text: `${images.seen} of ${plural(images.total, 'image or host', 'images and hosts')} were scanned`,
          failing: 0,
          excepted: 0,
          checked: images.seen,
          complete: images.total > 0 && images.seen === images.total,
        },
      ];
    case 'overdue':
      return [counted('Findings past their date', evidence.overdue, images)];
    case 'secret':
    case 'malware':
    case 'credential':
      return [ofKind(source, evidence, images)];
    case 'watched':
      return [ofWatching(evidence)];
    case 'incidents':
      return [ofIncidents(evidence)];
    case 'signed':
      return [ofSignatures(evidence)];
    default:
      return [];
  }
}

function counted(label: string, n: number, { seen, total }: SeenAssets): Statement {
  return {
    label,
    text: `${n}, in ${seen} of ${plural(total, 'asset')} that were scanned`,
    failing: n,
    excepted: 0,
    checked: seen,
    complete: total > 0 && seen === total,
  };
}

function ofKind(kind: string, evidence: EstateEvidence, images: SeenAssets): Statement {
  const { open = 0, excepted = 0, assets = 0 } = evidence.kinds.get(kind) ?? {};
  const name = kind === 'malware' ? 'Malware' : `${kind[0]?.toUpperCase()}${kind.slice(1)}s`;
  return {
    ...counted(name, open, images),
    failing: open === 0 ? 0 : Math.max(1, assets),
    excepted,
  };
}

function ofWatching({ workloads }: EstateEvidence): Statement {
  return {
    label: 'Sensor',
    text: `${workloads.seen} of ${plural(workloads.total, 'workload')} are watched`,
    failing: 0,
    excepted: 0,
    checked: workloads.seen,
    complete: workloads.total > 0 && workloads.seen === workloads.total,
  };
}

function ofIncidents({ workloads, incidents }: EstateEvidence): Statement {
  return {
    label: 'Incidents',
    text: `${incidents.old} open for more than a week; ${workloads.seen} of ${plural(workloads.total, 'workload')} are watched`,
    failing: incidents.old,
    excepted: 0,
    checked: workloads.seen,
    complete: workloads.total > 0 && workloads.seen === workloads.total,
  };
}

function ofSignatures({ signed }: EstateEvidence): Statement {
  const total = signed.verified + signed.unverified + signed.unknown;
  return {
    label: 'Signatures',
    text: `${signed.verified} of ${plural(total, 'image')} verified, ${signed.unverified} not, ${signed.unknown} not asked`,
    failing: signed.unverified,
    excepted: 0,
    checked: signed.verified + signed.unverified,
    complete: total > 0 && signed.unknown === 0,
  };
}

function sumOf(parts: readonly (SeenAssets | undefined)[]): SeenAssets {
  return {
    total: parts.reduce((sum, part) => sum + (part?.total ?? 0), 0),
    seen: parts.reduce((sum, part) => sum + (part?.seen ?? 0), 0),
  };
}
