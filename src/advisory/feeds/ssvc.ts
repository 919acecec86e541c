import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { CvssVector, Ssvc } from '#model/advisory.ts';
import { parseCvssVector } from '../cvss.ts';
import { dayOf } from '../date.ts';
import { isCve, sortedSet } from '../name.ts';
import type { FeedDocument, VendorFeed, VendorRecords } from './feed.ts';
import { jsonOf, listAt, malformed, recordAt, textAt } from './json-value.ts';

/**
 * CVE records (CVE record format 5.x, one file each, `2024/1xxx/CVE-2024-1234.json`) as CISA publishes them with its decision
 * points (Vulnrichment): SSVC of the ADP container, CVSS and CWE of all containers. Affected versions are not taken: other feeds
 * state them per package.
 */
export const ssvc: VendorFeed = {
  id: 'ssvc',
  publisher: 'cisa-ssvc',
  accepts: (path) => /(?:^|\/)CVE-\d{4}-\d{4,19}\.json$/.test(path),
  read: readDocument,
};

function readDocument(document: FeedDocument, scope: Scope): Iterable<VendorRecords> {
  checkpoint(scope.signal);
  const record = jsonOf(document);
  const head = recordAt(record, 'cveMetadata');
  const cve = textAt(head, 'cveId') ?? '';
  if (!isCve(cve)) return [malformed(document.path)];
  if (textAt(head, 'state') === 'REJECTED')
    return [{ skips: [{ reason: 'withdrawn', subject: cve }] }];
  const all = recordAt(record, 'containers');
  const containers = [recordAt(all, 'cna'), ...listAt(all, 'adp').slice(0, maxContainers)];
  const decision = containers.map(decisionOf).find((one) => one !== undefined);
  const cwes = sortedSet(containers.flatMap(weaknessesOf));
  const day = dayOf(head['dateUpdated']);
  return [
    {
      vectors: distinct(containers.flatMap(vectorsOf)).map((cvss) => ({ id: cve, cvss })),
      ...(cwes.length > 0 && { weaknesses: [{ cve, cwes }] }),
      ...(decision !== undefined && { decisions: [{ cve, ssvc: decision }] }),
      ...(decision === undefined && { skips: [{ reason: 'excluded', subject: 'no decision' }] }),
      ...(day !== undefined && { day }),
    },
  ];
}

/** CNA, CISA and the CVE program itself; nobody else writes containers today. */
const maxContainers = 32;
/** Of one container. */
const maxMetrics = 32;

/** CISA's own container carries the decision points; those of others are not CISA's. */
function decisionOf(container: unknown): Ssvc | undefined {
  if (textAt(recordAt(container, 'providerMetadata'), 'shortName') !== 'CISA-ADP') return undefined;
  for (const metric of listAt(container, 'metrics').slice(0, maxMetrics)) {
    const other = recordAt(metric, 'other');
    const decision =
      textAt(other, 'type') === 'ssvc' ? pointsOf(recordAt(other, 'content')) : undefined;
    if (decision !== undefined) return decision;
  }
  return undefined;
}

/** `options` is a list of objects with one decision point each (SSVC computed schema 2.0.3). */
function pointsOf(content: unknown): Ssvc | undefined {
  const points = new Map<string, string>();
  for (const option of listAt(content, 'options').slice(0, maxMetrics))
    for (const name of decisionPoints) {
      const value = textAt(option, name);
      if (value !== undefined) points.set(name, value.toLowerCase());
    }
  return assessed(points, dayOf(textAt(content, 'timestamp')));
}

function assessed(points: ReadonlyMap<string, string>, date: string | undefined): Ssvc | undefined {
  const exploitation = exploitations.get(points.get('Exploitation') ?? '');
  const automatable = yesOrNo.get(points.get('Automatable') ?? '');
  const impact = impacts.get(points.get('Technical Impact') ?? '');
  if (exploitation === undefined || automatable === undefined) return undefined;
  return impact === undefined || date === undefined
    ? undefined
    : { exploitation, automatable, impact, date };
}

const decisionPoints = ['Exploitation', 'Automatable', 'Technical Impact'] as const;
const exploitations: ReadonlyMap<string, Ssvc['exploitation']> = new Map([
  ['none', 'none'],
  ['poc', 'poc'],
  ['public poc', 'poc'],
  ['active', 'active'],
]);
const yesOrNo: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
]);
const impacts: ReadonlyMap<string, Ssvc['impact']> = new Map([
  ['partial', 'partial'],
  ['total', 'total'],
]);

function vectorsOf(container: unknown): readonly CvssVector[] {
  return listAt(container, 'metrics')
    .slice(0, maxMetrics)
    .flatMap((metric) =>
      ['cvssV4_0', 'cvssV3_1', 'cvssV3_0', 'cvssV2_0'].flatMap(
        (kind) => parseCvssVector(textAt(recordAt(metric, kind), 'vectorString') ?? '') ?? [],
      ),
    );
}

function distinct(vectors: readonly CvssVector[]): readonly CvssVector[] {
  return [...new Map(vectors.map((one) => [one.vector, one])).values()];
}

function weaknessesOf(container: unknown): readonly string[] {
  return listAt(container, 'problemTypes')
    .flatMap((problem) => listAt(problem, 'descriptions'))
    .map((one) => textAt(one, 'cweId') ?? '')
    .filter((id) => /^CWE-\d{1,6}$/.test(id));
}
