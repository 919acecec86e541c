/**
 * The API at the size of a large installation, over HTTP: `node bench/platform.ts DIRECTORY [S|M|L] [USERS] [STORE]`. The store is SQLite in
 * DIRECTORY, with `postgres` a server of PostgreSQL that lives as long as this program, or the database of a `postgres://` address; it is made and
 * filled when it is empty (L: 2,000,000 findings, 50,000 images, some minutes). Starts `dist/caisson.js up` on it; users ask one question
 * after the other without a pause. Prints milliseconds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { platformMigrations } from '#app/platform/migrations.ts';
import { migrate } from '#sql/migrate.ts';
import { openDatabase } from '#sql/open-database.ts';
import { type PostgresServer, startPostgres } from '../test/integration/testing/postgres.ts';
import { type EstateSize, seedEstate } from '../test/support/seed-estate.ts';

const [directory = '.tmp/bench-platform', size = 'M', users = '5', wanted = 'sqlite'] =
  process.argv.slice(2);
const rounds = 8;
const paths = [
  'findings?state=open&state=acknowledged',
  'findings?sort=due&state=open',
  'findings?sort=severity&state=open',
  'findings?tier=P0&tier=P1&state=open',
  'findings?q=lib',
  'findings?q=lib&sort=name&state=open',
  'findings?q=registry.example&sort=seen',
  'findings?q=CVE-2019-1&sort=due',
  'findings?cluster=cluster-1&state=open',
  'findings/facets?state=open',
  'findings/facets?q=lib',
  'images',
  'images?sort=name',
  'vulnerabilities',
  'vulnerabilities?q=lib',
  'components?q=openssl',
  'workloads',
  'incidents',
  'overview',
  'fix-first',
  'changes?limit=50',
  'search?q=nginx',
  'coverage',
];

async function storeOf(server: PostgresServer | undefined): Promise<string> {
  if (server !== undefined) return server.create();
  return wanted === 'sqlite' ? resolve(directory, 'platform', 'caisson.sqlite') : wanted;
}

async function fill(store: string): Promise<void> {
  mkdirSync(join(directory, 'platform'), { recursive: true });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  await using database = await openDatabase(store, { log });
  await migrate(database, platformMigrations);
  const known = await database.first('SELECT count(*) AS n FROM asset');
  if (Number(known?.['n']) === 0) {
    await seedEstate(database, size as EstateSize);
    if (database.dialect === 'postgres') await tidy(store);
  }
  await database.transaction((tx) => tx.run('DELETE FROM person'));
}

/** What the server does by itself some minutes after so many rows came at once. */
async function tidy(store: string): Promise<void> {
  const client = new Client({ connectionString: store });
  await client.connect();
  await client.query('VACUUM ANALYZE');
  await client.end();
}

/** Its address, and the secret of the first administrator. */
async function start(store: string): Promise<{ readonly child: ChildProcess; readonly link: URL }> {
  const quiet = { CAISSON_HOST_SCAN: 'no', CAISSON_DISCOVER: 'no', CAISSON_WATCH: 'off' };
  const words = ['up', '--state', resolve(directory), '--store', store, '--listen', '127.0.0.1:0'];
  const child = spawn(process.execPath, ['--max-semi-space-size=4', 'dist/caisson.js', ...words], {
    env: { ...process.env, ...quiet },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const text of child.stdout) {
    said += String(text);
    const link = /http\S+#token=\S+/u.exec(said)?.[0];
    if (link !== undefined && said.includes('Ctrl-C')) return { child, link: new URL(link) };
  }
  throw new Error(`it ended: ${said}`);
}

async function signIn({ origin, hash }: URL): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/session/first`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({
      token: hash.slice('#token='.length),
      name: 'bench',
      password: 'no secret at all',
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function ask(origin: string, path: string, cookie: string): Promise<number> {
  const started = performance.now();
  const answer = await fetch(`${origin}/api/v1/${path}`, { headers: { cookie } });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return performance.now() - started;
}

function quantile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
    .toString()
    .padStart(6);
}

await using server = wanted === 'postgres' ? await startPostgres() : undefined;
const store = await storeOf(server);
await fill(store);
const { child, link } = await start(store);
const cookie = await signIn(link);
const times = new Map<string, number[]>(paths.map((path) => [path, []]));
const first = new Map<string, number>();
for (const path of paths) first.set(path, await ask(link.origin, path, cookie));
async function user(number: number): Promise<void> {
  for (let at = 0; at < rounds * paths.length; at += 1) {
    const path = paths[(at + number * 3) % paths.length] ?? '';
    times.get(path)?.push(await ask(link.origin, path, cookie));
  }
}
await Promise.all(Array.from({ length: Number(users) }, (_, number) => user(number)));
console.log(`${''.padEnd(42)}  first    p50    p95    max`);
for (const [path, all] of times)
  console.log(
    `${path.padEnd(42)} ${quantile([first.get(path) ?? 0], 1)} ${quantile(all, 0.5)} ${quantile(all, 0.95)} ${quantile(all, 1)}`,
  );
const resident = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
console.log(`resident: ${Math.round(Number(resident) / 1024)} MiB`);
const ended = once(child, 'exit');
child.kill('SIGTERM');
await ended;
