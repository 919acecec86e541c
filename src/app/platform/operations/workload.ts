import type { Call, Operations, Platform } from '#contract/platform.ts';
import type { SqlRow } from '#contract/sql.ts';
import { countsOfAsset } from '#estate/asset/counts.ts';
import { idOf, numberOf, optionalNumberOf, optionalTextOf, recordOf, textOf } from '#estate/row.ts';
import { flowsOf } from '#estate/runtime/flows.ts';
import { listHosts, readHost } from '#estate/runtime/host-query.ts';
import { placeOf } from '#estate/runtime/placed.ts';
import { exposureReasons } from '#estate/runtime/published.ts';
import { workloadTimeline } from '#estate/runtime/timeline-query.ts';
import {
  containersOf,
  listWorkloads,
  loadedOf,
  readWorkload,
} from '#estate/runtime/workload-query.ts';
import { given } from '#event/given.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { AnswerOf } from '#wire/routes.ts';
import { notFound } from './not-found.ts';
import { exposures, wordOf } from './runtime-row.ts';

type WorkloadOperation =
  | 'listWorkloads'
  | 'readWorkload'
  | 'readWorkloadTimeline'
  | 'listHosts'
  | 'readHost';

const shownFlows = 200;

/** What runs, and where. */
export function workloadOperations(
  parts: Pick<Platform, 'database' | 'scope'>,
): Pick<Operations, WorkloadOperation> {
  const { database } = parts;
  return {
    async listWorkloads({ reach }, { query }) {
      const { rows, next } = await listWorkloads(database, reach, query);
      return { items: rows.map(workloadRow), ...(next !== undefined && { next }) };
    },
    readWorkload: (call, { params }) => workloadDetail(parts, call, params.id),
    async readWorkloadTimeline({ reach }, { params, query }) {
      const row = await readWorkload(database, reach, params.id);
      if (row === undefined) throw notFound('workload');
      const of = { id: numberOf(row, 'id'), asset: assetOf(row) };
      const { moments, next } = await workloadTimeline(database, of, query);
      const items = moments.map(({ time, kind, text, ref, severity }) => ({
        time,
        kind,
        text,
        ...(ref !== undefined && { ref }),
        ...(severity !== undefined && { severity }),
      }));
      return { items, ...(next !== undefined && { next }) };
    },
    async listHosts({ reach }, { query }) {
      const { rows, next } = await listHosts(database, reach, query);
      const now = parts.scope.clock().getTime();
      return { items: rows.map((row) => hostRow(row, now)), ...(next !== undefined && { next }) };
    },
    async readHost({ reach }, { params }) {
      const row = await readHost(database, reach, params.id);
      if (row === undefined) throw notFound('host');
      return hostDetail(row, parts.scope.clock().getTime());
    },
  };
}

type WorkloadRow = AnswerOf<'listWorkloads'>['items'][number];

function workloadRow(row: SqlRow): WorkloadRow {
  const name = textOf(row, 'image') || (optionalTextOf(row, 'asset_name') ?? '');
  const asset = assetOf(row);
  const digest = textOf(row, 'digest');
  return {
    id: idOf(row),
    name: textOf(row, 'name'),
    kind: textOf(row, 'kind'),
    place: placeOf(row),
    ...(name !== '' && {
      image: {
        name,
        ...(asset !== 0 && { id: String(asset) }),
        ...(digest !== '' && { digest }),
        ...given({ scanned: optionalNumberOf(row, 'scanned_at') }),
      },
    }),
    replicas: numberOf(row, 'replicas'),
    running: numberOf(row, 'running'),
    exposure: wordOf(exposures, textOf(row, 'exposure')),
    privileged: numberOf(row, 'privileged') === 1,
    watched: numberOf(row, 'watched') === 1,
    profile: wordOf(['none', 'learning', 'active'], textOf(row, 'profile')),
    findings: countsOfAsset(row),
    openIncidents: numberOf(row, 'open_incidents'),
    firstSeen: numberOf(row, 'first_seen'),
    lastSeen: numberOf(row, 'last_seen'),
    gone: optionalNumberOf(row, 'gone_at') !== undefined,
  };
}

/** Its image as an asset; 0 where nobody knows which it is. */
function assetOf(row: SqlRow): number {
  return optionalNumberOf(row, 'asset') ?? 0;
}

async function workloadDetail(
  { database }: Pick<Platform, 'database'>,
  { reach }: Call,
  id: string,
): Promise<AnswerOf<'readWorkload'>> {
  const row = await readWorkload(database, reach, id);
  if (row === undefined) throw notFound('workload');
  const workload = numberOf(row, 'id');
  const containers = await containersOf(database, workload);
  const running = containers.filter((one) => optionalNumberOf(one, 'gone_at') === undefined);
  const reasons = await exposureReasons(
    database,
    running.map((one) => textOf(one, 'id')),
  );
  const profile = await database.first(
    'SELECT name FROM behaviour_profile WHERE workload = ? ORDER BY updated DESC LIMIT 1',
    [workload],
  );
  return {
    ...workloadRow(row),
    containers: containers.map(containerRow),
    privileges: [
      ...new Set(running.flatMap((one) => listIn(recordOf(one, 'facts'), 'privileges'))),
    ],
    exposureReasons: [
      ...reasons,
      ...hostNetworkReason(running),
      ...listIn(recordOf(row, 'facts'), 'exposureReasons'),
    ],
    loaded: await loadedOf(database, workload, assetOf(row)),
    flows: (await flowsOf(database, workload, shownFlows)).map(flowRow),
    ...(profile !== undefined && { profileName: textOf(profile, 'name') }),
  };
}

/** No engine knows which ports such a container opens. */
function hostNetworkReason(running: readonly SqlRow[]): readonly string[] {
  const isOnHost = running.some((one) => recordOf(one, 'facts')['hostNetwork'] === true);
  return isOnHost ? ['it uses the network of the host: what it opens, other machines reach'] : [];
}

function containerRow(row: SqlRow): AnswerOf<'readWorkload'>['containers'][number] {
  const facts = recordOf(row, 'facts');
  const started = optionalNumberOf(row, 'started');
  const user = facts['user'];
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    ...(started !== undefined && { started }),
    node: textOf(row, 'node'),
    ...(typeof user === 'string' && { user }),
    addresses: [...listIn(facts, 'addresses')],
    state: optionalNumberOf(row, 'gone_at') === undefined ? 'running' : 'gone',
  };
}

function flowRow(row: SqlRow): AnswerOf<'readWorkload'>['flows'][number] {
  return {
    direction: wordOf(['out', 'in'], textOf(row, 'direction')),
    peer: textOf(row, 'peer'),
    port: numberOf(row, 'port'),
    protocol: textOf(row, 'protocol'),
    count: numberOf(row, 'n'),
    last: numberOf(row, 'last_seen'),
  };
}

type HostRow = AnswerOf<'listHosts'>['items'][number];

/** A node that said nothing for so long is not known to be watched. */
const silentMs = 180_000;

function hostRow(row: SqlRow, now: number): HostRow {
  const os = toldOf(row, 'os') || textOf(row, 'asset_os');
  const kernel = toldOf(row, 'kernel');
  const cluster = toldOf(row, 'cluster') || textOf(row, 'asset_cluster');
  const lastSeen = optionalNumberOf(row, 'last_seen') ?? numberOf(row, 'asset_seen');
  const scanned = optionalNumberOf(row, 'scanned_at');
  return {
    id: idOf(row),
    name: textOf(row, 'name'),
    ...(os !== '' && { os }),
    ...(kernel !== '' && { kernel }),
    ...(cluster !== '' && { cluster }),
    ...sensorOf(row, now - lastSeen > silentMs),
    lastSeen,
    ...(scanned !== undefined && { scanned }),
    containers: optionalNumberOf(row, 'containers') ?? 0,
    lost: optionalNumberOf(row, 'lost') ?? 0,
    findings: countsOfAsset(row),
  };
}

function sensorOf(row: SqlRow, isSilent: boolean): Pick<HostRow, 'sensor' | 'sensorReason'> {
  const told = toldOf(row, 'sensor');
  const reason = toldOf(row, 'reason');
  if (told !== '' && isSilent)
    return { sensor: 'unknown', sensorReason: 'the machine has not been heard of for minutes' };
  const sensor = wordOf(['unknown', 'watching', 'degraded', 'absent'], told);
  return { sensor, ...(reason !== '' && { sensorReason: reason }) };
}

/** What its node told of a machine; empty where no sensor ever did. */
function toldOf(row: SqlRow, column: string): string {
  return optionalTextOf(row, column) ?? '';
}

function hostDetail(row: SqlRow, now: number): AnswerOf<'readHost'> {
  const host = hostRow(row, now);
  const abilities: unknown = parseJson(toldOf(row, 'abilities') || '[]', 'abilities');
  const since = optionalNumberOf(row, 'covered_since') ?? 0;
  const error = textOf(row, 'scan_error');
  return {
    ...host,
    abilities: (Array.isArray(abilities) ? abilities : []).filter(isRecord).map((one) => ({
      id: String(one['id']),
      state: String(one['state']),
      text: typeof one['text'] === 'string' ? one['text'] : '',
    })),
    gapList: [
      ...(host.sensor === 'watching'
        ? []
        : [{ reason: 'not-watched', detail: host.sensorReason ?? host.sensor }]),
      ...(host.lost > 0
        ? [{ reason: 'events-lost', detail: `${host.lost} events were lost` }]
        : []),
      ...(error === '' ? [] : [{ reason: 'not-scanned', detail: error }]),
    ],
    facts: [
      ...(since > 0
        ? [{ label: 'watched without loss since', text: new Date(since).toISOString() }]
        : []),
      { label: 'components', text: String(numberOf(row, 'components')) },
    ],
  };
}

function listIn(facts: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const list = facts[name];
  return Array.isArray(list) ? list.map(String) : [];
}
