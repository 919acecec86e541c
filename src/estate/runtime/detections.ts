import type { Change } from '#contract/platform.ts';
import type { SqlWriter } from '#contract/sql.ts';
import type { Detection } from '#model/detection.ts';
import { inParts, marks, storable, storableTime, textOf } from '../row.ts';
import { type Placed, placeOf } from './placed.ts';

/** A detection as a node told it. `body` is its JSON, kept as it is. */
export interface ToldDetection {
  readonly detection: Detection;
  readonly body: string;
  readonly placed: Placed;
  readonly incident?: string;
}

const hourMs = 3_600_000;

/** Keeps detections that are not known yet, with their counters; answers with the changes to append. */
export async function keepDetections(
  tx: SqlWriter,
  told: readonly ToldDetection[],
  { node, time }: { readonly node: string; readonly time: number },
): Promise<readonly Change[]> {
  const byId = new Map(told.map((one) => [one.detection.id, one]));
  const known = await knownIds(tx, [...byId.keys()]);
  const fresh = [...byId.values()].filter(({ detection }) => !known.has(detection.id));
  if (fresh.length === 0) return [];
  await tx.runMany(
    `INSERT INTO detection (id, happened, received, node, workload, container, cluster, namespace, repository, kind, rule, rule_id, priority, severity,
       process, output, tags, n, incident, incomplete) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    fresh.map((one) => rowOf(one, node, time)),
  );
  await tx.runMany(
    'INSERT INTO detection_body (id, body) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
    fresh.map(({ detection, body }) => [detection.id, storable(body, Number.MAX_SAFE_INTEGER)]),
  );
  await countByHour(tx, fresh);
  await countByRule(tx, fresh);
  return fresh.map(changeOf);
}

/** Says of detections which incident they belong to. */
export async function joinIncident(
  tx: SqlWriter,
  incident: string,
  detections: readonly string[],
): Promise<void> {
  for (const part of inParts(detections))
    await tx.run(
      `UPDATE detection SET incident = ? WHERE id IN (${marks(part)}) AND incident <> ?`,
      [incident, ...part, incident],
    );
}

/** Forgets detections from before a time, but for those of incidents that are open. */
export async function forgetDetections(tx: SqlWriter, before: number): Promise<number> {
  const old = `happened < ? AND NOT EXISTS (SELECT 1 FROM incident i WHERE i.id = detection.incident AND i.status IN ('open', 'contained'))`;
  await tx.run(`DELETE FROM detection_body WHERE id IN (SELECT id FROM detection WHERE ${old})`, [
    before,
  ]);
  const gone = await tx.run(`DELETE FROM detection WHERE ${old}`, [before]);
  await tx.run('DELETE FROM detection_hour WHERE hour < ?', [before]);
  return gone;
}

async function knownIds(tx: SqlWriter, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const part of inParts(ids))
    for (const row of await tx.all(`SELECT id FROM detection WHERE id IN (${marks(part)})`, part))
      known.add(textOf(row, 'id'));
  return known;
}

function rowOf({ detection, placed, incident }: ToldDetection, node: string, time: number) {
  const { container, process, tags, count = 1, ruleId } = detection;
  return [
    detection.id,
    storableTime(detection.time),
    time,
    node,
    placed.workload,
    storable(container?.id, 128),
    placed.cluster,
    placed.namespace,
    placed.repository,
    detection.kind,
    storable(detection.rule, 300),
    storable(ruleId, 64),
    detection.priority,
    detection.severity,
    storable(process?.name, 200),
    storable(detection.output, 4000),
    JSON.stringify(tags.slice(0, 64).map((tag) => storable(tag, 200))),
    Math.max(1, Math.round(count)),
    storable(incident, 64),
    detection.incomplete === true ? 1 : 0,
  ];
}

/** One row for each hour, place and severity: a flood of one rule costs one update. */
async function countByHour(tx: SqlWriter, fresh: readonly ToldDetection[]): Promise<void> {
  const counts = new Map<string, { readonly values: readonly (string | number)[]; n: number }>();
  for (const { detection, placed } of fresh) {
    const hour = Math.floor(storableTime(detection.time) / hourMs) * hourMs;
    const { workload, cluster, namespace, repository } = placed;
    const values = [hour, workload, cluster, namespace, repository, detection.severity];
    const key = JSON.stringify(values);
    const known = counts.get(key) ?? { values, n: 0 };
    known.n += 1;
    counts.set(key, known);
  }
  await tx.runMany(
    `INSERT INTO detection_hour (hour, workload, cluster, namespace, repository, severity, n) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (hour, workload, cluster, namespace, repository, severity) DO UPDATE SET n = detection_hour.n + excluded.n`,
    [...counts.values()].map(({ values, n }) => [...values, n]),
  );
}

async function countByRule(tx: SqlWriter, fresh: readonly ToldDetection[]): Promise<void> {
  const rules = Map.groupBy(fresh, ({ detection }) => storable(detection.rule, 300));
  const rows = [...rules].sort(([a], [b]) => (a < b ? -1 : 1));
  await tx.runMany(
    `INSERT INTO detection_rule (rule, n, last_seen) VALUES (?, ?, ?) ON CONFLICT (rule) DO UPDATE SET n = detection_rule.n + excluded.n,
       last_seen = CASE WHEN excluded.last_seen > detection_rule.last_seen THEN excluded.last_seen ELSE detection_rule.last_seen END`,
    rows.map(([rule, of]) => [
      rule,
      of.length,
      storableTime(Math.max(...of.map(({ detection }) => detection.time))),
    ]),
  );
}

function changeOf({ detection, placed, incident }: ToldDetection): Change {
  const { container, rule, ruleId, tags } = detection;
  return {
    kind: 'detection',
    subject: detection.id,
    text: storable(detection.output, 500),
    severity: detection.severity,
    place: placeOf(placed),
    data: {
      rule: storable(rule, 300),
      priority: detection.priority,
      time: storableTime(detection.time),
      ...(ruleId !== undefined && { ruleId }),
      ...(tags.length > 0 && { tags: tags.slice(0, 20) }),
      ...(placed.workload !== 0 && { workload: String(placed.workload) }),
      ...(container !== undefined && { container: storable(container.id, 128) }),
      ...(incident !== undefined && { incident }),
    },
  };
}
