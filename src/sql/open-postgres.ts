import { randomInt } from 'node:crypto';
import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type PoolClient } from 'pg';
import type { Scope } from '#contract/scope.ts';
import type { SqlDatabase, SqlReader, SqlRow, SqlValue, SqlWriter } from '#contract/sql.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { type KnownTypes, readerOn, writerOn } from './postgres-client.ts';
import { isLostRace, postgresFault } from './postgres-fault.ts';
import { Pulse } from './postgres-pulse.ts';
import { postgresTypes } from './postgres-values.ts';

const tries = 40;
const writeTimeMs = 600_000;
const beginTimeMs = 15_000;
const graceMs = 5000;

/** In use for so long, a connection may be one whose server vanished. */
const longMs = 10_000;

/** A pool, what it holds at the moment, and since when (by the monotonic clock) connections are in use. */
interface Connections {
  readonly pool: Pool;
  readonly clients: ReadonlySet<PoolClient>;
  readonly inUse: ReadonlyMap<PoolClient, number>;
}

/**
 * Our statements are many and short: compiling one, or starting workers for it that each look for what the others look for, takes longer
 * than running it. What they read is in memory or on a disk that does not turn.
 */
const questions =
  '-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1 -c work_mem=16MB';

/** The server gives up what it holds for us when we are the ones that vanished: locks of a dead connection stop the next one. */
const vanishing =
  '-c idle_in_transaction_session_timeout=40s -c client_connection_check_interval=5s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';

/** How many connections are held at most, and how long a read may take. */
export interface PostgresBounds {
  readonly readers?: number;
  readonly writers?: number;
  readonly timeoutMs?: number;
}

/**
 * Opens a database of PostgreSQL 15 or later by its `postgres://` address. It connects again by itself when the server was
 * away; what was under way then fails with `access.unreachable`. Throws that, `access.unauthenticated`, `input.not-found`
 * (no such database), `host.missing-feature` (server too old, not UTF-8).
 */
export async function openPostgres(
  url: string,
  scope: Pick<Scope, 'log'>,
  bounds: PostgresBounds = {},
): Promise<SqlDatabase> {
  const timeoutMs = bounds.timeoutMs ?? 30_000;
  const readers = poolOf(url, scope, {
    max: bounds.readers ?? 8,
    timeoutMs,
    options: `${questions} -c default_transaction_read_only=on`,
  });
  const writers = poolOf(url, scope, {
    max: bounds.writers ?? 8,
    timeoutMs: writeTimeMs,
    options: `${questions} ${vanishing}`,
  });
  const pulse = pulseOf(url, [readers, writers], scope);
  const database = new PostgresDatabase(readers, writers, pulse);
  try {
    await checkServer(database);
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
  return database;
}

function poolOf(
  url: string,
  { log }: Pick<Scope, 'log'>,
  bounds: { readonly max: number; readonly timeoutMs: number; readonly options: string },
): Connections {
  const pool = new Pool({
    connectionString: url,
    application_name: 'caisson',
    max: bounds.max,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: bounds.timeoutMs,
    query_timeout: bounds.timeoutMs + 10_000,
    options: bounds.options,
    pipeline: true,
    types: postgresTypes,
    allowExitOnIdle: true,
  } as ConstructorParameters<typeof Pool>[0]); // `pipeline` is not among the driver's types yet
  // A resting connection that broke leaves the pool by itself.
  pool.on('error', (error) => log.warn('a database connection broke', { reason: error.message }));
  const clients = new Set<PoolClient>();
  pool.on('connect', (client) => clients.add(client));
  const inUse = new Map<PoolClient, number>();
  pool.on('acquire', (client) => inUse.set(client, performance.now()));
  pool.on('release', (_error, client) => inUse.delete(client));
  pool.on('remove', (client) => {
    clients.delete(client);
    inUse.delete(client);
  });
  return { pool, clients, inUse };
}

function pulseOf(
  connectionString: string,
  both: readonly Connections[],
  scope: Pick<Scope, 'log'>,
): Pulse {
  function longInUse(): readonly PoolClient[] {
    const before = performance.now() - longMs;
    return both.flatMap(({ inUse }) =>
      [...inUse].flatMap(([client, since]) => (since < before ? [client] : [])),
    );
  }
  return new Pulse(
    {
      config: { connectionString, application_name: 'caisson' },
      isNeeded: () => longInUse().length > 0,
      give: () => {
        for (const client of longInUse()) breakOff(client);
      },
    },
    scope,
  );
}

/** What is under way on it fails now. The driver has no other word for it than its socket's. */
function breakOff(client: PoolClient): void {
  const connection: unknown = Reflect.get(client, 'connection');
  const stream: unknown = isRecord(connection) ? connection['stream'] : undefined;
  if (stream instanceof Socket) stream.destroy(new Error('the server does not answer'));
}

async function checkServer(database: SqlDatabase): Promise<void> {
  const row = await database.first(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding`,
  );
  if (Number(row?.['version']) < 150_000 || row?.['encoding'] !== 'UTF8')
    throw new CaissonError(
      'host.missing-feature',
      `the database server is of version ${String(row?.['version'])} with ${String(row?.['encoding'])}`,
      { hint: 'PostgreSQL 15 or later with a database in UTF8 is needed' },
    );
}

class PostgresDatabase implements SqlDatabase {
  readonly dialect = 'postgres';
  readonly #readers: Connections;
  readonly #writers: Connections;
  #ended: Promise<unknown> | undefined;
  readonly #types: KnownTypes = new Map();
  readonly #pulse: Pulse;

  constructor(readers: Connections, writers: Connections, pulse: Pulse) {
    this.#readers = readers;
    this.#writers = writers;
    this.#pulse = pulse;
  }

  all(sql: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return readerOn(this.#readers.pool).all(sql, values);
  }

  async first(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow | undefined> {
    return (await this.all(sql, values))[0];
  }

  async transaction<Result>(work: (tx: SqlWriter) => Promise<Result>): Promise<Result> {
    for (let count = 1; ; count += 1)
      try {
        return await within(this.#writers.pool, 'ISOLATION LEVEL SERIALIZABLE', (client) =>
          work(writerOn(client, this.#types)),
        );
      } catch (error) {
        if (!isLostRace(error) || count === tries) throw error;
        await delay(randomInt(1, 2 + Math.min(200, 4 * count * count)));
      }
  }

  snapshot<Result>(work: (reader: SqlReader) => Promise<Result>): Promise<Result> {
    return within(this.#readers.pool, 'ISOLATION LEVEL REPEATABLE READ READ ONLY', (client) =>
      work(readerOn(client)),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended ??= Promise.all([ended(this.#readers), ended(this.#writers)]);
    await this.#ended;
    this.#pulse[Symbol.dispose]();
  }
}

async function within<Result>(
  pool: Pool,
  mode: string,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await connect(pool);
  let isUsable = false;
  try {
    await begin(client, mode);
    const result = await work(client);
    if ((await control(client, 'COMMIT')) === 'ROLLBACK')
      throw new CaissonError('internal.bug', 'a failed statement of the transaction was ignored');
    isUsable = true;
    return result;
  } catch (error) {
    isUsable = await rolledBack(client);
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(!isUsable);
  }
}

/** Without waiting for long for a statement that is under way: its server may be gone. */
async function ended({ pool, clients }: Connections): Promise<void> {
  const grace = setTimeout(() => {
    for (const client of clients) breakOff(client);
  }, graceMs);
  await pool.end();
  clearTimeout(grace);
}

/**
 * The first words on a connection that rested: the server may be gone without having said so (its machine lost power, its address moved).
 * Nothing that takes time is asked, so that such a connection is given up soon, and not when the longest statement would be.
 */
async function begin(client: PoolClient, mode: string): Promise<void> {
  // The driver knows a time for each query; its types do not.
  const first = { text: `BEGIN ${mode}`, query_timeout: beginTimeMs };
  try {
    await client.query(first);
  } catch (error) {
    throw postgresFault(error);
  }
}

/** Answers what the server did. */
async function control(client: PoolClient, text: string): Promise<string> {
  try {
    return (await client.query(text)).command;
  } catch (error) {
    throw postgresFault(error);
  }
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    const client = await pool.connect();
    client.on('error', ignore); // the statement under way fails as well, and tells
    return client;
  } catch (error) {
    throw postgresFault(error);
  }
}

function ignore(): void {}

/** False when the connection is of no further use. */
async function rolledBack(client: PoolClient): Promise<boolean> {
  const outcome = await control(client, 'ROLLBACK').catch(() => undefined); // the reason is told by what failed before
  return outcome !== undefined;
}
