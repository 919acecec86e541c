import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SecretFinding } from '#model/finding.ts';
import type { ScanReport } from '#model/report.ts';
import { outputIds } from '#output/load-output.ts';
import { type Desk, type Ended, newDesk } from '../command-line.ts';
import { run } from '../daemons.ts';
import { sampleImage, writeLayout } from '../sample-image.ts';
import { hiddenSecrets, token, writeSecretImage } from '../secret-places.ts';
import { alteredFiles, weakFiles } from '../weak-image.ts';

let desk: Desk;
let scanned: Ended;
let found: readonly SecretFinding[] = [];

beforeAll(async () => {
  desk = newDesk();
  writeSecretImage(join(desk.root, 'image'));
  const files = outputIds.flatMap((id) => ['-o', `${id}=${id}.out`]);
  scanned = await desk.caisson([
    'scan',
    `oci-dir:${join(desk.root, 'image')}`,
    '--debug',
    '-o',
    'table',
    ...files,
  ]);
  if (scanned.code !== 0) throw new Error(scanned.err);
  found = reportOf('json.out').findings.flatMap(({ finding }) =>
    finding.kind === 'secret' ? [finding] : [],
  );
});
afterAll(() => rmSync(desk.root, { recursive: true, force: true }));

function reportOf(name: string): ScanReport {
  return JSON.parse(readFileSync(join(desk.work, name), 'utf8')) as ScanReport;
}

function withEnding(secret: string): readonly SecretFinding[] {
  return found.filter((finding) => finding.secret.ending === secret.slice(-4));
}

test.for(hiddenSecrets.map((hidden) => [hidden.name, hidden] as const))(
  'the secret of %s is reported once, in its place and state',
  ([, { secret, path, line, state }]) => {
    const [finding, ...others] = withEnding(secret);

    expect(others).toEqual([]);
    expect(finding?.rule).toBe('github-pat');
    expect(finding?.secret.location.path.startsWith(path)).toBe(true);
    expect(line === undefined ? undefined : finding?.secret.location.line).toBe(line);
    expect(finding?.secret.hidden?.state).toBe(state);
  },
);

test('nothing else is taken for a secret', () => {
  const known = new Set(hiddenSecrets.map(({ secret }) => secret.slice(-4)));

  expect(found.filter(({ secret }) => !known.has(secret.ending)).map(({ title }) => title)).toEqual(
    [],
  );
});

test('no output, cache, saved report or log holds a secret', () => {
  const clear = hiddenSecrets.map(({ secret }) => Buffer.from(secret));
  const encoded = hiddenSecrets.map(({ secret }) =>
    Buffer.from(Buffer.from(secret).toString('base64')),
  );
  const image = join(desk.root, 'image');
  const files = readdirSync(desk.root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(desk.root, name))
    .filter((path) => !path.startsWith(image) && statSync(path).isFile());
  const holding = files.filter((path) => {
    const bytes = readFileSync(path);
    return [...clear, ...encoded].some((secret) => bytes.includes(secret));
  });

  expect(files.some((path) => path.includes('.cache'))).toBe(true);
  expect(holding).toEqual([]);
  for (const { secret } of hiddenSecrets) expect(scanned.out + scanned.err).not.toContain(secret);
});

test('a second scan, from the cache, finds the same', async () => {
  const again = await desk.caisson([
    'scan',
    `oci-dir:${join(desk.root, 'image')}`,
    '-o',
    'json=again.json',
  ]);

  expect(again.code).toBe(0);
  expect(reportOf('again.json').findings.map(({ finding }) => finding.fingerprint)).toEqual(
    reportOf('json.out').findings.map(({ finding }) => finding.fingerprint),
  );
});

async function rulesOf(
  files: Parameters<typeof sampleImage>[0][number],
): Promise<readonly string[]> {
  const directory = join(desk.root, 'weak');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  writeLayout(sampleImage([files]), directory, 'weak', 'gzip');
  await desk.caisson(['scan', `oci-dir:${directory}`, '-o', 'json=weak.json']);
  return reportOf('weak.json').findings.map(
    ({ finding }) => `${finding.rule} ${finding.locations[0]?.path}`,
  );
}

test.for(weakFiles)('%s', async ([, files, wanted]) => {
  const rules = await rulesOf(files);

  expect(rules).toEqual(expect.arrayContaining([expect.stringMatching(wanted) as string]));
});

test('a file that is not what its package installed', async () => {
  const rules = await rulesOf(alteredFiles);

  expect(rules.filter((rule) => rule.endsWith('/usr/bin/altered'))).toEqual([
    expect.stringMatching(/^CSN-MAL-/) as string,
  ]);
  expect(rules.filter((rule) => rule.endsWith('/usr/bin/intact'))).toEqual([]);
});

test('a secret in the history of a repository, deleted since', async () => {
  const repository = join(desk.root, 'repository');
  const secret = token('history');
  mkdirSync(repository);
  function git(...words: readonly string[]): void {
    run('git', '-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words);
  }
  git('init', '-q');
  writeFileSync(join(repository, '.env'), `GITHUB_TOKEN=${secret}\n`);
  writeFileSync(join(repository, 'Dockerfile'), 'FROM debian\nRUN sudo make\n');
  git('add', '.');
  git('commit', '-qm', 'first');
  git('rm', '-q', '.env');
  git('commit', '-qm', 'second');

  const { out } = await desk.caisson(['scan', `git:${repository}`, '-o', 'json']);

  const { findings } = JSON.parse(out) as ScanReport;
  const [hit] = findings.flatMap(({ finding }) => (finding.kind === 'secret' ? [finding] : []));
  expect(hit?.secret).toMatchObject({
    ending: secret.slice(-4),
    location: { line: 1, commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string },
    hidden: { state: 'deleted' },
  });
  expect(findings.map(({ finding }) => finding.rule)).toContain('CSN-DF-0045');
  expect(out).not.toContain(secret);
});
