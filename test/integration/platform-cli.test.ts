import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { temporary } from '../daemons.ts';
import { Bundle, type Ended, type Up } from './testing/bundle.ts';
import { hasPostgres, startPostgres } from './testing/postgres.ts';

const directory = temporary('platform-cli');
const held: { bundle?: Bundle; up?: Up; token?: string } = {};

beforeAll(async () => {
  const bundle = new Bundle(directory);
  held.bundle = bundle;
  held.up = await bundle.up(['--state', 'state']);
  held.token = await held.up.firstToken();
}, 120_000);
afterAll(async () => {
  await held.up?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
});

function place(): { readonly bundle: Bundle; readonly up: Up; readonly token: string } {
  const { bundle, up, token } = held;
  if (bundle === undefined || up === undefined || token === undefined)
    throw new Error('not started');
  return { bundle, up, token };
}

/** A command against the platform that runs. */
function remote(words: readonly string[]): Promise<Ended> {
  const { bundle, up, token } = place();
  const environment = { CAISSON_URL: up.url, CAISSON_TOKEN: token };
  return bundle.run(['remote', ...words], { environment });
}

test('the bundle alone serves the console, its API and their description', async () => {
  const { up } = place();

  const [page, document, ready] = await Promise.all(
    ['/', '/api/v1/openapi.json', '/readyz'].map((path) => fetch(`${up.url}${path}`)),
  );

  expect([page?.status, document?.status, ready?.status]).toEqual([200, 200, 200]);
  expect(await page?.text()).toContain('<script');
});

test('who is not signed in, who names what there is not, and who nobody answers are told what to do', async () => {
  const { bundle, up } = place();
  const elsewhere = { CAISSON_URL: 'http://127.0.0.1:9', CAISSON_TOKEN: 'x' };

  const nobody = await bundle.run(['remote', 'findings'], {
    environment: { HOME: join(directory, 'nobody') },
  });
  const wrong = await remote(['listFinding']);
  const silent = await bundle.run(['remote', 'overview'], { environment: elsewhere });
  const unknown = await bundle.run(['remote', 'overview'], {
    environment: { CAISSON_URL: up.url, CAISSON_TOKEN: 'csn_nobody' },
  });

  expect([nobody.code, wrong.code, silent.code, unknown.code]).toEqual([4, 2, 4, 4]);
  expect(nobody.err).toContain('caisson remote login');
  expect(wrong.err).toContain('did you mean listFindings?');
  expect(silent.err).toContain('is "caisson up" running there?');
  expect(unknown.err).toMatch(/^error: /u);
});

test('a token is tried before it is kept, readable by its owner only, and then used', async () => {
  const { bundle, up, token } = place();

  const wrong = await bundle.run(['remote', 'login', up.url], { input: 'csn_wrong\n' });
  const plain = await bundle.run(['remote', 'login', 'http://far.example'], { input: token });
  const right = await bundle.run(['remote', 'login', up.url], { input: `${token}\n` });
  const then = await bundle.run(['remote', 'session', '-o', 'json']);

  expect([wrong.code, plain.code, right.code, then.code]).toEqual([4, 2, 0, 0]);
  const kept = /kept in (\S+)/u.exec(right.err)?.[1] ?? '';
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  expect(JSON.parse(then.out)).toMatchObject({ user: { kind: 'token' } });
  expect(right.err + wrong.err).not.toContain(token);
});

test('operations are called by name or path, with values in path, query and body', async () => {
  const list = await remote([]);
  const overview = await remote(['overview', '-o', 'json']);
  const findings = await remote(['findings', 'tier=P0', 'state=open']);
  const changed = await remote([
    'changeSetting',
    'key=retention.event-days',
    'value=9',
    '-o',
    'json',
  ]);
  const senseless = await remote(['changeSetting', 'key=retention.event-days', 'value=soon']);
  const missing = await remote(['images/99999999']);

  expect(list.out).toContain('decideFindings');
  expect([overview.code, findings.code, changed.code]).toEqual([0, 0, 0]);
  expect(JSON.parse(changed.out)).toMatchObject({ value: '9', origin: 'console' });
  expect(senseless).toMatchObject({ code: 2 });
  expect(senseless.err).toContain('give a whole number');
  expect(missing.code).toBe(4);
});

const made = z.looseObject({ id: z.string(), state: z.string() });
async function reportAs(format: string, file: string): Promise<void> {
  const asked = await remote([
    'addReport',
    'name=all',
    'kind=summary',
    `format=${format}`,
    '-o',
    'json',
  ]);
  const { id } = made.parse(JSON.parse(asked.out));
  for (let turn = 0; turn < 200; turn += 1) {
    const { out } = await remote(['readReport', `id=${id}`, '-o', 'json']);
    if (made.parse(JSON.parse(out)).state !== 'waiting') break;
  }
  const read = await remote(['readReportFile', `id=${id}`, '-O', file]);
  expect(read).toMatchObject({ code: 0, err: '' });
}

test('reports are made as PDF with the fonts that are shipped, and signed ones can be verified', async () => {
  const { bundle } = place();
  await reportAs('pdf', 'all.pdf');
  await reportAs('json', 'all.json');
  const text = readFileSync(join(bundle.work, 'all.json'), 'utf8');
  writeFileSync(join(bundle.work, 'changed.json'), text.replace('"payload"', ' "payload"'));

  const good = await bundle.run(['report', 'verify', 'all.json', '-o', 'json']);
  const { keyId } = z.looseObject({ keyId: z.string() }).parse(JSON.parse(good.out));
  const trusted = await bundle.run(['report', 'verify', '-', '--key', keyId], { input: text });
  const other = await bundle.run([
    'report',
    'verify',
    'all.json',
    '--key',
    `sha256:${'0'.repeat(64)}`,
  ]);
  const changed = await bundle.run(['report', 'verify', 'changed.json']);
  const none = await bundle.run(['report', 'verify', 'all.pdf']);

  expect(readFileSync(join(bundle.work, 'all.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  expect([good, trusted, other, changed, none].map(({ code }) => code)).toEqual([0, 0, 5, 5, 4]);
  expect(trusted.out).toContain('it is what was signed');
}, 60_000);

test('settings tell who says them; secrets are not told', async () => {
  const { bundle } = place();
  writeFileSync(join(bundle.work, 'caisson.yaml'), 'log:\n  level: warn\n');
  writeFileSync(join(bundle.work, 'secret'), 'hush-hush\n');

  const { out, code } = await bundle.run(
    ['config', 'show', '--origin', '-c', 'caisson.yaml', '--bus', 'nats://n:1'],
    {
      environment: { CAISSON_NODE: 'n1', CAISSON_MAIL_PASSWORD_FILE: join(bundle.work, 'secret') },
    },
  );

  expect(code).toBe(0);
  expect(out).toMatch(/^log\.level +warn +file: .*caisson\.yaml$/mu);
  expect(out).toMatch(/^bus +nats:\/\/n:1 +flag: --bus$/mu);
  expect(out).toMatch(/^node +n1 +environment: CAISSON_NODE$/mu);
  expect(out).toMatch(/^mail\.password +\(set\) +environment: CAISSON_MAIL_PASSWORD_FILE$/mu);
  expect(out).not.toContain('hush');
});

test('a backup of the running platform restores into an empty place, and into no other', async () => {
  const { bundle } = place();
  await remote(['changeSetting', 'key=retention.fixed-days', 'value=99']);

  const saved = await bundle.run(['backup', 'all.backup', '--state', 'state']);
  const restored = await bundle.run(['restore', 'all.backup', '--state', 'restored']);
  const again = await bundle.run(['restore', 'all.backup', '--state', 'restored']);
  const replaced = await bundle.run(['restore', 'all.backup', '--state', 'restored', '--replace']);

  expect([saved.code, restored.code, again.code, replaced.code]).toEqual([0, 0, 4, 0]);
  expect(again.err).toContain('--replace');
  await using other = await bundle.up(['--state', 'restored']);
  expect(other.said.out).not.toContain('#token=');
  const { out } = await bundle.run(['remote', 'settings', '-o', 'json'], {
    environment: { CAISSON_URL: other.url, CAISSON_TOKEN: place().token },
  });
  expect(out).toMatch(/"retention\.fixed-days",\s+"value": "99"/u);
}, 60_000);

describe.skipIf(!hasPostgres)('with PostgreSQL', () => {
  test('a backup goes from the embedded database to PostgreSQL and back, while it runs', async () => {
    const { bundle, token } = place();
    await using server = await startPostgres();
    const store = await server.create();
    await bundle.run(['backup', 'there.backup', '--state', 'state']);

    const there = await bundle.run(['restore', 'there.backup', '--state', 'pg', '--store', store]);
    await using up = await bundle.up(['--state', 'pg', '--store', store]);
    const saved = await bundle.run(['backup', 'back.backup', '--state', 'pg', '--store', store]);
    const back = await bundle.run(['restore', 'back.backup', '--state', 'back']);

    expect([there.code, saved.code, back.code]).toEqual([0, 0, 0]);
    const { code } = await bundle.run(['remote', 'overview'], {
      environment: { CAISSON_URL: up.url, CAISSON_TOKEN: token },
    });
    expect(code).toBe(0);
  }, 120_000);
});

test.for(['SIGTERM', 'SIGINT'] as const)(
  '%s stops it in order: exit code 0, logs as JSON',
  async (signal) => {
    const { bundle } = place();
    await using up = await bundle.up(['--state', `stop-${signal}`]);

    const { code, ms } = await up.stop(signal);

    expect(code).toBe(0);
    expect(ms).toBeLessThan(10_000);
    for (const line of up.said.err.split('\n').filter(Boolean))
      expect(line).toMatch(/^\{.*"level":"\w+"/u);
  },
);
