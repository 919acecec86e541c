import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, newDesk } from '../command-line.ts';

let desk: Desk;
beforeEach(() => {
  desk = newDesk();
});
afterEach(() => rmSync(desk.root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(desk.work, path)), { recursive: true });
  writeFileSync(join(desk.work, path), text);
}

/** A token in the form that GitHub gives out, made here so that none stands in this file. */
const token = `ghp_${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9b'.padEnd(30, 'x')}`;
const dockerfile = 'FROM debian:12.5\nRUN sudo true\nUSER 1000\n';

/** Findings of the JSON output as `path line rule`. */
function found(out: string): readonly string[] {
  const { files } = JSON.parse(out) as {
    files: Record<string, { line: number; rule: string; aliases: string[] }[]>;
  };
  return Object.entries(files).flatMap(([path, list]) =>
    list.map(({ line, aliases }) => `${path} ${line} ${aliases[0]}`),
  );
}

test('files are recognised by what they are, and keyed by their paths', async () => {
  write('a/Dockerfile', dockerfile);
  write('b/build.txt', dockerfile);
  write('node_modules/x/Dockerfile', dockerfile);
  write('notes.md', 'FROM here on\n');

  const { code, out } = await desk.caisson(['check', '-o', 'json', '--disable', 'DL3057']);

  expect(code).toBe(1);
  expect(found(out)).toEqual(expect.arrayContaining(['a/Dockerfile 2 hadolint:DL3004']));
  expect(found(out).filter((line) => /^(?:node_modules|notes)/.test(line))).toEqual([]);
});

test('the gate is low unless it is told otherwise', async () => {
  write('Dockerfile', dockerfile);

  const [usual, never, critical] = [
    await desk.caisson(['check']),
    await desk.caisson(['check', '--fail-on', 'none']),
    await desk.caisson(['check', '--fail-on', 'critical']),
  ];

  expect([usual.code, never.code, critical.code]).toEqual([1, 0, 0]);
  expect(usual.out).toMatch(/^Dockerfile\n {2}\d+:\d+ /);
});

test('nothing found is said, and passes', async () => {
  write('notes.txt', 'hello\n');

  const { code, out } = await desk.caisson(['check']);

  expect(code).toBe(0);
  expect(out).toContain('nothing found');
});

test('one line for each finding, for editors', async () => {
  write('Dockerfile', dockerfile);

  const { out } = await desk.caisson(['check', 'Dockerfile', '-o', 'lines']);

  expect(out).toMatch(/^Dockerfile:2:5: \w+: .*\[CSN-DF-\d{4} hadolint:DL3004 .*\]$/m);
});

test('an editor sends what is not saved yet', async () => {
  const { code, out } = await desk.caisson(
    ['check', '--stdin', 'sub/Dockerfile', '-o', 'lines', '--enable', 'all'],
    { input: dockerfile },
  );

  expect(code).toBe(1);
  expect(out).toContain('sub/Dockerfile:2:5:');
});

test('a secret is told by its end and never printed, in no output', async () => {
  write('conf/.env', `A=1\nGITHUB_TOKEN=${token}00aaBB\n`);

  for (const format of [
    'table',
    'lines',
    'json',
    'sarif',
    'html',
    'junit',
    'markdown',
    'csv',
    'gitlab',
  ]) {
    const { out } = await desk.caisson(['check', '-o', format]);

    expect({ format, tells: out.includes(token) }).toEqual({ format, tells: false });
  }
  const { out } = await desk.caisson(['check', '-o', 'json']);
  expect(found(out).map((line) => line.split(' ').slice(0, 2))).toContainEqual(['conf/.env', '2']);
  expect(found((await desk.caisson(['check', '-o', 'json', '--skip', 'secrets'])).out)).toEqual([]);
});

test('markers accept, stay in the report, and count for nothing with --no-inline-ignores', async () => {
  write(
    'Dockerfile',
    'FROM debian:12.5\n# hadolint ignore=DL3004 # we must\nRUN sudo true\nUSER 1\n',
  );
  const rules = ['--disable', 'DL3057'];

  const accepted = await desk.caisson(['check', '-o', 'json', ...rules]);
  const audited = await desk.caisson(['check', '-o', 'json', '--no-inline-ignores', ...rules]);

  function summary(text: string): { accepted: number } {
    return (JSON.parse(text) as { summary: { accepted: number } }).summary;
  }
  expect(summary(accepted.out).accepted).toBe(1);
  expect(summary(audited.out).accepted).toBe(0);
});

test('a baseline lets only what is new fail', async () => {
  write('Dockerfile', dockerfile);
  await desk.caisson(['check', '-o', 'report=before.json', '--fail-on', 'none']);

  const same = await desk.caisson(['check', '--baseline', 'before.json']);
  write('Dockerfile', `${dockerfile}RUN cd /tmp && sudo false\n`);
  const more = await desk.caisson(['check', '--baseline', 'before.json']);

  expect([same.code, more.code]).toEqual([0, 1]);
});

test('fix prints a patch, applies it, and keeps the mode of the file', async () => {
  write('Dockerfile', 'FROM debian:12.5\nMAINTAINER somebody\nUSER 1\n');

  const patch = await desk.caisson(['fix']);
  const untouched = readFileSync(join(desk.work, 'Dockerfile'), 'utf8');
  const applied = await desk.caisson(['fix', '--write', '--safety', 'review']);

  expect(patch.out).toContain('-MAINTAINER somebody\n');
  expect(untouched).toContain('MAINTAINER');
  expect(applied.out).toContain('Dockerfile: ');
  expect(readFileSync(join(desk.work, 'Dockerfile'), 'utf8')).not.toContain('MAINTAINER');
  expect((await desk.caisson(['fix'])).err).toContain('nothing to fix');
});

test('broken syntax is a gap with its line, and the rest is still checked', async () => {
  write('Dockerfile', 'FROM debian:12.5\nNONSENSE x\nRUN sudo true\n');

  const { out } = await desk.caisson(['check', '-o', 'json']);

  expect(found(out)).toContain('Dockerfile 3 hadolint:DL3004');
  expect(
    (JSON.parse(out) as { gaps: Record<string, { line: number }[]> }).gaps['Dockerfile']?.[0]?.line,
  ).toBe(2);
});

test('links are not followed, and a path that is not there is an error that names it', async () => {
  write('real/Dockerfile', dockerfile);
  symlinkSync('real', join(desk.work, 'link'));

  const { out } = await desk.caisson(['check', '-o', 'json']);
  const missing = await desk.caisson(['check', 'nowhere']);

  expect(found(out).every((line) => line.startsWith('real/'))).toBe(true);
  expect(missing).toMatchObject({ code: 4, err: expect.stringContaining('"nowhere"') as string });
});

test('checks are listed and explained by every id that people know', async () => {
  const [own, peer] = [
    await desk.caisson(['checks', 'list', '--family', 'dockerfile', '--format', 'json']),
    await desk.caisson(['explain', 'DL3004']),
  ];

  const { checks } = JSON.parse(own.out) as { checks: { id: string; aliases: string[] }[] };
  const sudo = checks.find(({ aliases }) => aliases.includes('hadolint:DL3004'));
  expect(peer.out).toContain(sudo?.id ?? 'none');
  expect((await desk.caisson(['explain', sudo?.id ?? ''])).out).toBe(peer.out);
});

test('rules for what happens are explained by id and by name', async () => {
  const [byId, byName] = [
    await desk.caisson(['explain', 'csn-rt-0019']),
    await desk.caisson(['explain', 'Program named like a kernel thread']),
  ];

  expect(byId.out).toContain('What to do first');
  expect(byName.out).toBe(byId.out);
});

test('rules of other tools in the working directory are read', async () => {
  write(
    'trivy-secret.yaml',
    'rules:\n  - id: ours\n    category: x\n    title: Ours\n    severity: HIGH\n    regex: our-[0-9]{4}\n',
  );
  write('a.txt', 'our-1234\n');

  const { out } = await desk.caisson(['check', 'a.txt', '-o', 'lines']);

  expect(out).toContain('a.txt:1:1:');
  expect(out).toContain('[ours');
});
