import { Gauge, Registry } from 'prom-client';
import { numberOf, textOf } from '#estate/row.ts';
import type { OpenPlatform } from '../open-platform.ts';

type Database = OpenPlatform['database'];
/** Adds a gauge with its labels. */
type AddGauge = (name: string, help: string, labels?: readonly string[]) => Gauge;

const jobStates = ['waiting', 'running', 'failed'] as const;
const tiers = ['p0', 'p1', 'p2', 'p3', 'p4'] as const;

/** Metrics of the platform in the Prometheus text format, beside those of HTTP. */
export async function platformMetrics({ database, events, bus }: OpenPlatform): Promise<string> {
  const registry = new Registry();
  function gauge(name: string, help: string, labels: readonly string[] = []): Gauge {
    return new Gauge({
      name: `caisson_${name}`,
      help,
      labelNames: [...labels],
      registers: [registry],
    });
  }
  await addJobs(database, gauge);
  await addFindings(database, gauge);
  await addDeliveries(database, gauge);
  const { bytes, limit } = await events.storage();
  gauge('event_bytes', 'Bytes that raw events take.').set(bytes);
  gauge('event_bytes_limit', 'Bytes that raw events may take.').set(limit);
  gauge('bus_connected', 'Whether the bus is reached.').set(bus.state.connected ? 1 : 0);
  gauge('memory_bytes', 'Resident memory of this process.').set(process.memoryUsage.rss());
  return await registry.metrics();
}

async function addJobs(database: Database, gauge: AddGauge): Promise<void> {
  const rows = await database.all(
    "SELECT state, count(*) AS n FROM job WHERE state IN ('waiting', 'running', 'failed') GROUP BY state",
  );
  const counts = new Map(rows.map((row) => [textOf(row, 'state'), numberOf(row, 'n')]));
  const jobs = gauge('jobs', 'Work by state.', ['state']);
  for (const state of jobStates) jobs.set({ state }, counts.get(state) ?? 0);
}

async function addFindings(database: Database, gauge: AddGauge): Promise<void> {
  const sums = tiers.map((tier) => `coalesce(sum(${tier}), 0) AS ${tier}`).join(', ');
  const row = await database.first(`SELECT ${sums} FROM asset WHERE gone_at IS NULL`);
  const findings = gauge('findings', 'Open findings by tier.', ['tier']);
  for (const tier of tiers) findings.set({ tier: tier.toUpperCase() }, numberOf(row, tier));
}

async function addDeliveries(database: Database, gauge: AddGauge): Promise<void> {
  const rows = await database.all('SELECT state, count(*) AS n FROM delivery GROUP BY state');
  const deliveries = gauge('deliveries', 'Deliveries to destinations by state.', ['state']);
  for (const row of rows) deliveries.set({ state: textOf(row, 'state') }, numberOf(row, 'n'));
}
