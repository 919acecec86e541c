import { statSync } from 'node:fs';
import { Gauge, Registry } from 'prom-client';
import type { AnswerOf } from '#wire/routes.ts';
import type { OpenPlatform } from '../open-platform.ts';
import { storeOf } from '../open-platform.ts';
import type { UpOptions } from './up-options.ts';

type Storage = AnswerOf<'readCoverage'>['storage'];

/** What the store and the events take. */
export async function storageOf(
  options: UpOptions,
  { events, database }: OpenPlatform,
): Promise<Storage> {
  const { bytes, limit } = await events.storage();
  const state =
    database.dialect === 'sqlite' ? sizeOf(storeOf(options)) : await sizeOfPostgres(database);
  return [
    { name: 'state', bytes: state },
    { name: 'events', bytes, limit },
  ];
}

function sizeOf(path: string): number {
  return ['', '-wal'].reduce(
    (sum, end) => sum + (statSync(`${path}${end}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

async function sizeOfPostgres(database: OpenPlatform['database']): Promise<number> {
  const row = await database.first('SELECT pg_database_size(current_database()) AS bytes');
  return Number(row?.['bytes'] ?? 0);
}

const jobStates = ['waiting', 'running', 'failed'] as const;

/** Metrics of the platform in the Prometheus text format, beside those of HTTP. */
export async function platformMetrics({ database, events, bus }: OpenPlatform): Promise<string> {
  const registry = new Registry();
  function gauge(name: string, help: string, labelNames: readonly string[] = []): Gauge {
    return new Gauge({
      name: `caisson_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [registry],
    });
  }
  const rows = await database.all('SELECT state, count(*) AS n FROM job GROUP BY state');
  const counts = new Map(rows.map((row) => [String(row['state']), Number(row['n'])]));
  const jobs = gauge('jobs', 'Work by state.', ['state']);
  for (const state of jobStates) jobs.set({ state }, counts.get(state) ?? 0);
  const stored = await events.storage();
  gauge('event_bytes', 'Bytes that raw events take.').set(stored.bytes);
  gauge('event_bytes_limit', 'Bytes that raw events may take.').set(stored.limit);
  gauge('bus_connected', 'Whether the bus is reached.').set(bus.state.connected ? 1 : 0);
  const open = await database.first(
    'SELECT sum(p0) AS p0, sum(p1) AS p1, sum(p2) AS p2, sum(p3) AS p3, sum(p4) AS p4 FROM asset WHERE gone_at IS NULL',
  );
  const findings = gauge('findings', 'Open findings by tier.', ['tier']);
  for (const tier of ['p0', 'p1', 'p2', 'p3', 'p4'])
    findings.set({ tier: tier.toUpperCase() }, Number(open?.[tier] ?? 0));
  await addDeliveries(database, gauge);
  gauge('memory_bytes', 'Resident memory of this process.').set(process.memoryUsage.rss());
  return await registry.metrics();
}

async function addDeliveries(
  database: OpenPlatform['database'],
  gauge: (name: string, help: string, labels?: readonly string[]) => Gauge,
): Promise<void> {
  const rows = await database.all('SELECT state, count(*) AS n FROM delivery GROUP BY state');
  const deliveries = gauge('deliveries', 'Deliveries to destinations by state.', ['state']);
  for (const row of rows) deliveries.set({ state: String(row['state']) }, Number(row['n']));
}
