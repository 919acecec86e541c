import type { Reach } from '#contract/platform.ts';
import type { SqlReader } from '#contract/sql.ts';
import { plural } from '#kit/text.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { assetWithin, type Condition, placedWithin } from '../reach.ts';
import { idOf, numberOf, optionalNumberOf, textOf } from '../row.ts';
import { statement } from '../statement.ts';

type Blind = AnswerOf<'readCoverage'>['blind'][number];

const silentMs = 600_000;
const oldScanMs = 7 * 86_400_000;
const examples = 5;

interface Question {
  readonly kind: string;
  readonly title: (n: number) => string;
  readonly remedy: string;
  readonly where: Condition;
}

/** What is not seen within reach, each with why and what to do; the most first. */
export async function readBlind(
  reader: SqlReader,
  reach: Reach,
  now: number,
): Promise<readonly Blind[]> {
  const found: Blind[] = [];
  for (const question of assetQuestions(now)) {
    const one = await ask(reader, reach, question);
    if (one !== undefined) found.push(one);
  }
  const unwatched = await unwatchedWorkloads(reader, reach);
  return [...found, ...(await blindNodes(reader, reach, now)), ...unwatched].toSorted(
    (a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1),
  );
}

/** Events that sensors within reach say they lost. */
export async function countLost(reader: SqlReader, reach: Reach): Promise<number> {
  const row = await reader.first(
    ...statement`SELECT coalesce(sum(n.lost), 0) AS n FROM node n WHERE ${assetWithin(reach, 'n.asset')}`,
  );
  return numberOf(row, 'n');
}

function assetQuestions(now: number): readonly Question[] {
  return [
    {
      kind: 'asset.never-scanned',
      title: (n) => `${plural(n, 'asset was', 'assets were')} never scanned`,
      remedy: 'scan them; where nothing happens, look at the queue and at access to the registry',
      where: { sql: "a.scanned_at IS NULL AND a.scan_state <> 'failed'", values: [] },
    },
    {
      kind: 'asset.scan-failed',
      title: (n) => `the last scan of ${plural(n, 'asset')} failed`,
      remedy: 'read the error of each, correct it, and scan again',
      where: { sql: "a.scan_state = 'failed'", values: [] },
    },
    {
      kind: 'asset.gaps',
      title: (n) => `${plural(n, 'asset')} could not be examined in full`,
      remedy:
        'the gaps of each asset say what and why: advisories that are old or missing, files that could not be read, limits',
      where: { sql: "a.gaps > 0 AND a.scan_state <> 'failed'", values: [] },
    },
    {
      kind: 'asset.old-scan',
      title: (n) =>
        `${plural(n, 'running image was', 'running images were')} scanned more than a week ago`,
      remedy:
        'check that scheduled scans run; stored inventories are matched again when advisories come',
      where: { sql: 'a.running > 0 AND a.scanned_at < ?', values: [now - oldScanMs] },
    },
  ];
}

async function ask(
  reader: SqlReader,
  reach: Reach,
  { kind, title, remedy, where }: Question,
): Promise<Blind | undefined> {
  const within = assetWithin(reach, 'a.id');
  const row = await reader.first(
    ...statement`SELECT count(*) AS n FROM asset a WHERE a.gone_at IS NULL AND ${where} AND ${within}`,
  );
  const n = numberOf(row, 'n');
  if (n === 0) return undefined;
  const rows = await reader.all(
    ...statement`SELECT a.id AS id, a.name AS name, a.scan_error AS fault FROM asset a
      WHERE a.gone_at IS NULL AND ${where} AND ${within} ORDER BY a.running DESC, a.id LIMIT ${examples}`,
  );
  const names = rows.map((one) => {
    const fault = textOf(one, 'fault').slice(0, 200);
    return `${textOf(one, 'name').slice(0, 200)}${fault === '' ? '' : ` (${fault})`}`;
  });
  const [first] = rows;
  return {
    kind,
    title: title(n),
    count: n,
    reason: listed(names, n),
    remedy,
    ...(first !== undefined && { ref: idOf(first) }),
  };
}

async function blindNodes(reader: SqlReader, reach: Reach, now: number): Promise<readonly Blind[]> {
  const rows = await reader.all(
    ...statement`SELECT n.name AS name, n.sensor AS sensor, n.reason AS reason, n.lost AS lost, n.last_seen AS last_seen, n.asset AS asset
      FROM node n WHERE (n.sensor <> 'watching' OR n.lost > 0 OR n.last_seen < ${now - silentMs})
      AND ${assetWithin(reach, 'n.asset')} ORDER BY n.name LIMIT 2000`,
  );
  const groups = new Map<
    string,
    { readonly asset: number | undefined; readonly names: string[] }
  >();
  for (const row of rows) {
    const [key, words] = stateOfNode(
      { sensor: textOf(row, 'sensor'), reason: textOf(row, 'reason'), lost: numberOf(row, 'lost') },
      now - numberOf(row, 'last_seen'),
    );
    const group = groups.get(key) ?? { asset: optionalNumberOf(row, 'asset'), names: [] };
    group.names.push(`${textOf(row, 'name')}${words}`);
    groups.set(key, group);
  }
  return [...groups].map(([kind, { asset, names }]) => ({
    kind,
    title: `${plural(names.length, 'host')} ${titlesOfNodes.get(kind) ?? ''}`,
    count: names.length,
    reason: listed(names.slice(0, examples), names.length),
    remedy: remediesOfNodes.get(kind) ?? '',
    ...(asset !== undefined && { ref: String(asset) }),
  }));
}

function stateOfNode(
  node: { readonly sensor: string; readonly reason: string; readonly lost: number },
  silentFor: number,
): readonly [string, string] {
  const reason = node.reason === '' ? '' : ` (${node.reason.slice(0, 200)})`;
  if (node.sensor === 'absent') return ['node.no-sensor', reason];
  if (silentFor > silentMs)
    return ['node.silent', ` (for ${plural(Math.floor(silentFor / 60_000), 'minute')})`];
  if (node.sensor !== 'watching') return ['node.degraded', reason];
  return ['node.lost-events', ` (${plural(node.lost, 'event')})`];
}

const titlesOfNodes: ReadonlyMap<string, string> = new Map([
  ['node.no-sensor', 'without a sensor'],
  ['node.silent', 'that no longer report'],
  ['node.degraded', 'watched in part'],
  ['node.lost-events', 'that lost events'],
]);
const remediesOfNodes: ReadonlyMap<string, string> = new Map([
  ['node.no-sensor', 'start the agent there; the reason says what it misses (privileges, kernel)'],
  ['node.silent', 'check that the agent runs and reaches this address; what it kept is sent later'],
  ['node.degraded', 'the reason says which hook or privilege is missing'],
  [
    'node.lost-events',
    'give the agent more buffer or processor; what was lost is not judged as absent',
  ],
]);

async function unwatchedWorkloads(reader: SqlReader, reach: Reach): Promise<readonly Blind[]> {
  const within = placedWithin(reach, 'w');
  const row = await reader.first(
    ...statement`SELECT count(*) AS n FROM workload w WHERE w.gone_at IS NULL AND w.watched = 0 AND ${within}`,
  );
  const n = numberOf(row, 'n');
  if (n === 0) return [];
  const rows = await reader.all(
    ...statement`SELECT w.name AS name FROM workload w WHERE w.gone_at IS NULL AND w.watched = 0 AND ${within} ORDER BY w.risk_order, w.id LIMIT ${examples}`,
  );
  return [
    {
      kind: 'workload.unwatched',
      title: `${plural(n, 'workload is', 'workloads are')} not watched`,
      count: n,
      reason: listed(
        rows.map((one) => textOf(one, 'name')),
        n,
      ),
      remedy:
        'a sensor on their nodes tells what they load and do; until then their software counts as loaded',
    },
  ];
}

function listed(names: readonly string[], n: number): string {
  const rest = n - names.length;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}
