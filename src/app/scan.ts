import { takeInventory } from '#analyze/inventory.ts';
import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Scope } from '#contract/scope.ts';
import { plural } from '#kit/text.ts';
import { findingsOf } from '#match/finding.ts';
import { matchInventory } from '#match/inventory.ts';
import type { Platform } from '#model/artifact.ts';
import type { Inventory } from '#model/inventory.ts';
import type { Gap } from '#model/observation.ts';
import type { DatabaseFacts, ScanReport } from '#model/report.ts';
import { judge, type Policy } from '#policy/judge.ts';
import { resolveReference } from './resolve.ts';
import type { Toolbox } from './toolbox.ts';

export interface ScanOptions {
  readonly platform?: Platform;
  /** Match components that only a lock file names, in images too. */
  readonly includeDeclared: boolean;
  /** Match packages of kernel headers against kernel advisories. */
  readonly kernelHeaders: boolean;
  /** Advisories older than this are a gap; absent: a year. The policy says whether such a gap is accepted. */
  readonly maxDatabaseAgeMs?: number;
  readonly policy: Policy;
}

/**
 * The main job: what is in an artifact, what is wrong with it, and whether that is accepted. `reference` is what a person
 * typed; `undefined` means this machine. Throws what opening and reading throw; everything else ends up in the report.
 */
export async function scan(
  reference: string | undefined,
  options: ScanOptions,
  toolbox: Toolbox,
  scope: Scope,
): Promise<ScanReport> {
  const startedAt = scope.clock();
  const inventory = await readInventory(reference, options, toolbox, scope);
  using index = toolbox.openIndex();
  const { findings, gaps, notices } = match(inventory, index, options, scope);
  const judgement = judge(options.policy, {
    artifact: inventory.artifact,
    ...(inventory.image !== undefined && { image: inventory.image }),
    findings,
    gaps: [...inventory.gaps, ...gaps],
    now: startedAt.toISOString(),
  });
  return {
    schemaVersion: '1.1',
    tool: { name: 'caisson', version: toolbox.version },
    startedAt: startedAt.toISOString(),
    durationMs: scope.clock().getTime() - startedAt.getTime(),
    inventory,
    gaps,
    database: index.facts(),
    findings: judgement.findings,
    decision: judgement.decision,
    notices: [...judgement.notices, ...notices],
  };
}

async function readInventory(
  reference: string | undefined,
  options: ScanOptions,
  toolbox: Toolbox,
  scope: Scope,
): Promise<Inventory> {
  const resolved = await resolveReference(reference, options.platform, toolbox);
  await using opened = await resolved.source.open(resolved.reference, scope);
  const isSbom = opened.artifact.kind === 'sbom';
  const inventory = await takeInventory(
    opened,
    {
      analyzers: isSbom ? toolbox.sbomAnalyzers : toolbox.analyzers,
      linkers: isSbom ? [] : toolbox.linkers,
      ...(toolbox.cache !== undefined && { cache: toolbox.cache }),
    },
    scope,
  );
  return isSbom ? { ...inventory, gaps: inventory.gaps.map(ofWholeSbom) } : inventory;
}

/** An SBOM is one file: what spoils its reading hides everything, and must not pass for an artifact without software. */
function ofWholeSbom(gap: Gap): Gap {
  if (gap.reason === 'unknown-version' || gap.location.path === '/') return gap;
  const reason = gap.reason === 'unsupported' ? 'unreadable' : gap.reason;
  return { ...gap, reason, location: { path: '/' } };
}

interface Matched {
  readonly findings: ReturnType<typeof findingsOf>;
  readonly gaps: readonly Gap[];
  readonly notices: readonly string[];
}

function match(
  inventory: Inventory,
  index: AdvisoryIndex,
  options: ScanOptions,
  scope: Scope,
): Matched {
  const { includeDeclared, kernelHeaders, maxDatabaseAgeMs } = options;
  const matched = matchInventory(inventory, index, { includeDeclared, kernelHeaders });
  const findings = findingsOf(matched.matches, index);
  const maxAgeMs = maxDatabaseAgeMs ?? defaultMaxAgeMs;
  const stale = staleGaps(index.facts(), scope.clock().getTime() - maxAgeMs);
  return { findings, gaps: [...matched.gaps, ...stale], notices: unmatchedNotices(matched) };
}

/** What was deliberately not matched is said, never silent. */
function unmatchedNotices({
  covered,
  skipped,
}: Pick<ReturnType<typeof matchInventory>, 'covered' | 'skipped'>): readonly string[] {
  function count(reason: (typeof skipped)[number]['reason']): number {
    return skipped.filter((one) => one.reason === reason).length;
  }
  const said: readonly (readonly [number, string])[] = [
    [covered.length, 'in files of OS packages: covered by the distribution’s advisories'],
    [count('declared'), 'only named by lock files: not matched (--declared)'],
    [
      count('kernel-headers'),
      'of kernel headers, which do not run: not matched (--kernel-headers)',
    ],
    [count('removed'), 'removed by a later layer: not matched'],
  ];
  return said
    .filter(([number]) => number > 0)
    .map(([number, text]) => `${plural(number, 'component')} ${text}`);
}

/** Data that has not moved for a year is told as a gap, even when nobody asked for an age. */
const defaultMaxAgeMs = 365 * 24 * 3_600_000;
/** What enriches findings but makes none. */
const enrichments = new Set(['core', 'kev', 'epss']);

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
