import type { RenderOptions } from '#contract/output.ts';
import type { BaseImage } from '#model/base-image.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { ScanReport } from '#model/report.ts';
import type { Tier } from '#model/risk.ts';
import { clean } from './clean.ts';
import { detailOf } from './kind/detail.ts';
import {
  acceptedFindings,
  ageWords,
  countTiers,
  excusedFindings,
  openFindings,
} from './summary.ts';

/** What a reader should see at once: findings per tier that occurs, and what stands out. */
export interface Glance {
  readonly tiers: readonly { readonly tier: Tier; readonly count: number }[];
  readonly remarks: readonly string[];
}

export function glanceParts(report: ScanReport): Glance {
  const open = openFindings(report);
  const tiers = [...countTiers(open)].flatMap(([tier, count]) =>
    count === 0 ? [] : [{ tier, count }],
  );
  const exploited = open.filter(isKnownExploited).length;
  const added = open.filter(({ finding }) => finding.isNew === true).length;
  const since =
    report.baseline === undefined ? '' : ` since ${clean(report.baseline.reference, 60)}`;
  return {
    tiers,
    remarks: [
      ...(exploited === 0 ? [] : [`${exploited} known exploited`]),
      ...(report.baseline === undefined ? [] : [`${added === 0 ? 'nothing' : added} new${since}`]),
    ],
  };
}

/** Whether CISA lists the vulnerability as exploited. */
function isKnownExploited({ finding }: JudgedFinding): boolean {
  return finding.kind === 'vulnerability' && finding.vulnerability.knownExploited !== undefined;
}

/** `8 in the base image debian:12 (layer chain, 64 days old), 4 in the application`; `undefined` without a base image. */
export function baseSentence(report: ScanReport, options: RenderOptions): string | undefined {
  const { base } = report.inventory;
  if (base === undefined) return undefined;
  const open = openFindings(report);
  const own = open.filter(({ finding }) => finding.part === 'application').length;
  const inherited = open.filter(({ finding }) => finding.part === 'base').length;
  return `${inherited} in the base image ${baseName(base)} (${baseRemark(base, options)}), ${own} in the application`;
}

/** Name of a base image for people. */
export function baseName(base: BaseImage): string {
  if (base.name !== undefined) return clean(base.name, 200);
  return base.digest === undefined ? 'of unknown name' : clean(base.digest.slice(0, 19), 30);
}

/** How the base image was recognised and how old it is. */
function baseRemark({ evidence, created }: BaseImage, options: RenderOptions): string {
  const known = evidence.replaceAll('-', ' ');
  if (created === undefined) return `by ${known}`;
  return `by ${known}, ${options.reproducible ? 'of ' : ''}${ageWords(created, options)}`;
}

/** One sentence per product whose support ends. */
export function supportSentences(report: ScanReport): readonly string[] {
  return openFindings(report).flatMap(({ finding }) => {
    if (finding.kind !== 'lifecycle') return [];
    const { statement, fix } = detailOf(finding);
    return [`${statement}; ${fix}`];
  });
}

/** What is in the report but not counted as open; `undefined` when everything is. */
export function unopenedSentence(report: ScanReport): string | undefined {
  const excused = excusedFindings(report).length;
  const accepted = acceptedFindings(report).length;
  const said = [
    ...(excused === 0 ? [] : [`${excused} excused with evidence`]),
    ...(accepted === 0 ? [] : [`${accepted} accepted`]),
  ];
  return said.length === 0 ? undefined : `not counted: ${said.join(', ')}`;
}
