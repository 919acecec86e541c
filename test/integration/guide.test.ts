import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleFiles, writeFeeds, writeSampleArchive } from '../sample-database.ts';
import { sampleImage, writeLayout } from '../sample-image.ts';

const program = resolve('dist/caisson.js');
const pages = globSync('docs/guide/*.md');
let root = '';

/** A fenced block of a page: its language and marks (`sh run exit=1`), its text, and the line it begins in. */
interface Fence {
  readonly marks: readonly string[];
  readonly text: string;
  readonly line: number;
}

function fencesOf(page: string): readonly Fence[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^```(\S.*)\n([^]*?)^```$/gm)].map((match) => ({
    marks: (match[1] ?? '').split(' '),
    text: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }));
}

beforeAll(() => {
  if (!existsSync(program)) execFileSync(process.execPath, ['tools/build.ts']);
  root = mkdtempSync(join(tmpdir(), 'caisson-guide-'));
  mkdirSync(join(root, 'bin'));
  writeFileSync(
    join(root, 'bin', 'caisson'),
    `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`,
  );
  chmodSync(join(root, 'bin', 'caisson'), 0o755);
  prepare(join(root, 'sample'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What the pages speak of: an image in several forms, a project, databases, a VEX document. */
function prepare(directory: string): void {
  mkdirSync(join(directory, 'project'), { recursive: true });
  writeSampleArchive(join(directory, 'shop.tar'));
  writeLayout(sampleImage(sampleFiles), join(directory, 'layout'), 'shop:1.4', 'gzip');
  writeFileSync(
    join(directory, 'project', 'package-lock.json'),
    JSON.stringify({
      name: 'shop',
      lockfileVersion: 3,
      packages: { 'node_modules/left-pad': { version: '1.3.0' } },
    }),
  );
  writeFileSync(
    join(directory, 'shop.cdx.json'),
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components: [
        { type: 'library', name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0' },
      ],
    }),
  );
  writeFileSync(join(directory, 'shop.vex.json'), JSON.stringify(vex));
  writeFileSync(join(directory, 'company-ca.pem'), rootCertificates[0] ?? '');
  writeFeeds(join(directory, 'feeds'));
  writeFeeds(join(directory, 'feeds-2098'), '2098-01-01T00:00:00Z');
  writeFeeds(join(directory, 'feeds-2099'), '2099-01-01T00:00:00Z');
  const databases = { recent: 'feeds', 'older-db': 'feeds-2098', db: 'feeds-2099' };
  for (const [out, from] of Object.entries(databases))
    run(directory, `caisson db build --from ${from} --out ${out}`);
}

const vex = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://example.org/vex/shop',
  author: 'team shop',
  timestamp: '2026-11-01T00:00:00Z',
  version: 1,
  statements: [
    {
      vulnerability: { name: 'CVE-2026-0001' },
      products: [{ '@id': 'pkg:npm/left-pad@1.3.0' }],
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
    },
  ],
};

function run(directory: string, script: string, extra: NodeJS.ProcessEnv = {}) {
  const home = join(root, 'home', basename(directory));
  mkdirSync(home, { recursive: true });
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', script], {
    cwd: directory,
    encoding: 'utf8',
    env: {
      PATH: `${join(root, 'bin')}:${process.env['PATH']}`,
      HOME: home,
      CAISSON_CONFIG_DIR: '',
      TMPDIR: root,
      ...extra,
    },
  });
  return { status, text: `${stdout}${stderr}` };
}

test('the guide has its pages', () => {
  expect(pages.map((page) => basename(page)).sort()).toEqual([
    'advice.md',
    'api.md',
    'changes.md',
    'check.md',
    'database.md',
    'gates.md',
    'integrations.md',
    'kubernetes.md',
    'network.md',
    'platform.md',
    'policies.md',
    'private-registries.md',
    'profiles.md',
    'rights.md',
    'rules.md',
    'runtime.md',
    'sbom.md',
    'scan.md',
    'secrets.md',
  ]);
});

/** Files that a page shows: exceptions, a licence policy, a named Dockerfile. */
function writeFence(directory: string, { marks, text }: Pick<Fence, 'marks' | 'text'>): void {
  const name = marks.includes('exceptions')
    ? '.caisson-exceptions.yaml'
    : marks.includes('licenses')
      ? '.caisson-licenses.yaml'
      : ['Dockerfile', 'yaml', 'text'].includes(marks[0] ?? '')
        ? marks[1]
        : undefined;
  if (name === undefined) return;
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), text);
}

test.for(pages)('the commands of %s work as written', (page) => {
  const directory = join(root, basename(page, '.md'));
  cpSync(join(root, 'sample'), directory, { recursive: true });
  cpSync(join(root, 'home', 'sample'), join(root, 'home', basename(directory)), {
    recursive: true,
  });
  // Only the page on databases changes which one is in use.
  const database = page.endsWith('database.md') ? {} : { CAISSON_DB: join(directory, 'recent') };
  const results: unknown[] = [];
  const wanted: unknown[] = [];
  for (const { marks, text, line } of fencesOf(page)) {
    writeFence(directory, { marks, text });
    if (marks[0] !== 'sh' || !marks.includes('run')) continue;
    const exit = Number(marks.find((mark) => mark.startsWith('exit='))?.slice(5) ?? 0);
    const { status, text: said } = run(directory, text, database);
    results.push({ line, status, said: status === exit ? '' : said });
    wanted.push({ line, status: exit, said: '' });
  }

  expect(results).toEqual(wanted);
  expect(results.length).toBeGreaterThan(1);
});

test.for(pages)('the commands of %s that are not run name options that there are', (page) => {
  const lines = fencesOf(page)
    .filter(({ marks }) => !marks.includes('run'))
    .flatMap(({ text }) => text.split('\n'))
    .map((line) => /\bcaisson (.*)$/.exec(line)?.[1] ?? '')
    .filter((line) => /^(?:scan|db|explain|sbom|convert|merge|diff|plan|vex|rescan)\b/.test(line));

  for (const line of lines) {
    const words = line.split(' ');
    const command = words[0] === 'db' ? ['db', words[1] ?? ''] : [words[0] ?? ''];
    const { text } = run(root, `caisson ${command.join(' ')} --help`);
    const options = words.filter((word) => word.startsWith('--'));
    expect(options.filter((option) => !text.includes(`${option} `))).toEqual([]);
  }
});

test.for(pages)('the links of %s lead somewhere', (page) => {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)];
  const missing = links.filter(([, path]) => !existsSync(join(dirname(page), path ?? '')));

  expect(missing.map(([link]) => link)).toEqual([]);
});
