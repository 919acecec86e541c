import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '#wire/route.ts';
import { routes } from '#wire/routes.ts';
import { temporary } from '../daemons.ts';
import { hasPostgres, type PostgresServer, startPostgres } from './testing/postgres.ts';
import { eventually, onlyServing, RunningPlatform } from './testing/running-platform.ts';
import { tellOfTenant } from './testing/two-tenants.ts';

/** Every question of the API on an estate that holds some of everything: the answer is what the table of operations promises. */
const table = Object.entries(routes as Readonly<Record<string, Route>>);
const questions = table.filter(([, { method, answer }]) => method === 'GET' && answer !== 'events');

/** Where the ids of a kind of thing come from, by the first word of the path. */
const sources: Readonly<Record<string, string>> = {
  images: '/images',
  workloads: '/workloads',
  hosts: '/hosts',
  detections: '/detections',
  incidents: '/incidents',
  findings: '/findings',
  exceptions: '/exceptions',
  actions: '/actions',
  jobs: '/jobs',
  reports: '/reports',
  destinations: '/destinations',
  compliance: '/compliance',
  'attack-paths': '/attack-paths',
};

/** What a question needs beside its path. */
const needs: Readonly<Record<string, readonly string[]>> = {
  search: ['q=app', 'q=CVE-2026', 'q=web', 'q=part'],
  searchComponents: ['q=part'],
  exportFindings: ['format=csv', 'format=json'],
  readImageDocument: ['json', 'cyclonedx', 'spdx', 'sarif', 'openvex', 'html', 'csv'].map(
    (format) => `format=${format}`,
  ),
  compareImages: ['before=2'],
  listFindings: [
    '',
    'q=part',
    'state=fixed',
    'sort=due',
    'sort=seen',
    'sort=severity',
    'sort=name',
  ],
  listVulnerabilities: ['', 'q=part', 'sort=assets', 'sort=severity'],
  listWorkloads: ['sort=risk', 'sort=name', 'sort=seen', 'gone=true', 'q=web'],
  listImages: ['', 'sort=name', 'sort=seen', 'q=app'],
  listEvents: ['', 'q=ran', 'alarms=true'],
};

const pageShape = z.looseObject({ items: z.array(z.unknown()), next: z.string().optional() });

const engines = [
  ['SQLite', true],
  ['PostgreSQL', hasPostgres],
] as const;

describe.for(engines)('%s', ([engine, isThere]) => {
  const directory = temporary(`answers-${engine}`);
  let server: PostgresServer | undefined;
  let platform: RunningPlatform | undefined;

  beforeAll(async () => {
    if (!isThere) return;
    server = engine === 'PostgreSQL' ? await startPostgres() : undefined;
    const store = server === undefined ? {} : { CAISSON_STORE: await server.create() };
    platform = await RunningPlatform.start({
      directory,
      environment: { ...onlyServing, CAISSON_EXCEPTIONS_APPROVAL: 'no', ...store },
    });
    await platform.signInFirst();
    for (const tenant of ['alpha', 'bravo']) await tellOfTenant(platform, tenant);
    await furnish(platform);
  }, 180_000);
  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  test.skipIf(!isThere).for(questions)('%s', async ([id, route]) => {
    const faults: string[] = [];
    for (const path of await pathsOf(here(platform), route))
      for (const query of needs[id] ?? [''])
        faults.push(...(await faultsOf(here(platform), route, `${path}${query && `?${query}`}`)));

    expect(faults).toEqual([]);
  });

  test.skipIf(!isThere)('nothing was an error of the platform', () => {
    expect(here(platform).log).not.toContain('internal.bug');
  });
});

/** Some of what only people make. */
async function furnish(platform: RunningPlatform): Promise<void> {
  const [image] = await platform.items('/images');
  const [incident] = await platform.items('/incidents');
  const [exception] = await platform.items('/exceptions');
  const wish = { name: 'weekly', kind: 'incidents', format: 'html' };
  const hook = { name: 'hook', kind: 'webhook', format: 'ocsf', address: 'http://127.0.0.1:9/x' };
  const orders: readonly (readonly [path: string, body?: object])[] = [
    ['/destinations', { ...hook, allowPrivate: true, secrets: { token: 't' } }],
    ['/registries', { name: 'registry.example/team/app', everyMinutes: 1440 }],
    ['/report-schedules', { wish, cron: '0 6 * * 1', timeZone: 'UTC' }],
    ['/views', { name: 'mine', page: 'findings', search: 'tier=P0', shared: true }],
    ['/reports', { name: 'all', kind: 'summary', format: 'json' }],
    ['/reports', { name: 'faults', kind: 'findings', format: 'csv' }],
    [`/images/${String(image?.['id'])}/scan`],
    [`/incidents/${String(incident?.['id'])}/notes`, { text: 'seen' }],
    [`/exceptions/${String(exception?.['id'])}/decision`, { decision: 'approve' }],
  ];
  for (const [path, body] of orders) {
    const { status, text } = await platform.ask(path, { method: 'POST', body });
    if (status >= 300) throw new Error(`${path} answers ${status}: ${text.slice(0, 600)}`);
  }
  await eventually(
    () => platform.items('/reports'),
    (reports) => reports.every(({ state }) => state === 'ready'),
    'the reports are made',
  );
}

/** The path with every id that its kind of thing has; ids that need a second one are answered with 404. */
async function pathsOf(platform: RunningPlatform, { path }: Route): Promise<readonly string[]> {
  const [, word = ''] = /^\/([a-z-]+)\/\{id\}/u.exec(path) ?? [];
  if (word === '') return [path];
  const { body } = await platform.ask(sources[word] ?? '');
  const { items } = z
    .looseObject({ items: z.array(z.looseObject({ id: z.string() })) })
    .parse(body);
  return items.map(({ id }) => path.replace('{id}', id).replace('{evidence}', 'none'));
}

/** What is not as the table of operations promises. */
async function faultsOf(
  platform: RunningPlatform,
  route: Route,
  path: string,
): Promise<readonly string[]> {
  const { status, body, text } = await platform.ask(path);
  const wanted = path.endsWith('/evidence/none') ? 404 : 200;
  if (status !== wanted) return [`${path} answers ${status}: ${text.slice(0, 500)}`];
  if (typeof route.answer === 'string') return [];
  const read = z.safeParse(route.answer, body);
  if (read.error !== undefined) return [`${path}: ${z.prettifyError(read.error)}`];
  return route.query?.shape['cursor'] === undefined ? [] : await pageFaults(platform, path, body);
}

/** One by one, the same things come in the same order. */
async function pageFaults(
  platform: RunningPlatform,
  path: string,
  body: unknown,
): Promise<readonly string[]> {
  const { items } = pageShape.parse(body);
  const single = keysOf(await inPages(platform, path, items.length));
  return single === keysOf(items) ? [] : [`${path}: other in pages of one: ${single}`];
}

/** The first of a list, asked for one by one. */
async function inPages(
  platform: RunningPlatform,
  path: string,
  most: number,
): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (let cursor = ''; found.length < most; ) {
    const one = await platform.ask(`${path}${path.includes('?') ? '&' : '?'}limit=1${cursor}`);
    const page = pageShape.parse(one.body);
    found.push(...page.items);
    if (page.next === undefined) break;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
  return found;
}

function keysOf(items: readonly unknown[]): string {
  const keys = items.map((item) => {
    const { id, seq, name } = z.looseObject({}).parse(item);
    return id ?? seq ?? name;
  });
  return keys.join(' ');
}

function here<T>(one: T | undefined): T {
  if (one === undefined) throw new Error('the platform was not started');
  return one;
}
