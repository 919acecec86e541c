import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '#wire/route.ts';
import { routes } from '#wire/routes.ts';
import { temporary } from '../daemons.ts';
import { eventually, onlyServing, RunningPlatform } from './testing/running-platform.ts';
import { hostile, tellOfTenant } from './testing/two-tenants.ts';

const directory = temporary('tenants');
let platform: RunningPlatform;
let alpha = '';

beforeAll(async () => {
  platform = await RunningPlatform.start({ directory, environment: onlyServing });
  await platform.signInFirst();
  for (const tenant of ['alpha', 'bravo']) await tellOfTenant(platform, tenant);
  const place = { namespace: 'alpha' };
  alpha = await platform.tokenOf(
    ['responder', 'exception-approver'].map((role) => ({ role, place })),
    'of the first',
  );
}, 120_000);
afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

const all = Object.entries(routes as Readonly<Record<string, Route>>);
/** Lists that need something in the query. */
const queries: Readonly<Record<string, string>> = {
  '/search': '?q=bravo',
  '/components': '?q=part',
  '/findings/export': '?format=csv',
};
const lists = all.flatMap(([id, route]) =>
  route.method === 'GET' && !route.path.includes('{') && route.answer !== 'events'
    ? [[id, route.path] as const]
    : [],
);

test.for(lists)('%s shows one team nothing of the other', async ([, path]) => {
  const answer = await platform.ask(`${path}${queries[path] ?? ''}`, { token: alpha });

  expect([200, 403]).toContain(answer.status);
  expect(answer.text).not.toContain('bravo');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

/** Where the ids of a kind of thing come from, by the first word of the path. */
const sources: Readonly<Record<string, string>> = {
  images: '/images',
  workloads: '/workloads',
  hosts: '/hosts',
  detections: '/detections',
  incidents: '/incidents',
  findings: '/findings',
  exceptions: '/exceptions',
};

const bodies: Readonly<Record<string, unknown>> = {
  changeIncident: { assignee: 'me' },
  noteIncident: { text: 'mine' },
  addIncidentNote: { text: 'mine' },
  decideException: { decision: 'approve' },
};

const needs: Readonly<Record<string, string>> = {
  compareImages: '?with=1',
  readImageDocument: '?format=json',
};

const guarded = all.flatMap(([id, route]) => {
  const [, word = ''] = /^\/([a-z-]+)\/\{id\}/u.exec(route.path) ?? [];
  return word in sources ? [[id, word, route] as const] : [];
});

async function idsOf(word: string, tenant: string): Promise<readonly string[]> {
  const items = await platform.items(sources[word] ?? '');
  return items
    .filter((one) => JSON.stringify(one).includes(tenant))
    .map((one) => String(one['id']));
}

test.for(guarded)(
  '%s answers one team for what the other has as for what nobody has',
  async ([id, word, route]) => {
    const others = await idsOf(word, 'bravo');
    const body = bodies[id] ?? (route.body === undefined ? undefined : {});
    const query = needs[id] ?? '';
    async function ask(one: string) {
      const path = route.path.replace('{id}', one).replace('{evidence}', 'e1');
      const asking = { method: route.method, token: alpha, ...(body !== undefined && { body }) };
      const { status, text } = await platform.ask(`${path}${query}`, asking);
      return `${status} ${text.replace(/"instance":"[^"]*"/u, '').replaceAll(`"${one}"`, 'ID')}`;
    }

    expect(others).not.toEqual([]);
    const nobodys = await ask('999999999');
    expect(nobodys).toMatch(/^40[034] /u);
    for (const one of others) expect(await ask(one)).toBe(nobodys);
  },
);

test('each team has its own, and figures of places agree', async () => {
  for (const word of ['images', 'workloads', 'detections', 'incidents']) {
    const own = await platform.items(sources[word] ?? '', alpha);
    expect(own).toHaveLength(1);
  }
  const mine = await platform.items('/findings', alpha);
  const everything = await platform.items('/findings');
  const facets = await platform.ask('/findings/facets', { token: alpha });
  const overview = await platform.ask('/overview', { token: alpha });
  const [image] = await platform.items('/images', alpha);

  expect(everything).toHaveLength(mine.length * 2);
  expect(facets.body).toMatchObject({ total: mine.length });
  expect(image).toMatchObject({ findings: { total: mine.length } });
  expect(overview.body).toMatchObject({ incidents: { value: 1 }, assets: { images: 1 } });
});

test('what one team decides for everything touches only its own', async () => {
  const body = { filter: {}, action: 'assign', owner: 'mallory' };
  const decided = await platform.ask('/findings/decide', { token: alpha, body });
  expect(decided.status).toBe(200);
  const mine = await platform.items('/findings', alpha);
  const owned = await platform.items('/findings?owner=mallory');

  expect(new Set(owned.map(({ id }) => id))).toEqual(new Set(mine.map(({ id }) => id)));
});

test('one team cannot name the other in an exception, a report or an action', async () => {
  const exception = {
    scope: { rule: 'CVE-2026-2000', namespace: 'bravo' },
    justification: 'risk_accepted',
    reason: 'x',
    owner: 'x',
    ends: ['fixed'],
  };
  const asked = await platform.ask('/exceptions', { token: alpha, body: exception });
  const preview = await platform.ask('/exceptions/preview', {
    token: alpha,
    body: { scope: exception.scope },
  });
  const [bravo = ''] = await idsOf('workloads', 'bravo');
  const container = (await platform.ask(`/workloads/${bravo}`)).text.match(/[0-9a-f]{64}/u)?.[0];
  const action = await platform.ask('/actions', {
    token: alpha,
    body: { kind: 'freeze', container: container ?? '', reason: 'x' },
  });

  expect([403, 404]).toContain(asked.status);
  expect(preview.status === 200 ? preview.body : { findings: 0 }).toMatchObject({ findings: 0 });
  expect(action.status).toBe(404);
});

test.for(['pdf', 'html', 'csv', 'json'])(
  'a report as %s holds hostile names as text',
  async (format) => {
    const wish = { name: `all as ${format}`, kind: 'findings', format };
    const asked = await platform.ask('/reports', { token: alpha, body: wish });
    expect(asked.status).toBe(200);
    const made = await eventually(
      async () => (await platform.items('/reports', alpha)).find(({ name }) => name === wish.name),
      (report) => report !== undefined && report['state'] !== 'waiting',
      'the report is made',
    );
    expect(made).toMatchObject({ state: 'ready' });
    const file = await platform.ask(`/reports/${String(made?.['id'])}/file`, { token: alpha });

    expect(file.status).toBe(200);
    expect(file.text).not.toContain('bravo');
    expect(format === 'html' ? file.text : '').not.toContain('<img src=x');
    expect(format === 'pdf' ? '' : file.text).not.toMatch(/^=|,=HYPERLINK|,"=HYPERLINK/mu);
    expect(file.text).not.toContain(format === 'pdf' ? 'no terminal in pdf' : '\u001b');
  },
);

test('an export for spreadsheets starts no cell with a formula', async () => {
  const { text } = await platform.ask('/findings/export?format=csv');

  expect(text).toContain('HYPERLINK');
  expect(text).not.toMatch(/(?:^|,)"?=/mu);
});

test('the command line shows hostile names without control characters', () => {
  for (const operation of ['listIncidents', 'listDetections', 'listEvents', 'listFindings']) {
    const out = execFileSync(process.execPath, [resolve('src/main.ts'), 'remote', operation], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        CAISSON_URL: platform.url,
        CAISSON_TOKEN: platform.token,
      },
    });
    expect(out.length).toBeGreaterThan(50);
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  }
});

const inner = [
  '169.254.169.254',
  '[::ffff:169.254.169.254]',
  '2852039166',
  '0xa9fea9fe',
  '0251.0376.0251.0376',
  '127.0.0.1',
  '127.1',
  '[::1]',
  '10.0.0.1',
  'localhost',
];

function idOf(body: unknown): string {
  return z.looseObject({ id: z.string() }).safeParse(body).data?.id ?? '';
}

test.for(inner)('a destination at %s is told nothing', async (host) => {
  const made = await platform.ask('/destinations', {
    body: { name: host, kind: 'webhook', format: 'json', address: `http://${host}:1/x` },
  });
  const id = idOf(made.body);
  const tried = await platform.ask(`/destinations/${id}/test`, { body: {} });

  expect(id === '' ? made.text : tried.text).toMatch(/not allowed|forbidden|invalid-argument/u);
});

test.for([
  '169.254.169.254/latest/meta-data:1',
  '0xa9fea9fe:443/latest/x:1',
  '2852039166:443/latest/x:1',
  'metadata.google.internal/computeMetadata/x:1',
  'file:///etc/passwd',
  'docker-archive:/etc/passwd',
  'dir:/etc',
  'host:',
])('%s is scanned for nobody', async (reference) => {
  const answer = await platform.ask('/scans', { body: { reference } });
  const watched = await platform.ask('/registries', {
    body: { name: reference.replace(/:1$/u, ''), everyMinutes: 60 },
  });

  expect([400, 403, 422]).toContain(answer.status);
  expect([400, 403, 422]).toContain(watched.status);
});

test('what is hostile is stored as it came, and sent as data', async () => {
  const [incident] = await platform.items('/incidents?namespace=alpha');
  const answer = await platform.ask(`/incidents/${String(incident?.['id'])}`);

  expect(answer.headers.get('content-type')).toMatch(/^application\/json/u);
  expect(String(incident?.['title'])).toContain(hostile.markup);
});
