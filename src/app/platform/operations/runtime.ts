import type { Call, Operations, Platform } from '#contract/platform.ts';
import type { SqlRow } from '#contract/sql.ts';
import type { EventStore } from '#estate/event/event-store.ts';
import { numberOf, textOf } from '#estate/row.ts';
import { formatCursor, parseCursor } from '#estate/runtime/cursor.ts';
import { countByHour, listDetections, readDetection } from '#estate/runtime/detection-query.ts';
import { listProfiles } from '#estate/runtime/profile-query.ts';
import { ruleFacts, switchRule } from '#estate/runtime/rule-switch.ts';
import { detectionFromJson } from '#incident/detection-json.ts';
import { parseJson } from '#kit/json.ts';
import type { Detection, Priority } from '#model/detection.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { notFound } from './not-found.ts';
import { detectionRow, processRows, wordOf } from './runtime-row.ts';

/** A rule as lists show it. */
export interface ShownRule {
  readonly id?: string;
  readonly name: string;
  readonly priority: Priority;
  readonly enabled: boolean;
  readonly source: string;
  readonly tags: readonly string[];
  readonly description: string;
}

/** What these operations need beside the platform. */
export interface RuntimeParts extends Platform {
  readonly events: Pick<EventStore, 'list' | 'hourly'>;
  /** The rules of this installation, whatever was switched. */
  readonly rules: () => readonly ShownRule[];
  /** A rule was switched: what watches is told. */
  readonly onRules?: () => void;
}

type RuntimeOperation =
  | 'listDetections'
  | 'readDetection'
  | 'countDetections'
  | 'listEvents'
  | 'listProfiles'
  | 'listRules'
  | 'changeRule';

const hourMs = 3_600_000;

/** Detections, events, profiles and rules. */
export function runtimeOperations(parts: RuntimeParts): Pick<Operations, RuntimeOperation> {
  const { database, events, scope } = parts;
  return {
    async listDetections({ reach }, { query }) {
      const { rows, next } = await listDetections(database, reach, query);
      return { items: rows.map(detectionRow), ...(next !== undefined && { next }) };
    },
    async readDetection({ reach }, { params }) {
      const row = await readDetection(database, reach, params.id);
      if (row === undefined) throw notFound('detection');
      return detailOf(row);
    },
    async countDetections({ reach }, { query }) {
      const { hours, workload } = query;
      const seen = await events.hourly(hours, { workload }, reach);
      const first = seen[0]?.hour ?? scope.clock().getTime() - hours * hourMs;
      const counts = await countByHour(database, reach, { since: first, workload });
      return {
        hours: seen.map(({ hour, events: n }) => ({
          hour,
          events: n,
          bySeverity: severitiesAt(counts, hour),
        })),
      };
    },
    async listEvents({ reach }, { query }) {
      const { workload, container, node, kind, from, to, q, alarms, cursor, limit } = query;
      const filter = { workload, container, node, kinds: kind, from, to, text: q };
      const page = await events.list(
        { ...filter, ...(alarms !== undefined && { alarms: alarms === 'true' }) },
        reach,
        { cursor, limit },
      );
      const items = page.items.map((event) => eventRow(event));
      return { items, ...(page.next !== undefined && { next: page.next }) };
    },
    async listProfiles({ reach }, { query }) {
      const { rows, next } = await listProfiles(database, reach, query);
      return { items: rows.map(profileRow), ...(next !== undefined && { next }) };
    },
    listRules: (_, { query }) => listRules(parts, query),
    changeRule: (call, { params, body }) => changeRule(parts, call, { ...params, ...body }),
  };
}

function severitiesAt(
  counts: Awaited<ReturnType<typeof countByHour>>,
  hour: number,
): Record<string, number> {
  const at = counts.filter((one) => one.hour === hour);
  return Object.fromEntries(at.map(({ severity, n }) => [severity, n]));
}

function detailOf(row: SqlRow): AnswerOf<'readDetection'> {
  const body = parseJson(textOf(row, 'body'), 'a detection');
  const detection = detectionFromJson(body, { event: 'detection', name: '' });
  return {
    ...detectionRow(row),
    fields: { ...detection.outputFields },
    because: [...detection.because],
    ancestors: processRows(processOf(detection)),
  };
}

function processOf({ process, event }: Detection): Detection['process'] {
  return process ?? (event?.source === 'syscall' ? event.process : undefined);
}

type EventRow = AnswerOf<'listEvents'>['items'][number];
type Stored = Awaited<ReturnType<EventStore['list']>>['items'][number];

function eventRow(event: Stored): EventRow {
  const { id, time, received, kind, workload, container, node, process, pid } = event;
  const { exe, path, peer, rule, severity } = event;
  const rest = { exe, arguments: event.arguments, path, peer, rule, severity, container };
  const told = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '');
  return {
    id,
    time,
    received,
    kind,
    node,
    process,
    pid,
    ...(workload !== undefined && { workload }),
    ...Object.fromEntries(told),
  };
}

function profileRow(row: SqlRow): AnswerOf<'listProfiles'>['items'][number] {
  const dimensions: unknown = parseJson(textOf(row, 'dimensions'), 'dimensions');
  return {
    name: textOf(row, 'name'),
    image: textOf(row, 'image'),
    workload: textOf(row, 'workload_key'),
    state: wordOf(['learning', 'active'], textOf(row, 'state')),
    version: numberOf(row, 'version'),
    updated: numberOf(row, 'updated'),
    behaviours: numberOf(row, 'behaviours'),
    // This program wrote it.
    dimensions: dimensions as { name: string; state: string; known: number }[],
  };
}

async function listRules(
  { database, rules }: RuntimeParts,
  {
    cursor,
    limit,
    q,
  }: {
    readonly cursor?: string | undefined;
    readonly limit: number;
    readonly q?: string | undefined;
  },
): Promise<AnswerOf<'listRules'>> {
  const last = cursor === undefined ? undefined : String(parseCursor(cursor, 'string').key);
  const word = q?.toLowerCase();
  const all = [...rules()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const found = all.filter(
    ({ name, description, tags }) =>
      (last === undefined || name > last) &&
      (word === undefined ||
        `${name} ${description} ${tags.join(' ')}`.toLowerCase().includes(word)),
  );
  const page = found.slice(0, limit);
  const facts = await ruleFacts(
    database,
    page.map(({ name }) => name),
  );
  const end = page.at(-1);
  const isMore = found.length > limit && end !== undefined;
  return {
    items: page.map((rule) => ruleRow(rule, facts.get(rule.name))),
    ...(isMore && { next: formatCursor({ key: end.name, id: '' }) }),
  };
}

type Facts =
  Awaited<ReturnType<typeof ruleFacts>> extends ReadonlyMap<string, infer Value> ? Value : never;

function ruleRow(
  rule: ShownRule,
  facts: Facts | undefined,
): AnswerOf<'listRules'>['items'][number] {
  const { id, name, priority, source, tags, description } = rule;
  return {
    ...(id !== undefined && { id }),
    name,
    priority,
    enabled: facts?.enabled ?? rule.enabled,
    source,
    tags: [...tags],
    description,
    detections: facts?.detections ?? 0,
    ...(facts?.last !== undefined && { last: facts.last }),
  };
}

async function changeRule(
  parts: RuntimeParts,
  { caller }: Call,
  { name, enabled }: { readonly name: string; readonly enabled: boolean },
): Promise<AnswerOf<'changeRule'>> {
  const { database, audit, scope } = parts;
  const rule = parts.rules().find((one) => one.name === name);
  if (rule === undefined) throw notFound('rule');
  await database.transaction(async (tx) => {
    await switchRule(tx, { name, enabled, by: caller.name, time: scope.clock().getTime() });
    const action = enabled ? 'rule.enable' : 'rule.disable';
    await audit.append(tx, { caller, action, subject: name, outcome: 'done' });
  });
  parts.onRules?.();
  return ruleRow(rule, (await ruleFacts(database, [name])).get(name));
}
