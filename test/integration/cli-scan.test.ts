import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { builtIn } from '../../src/built-in.ts';
import { type Desk, type Ended, newDesk, type Setting } from '../command-line.ts';
import { writeFeeds, writeSampleArchive } from '../sample-database.ts';
import { sampleImage, writeLayout } from '../sample-image.ts';

let desk: Desk;
let archive = '';
beforeAll(async () => {
  desk = newDesk();
  archive = join(desk.root, 'shop.tar');
  writeFeeds(join(desk.root, 'feeds'));
  writeSampleArchive(archive);
  await desk.caisson(['db', 'build', '--from', '../feeds', '--out', '../db']);
});
afterAll(() => rmSync(desk.root, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(desk.work, { recursive: true });
  mkdirSync(desk.work);
});

function scan(options: readonly string[] = [], setting: Setting = {}): Promise<Ended> {
  return desk.caisson(
    ['scan', `docker-archive:${archive}`, '--db', join(desk.root, 'db'), ...options],
    setting,
  );
}

function written(name: string): string {
  return readFileSync(join(desk.work, name), 'utf8');
}

function exceptions(entries: readonly Readonly<Record<string, unknown>>[]): string {
  return JSON.stringify({
    exceptions: entries.map((entry) => ({
      reason: 'vulnerable_code_not_in_execute_path',
      owner: 'team-shop',
      expires: '2027-02-01',
      ...entry,
    })),
  });
}

test('without a gate findings are shown and nothing fails', async () => {
  const { code, out, err } = await scan();

  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('4 findings: 1 critical, 2 medium, 1 unknown');
  expect(out).toMatch(/1 P0 +3 P3 +1 known exploited/);
});

const gates: readonly (readonly [options: readonly string[], code: number])[] = [
  [['--fail-on', 'critical'], 1],
  [['--fail-on', 'CRITICAL'], 1],
  [['--fail-on', 'kev && fixable'], 1],
  [['--fail-on', 'severity==unknown'], 1],
  [['--fail-on', 'unknown'], 1],
  [['--fail-on', "package=='no such package'"], 0],
  [['--fail-on', 'high', '--exit-code', '9'], 9],
  [['--fail-on', 'high', '--exit-code', '0'], 0],
  [['--fail-on', "id=='CVE-1999-1'", '--exit-code', '9'], 0],
  [['--exit-code', '0'], 0],
  [['--fail-on', 'high', '--only-fixed', '--severity', 'low'], 1],
  [['--db-max-age', '1d'], 3],
  [['--db-max-age', '3d'], 0],
  [['--db-max-age', '1d', '--allow-partial'], 0],
  [['--db-max-age', '1d', '--fail-on', 'high'], 1],
];

test.for(gates)('%s exits with %i', async ([options, code]) => {
  expect((await scan(options)).code).toBe(code);
});

test('software without advisories is incomplete, and a denial outranks that', async () => {
  rmSync(join(desk.root, 'npm-only'), { recursive: true, force: true });
  writeFeeds(join(desk.root, 'npm-only'));
  rmSync(join(desk.root, 'npm-only', 'Debian'), { recursive: true });
  await desk.caisson(['db', 'build', '--from', '../npm-only', '--out', '../npm-db']);

  const codes = await Promise.all(
    [[], ['--allow-partial'], ['--strict'], ['--fail-on', 'high'], ['--fail-on', 'epss>=0.99']].map(
      async (options) => (await scan(['--db', '../npm-db', ...options])).code,
    ),
  );

  expect(codes).toEqual([3, 0, 3, 1, 3]);
});

test('no database at all is incomplete, never clean', async () => {
  mkdirSync(join(desk.work, 'none'));
  const program = builtIn('0.0.0');
  const { code, out } = await scan(['--fail-on', 'low'], {
    program: {
      ...program,
      async createToolbox(settings, scope) {
        const { openIndex } = await import('../../src/advisory/open-index.ts');
        const toolbox = await program.createToolbox(settings, scope);
        return {
          ...toolbox,
          openIndex: () => openIndex({ cache: join(desk.work, 'none') }, scope),
        };
      },
    },
  });

  expect(code).toBe(3);
  expect(out).toMatch(/INCOMPLETE/);
});

test('what cannot be opened exits with 4 and says what to do', async () => {
  const missing = await desk.caisson(['scan', 'docker-archive:/no/such.tar']);
  const path = await desk.caisson(['scan', '../no-such.tar']);
  writeFileSync(join(desk.work, 'text.txt'), 'no image');
  const other = await desk.caisson(['scan', join(desk.work, 'text.txt')]);

  expect([missing.code, path.code, other.code]).toEqual([4, 4, 4]);
  for (const { err, out } of [missing, path, other]) {
    expect(err).toMatch(/^error: .*\n(?:because: .*\n)?hint: .*\n$/);
    expect(out).toBe('');
  }
});

test('an archive that is cut off exits with 4', async () => {
  cpSync(archive, join(desk.work, 'cut.tar'));
  truncateSync(join(desk.work, 'cut.tar'), 3000);

  const { code, err } = await desk.caisson(['scan', `docker-archive:${desk.work}/cut.tar`]);

  expect(code).toBe(4);
  expect(err).toMatch(/^error: /);
});

const documents: readonly (readonly [text: string, code: number])[] = [
  ['no SBOM', 3],
  ['', 3],
  ['{"bomFormat":"CycloneDX","specVersion":"1.6","components":[', 3],
  ['{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}', 0],
];

test.for(documents)('as an SBOM, %s exits with %i', async ([text, code]) => {
  writeFileSync(join(desk.work, 'sbom.json'), text);

  const ended = await desk.caisson([
    'scan',
    `sbom:${desk.work}/sbom.json`,
    '--db',
    join(desk.root, 'db'),
    '--fail-on',
    'low',
  ]);

  expect(ended.code).toBe(code);
});

test('a blob that is not what its digest says exits with 5, whatever the gate says', async () => {
  const layout = join(desk.work, 'layout');
  const image = sampleImage([[{ path: 'etc/motd', content: 'hello hello hello' }]]);
  writeLayout(image, layout, 'shop:1', 'none');
  const blob = join(layout, 'blobs', 'sha256', image.diffIds[0]?.slice(7) ?? '');
  const bytes = readFileSync(blob);
  bytes[515] = 65;
  writeFileSync(blob, bytes);

  const { code, err, out } = await desk.caisson([
    'scan',
    `oci-dir:${layout}`,
    '--db',
    join(desk.root, 'db'),
    '--fail-on',
    'low',
    '--allow-partial',
    '--exit-code',
    '9',
  ]);

  expect({ code, out }).toEqual({ code: 5, out: '' });
  expect(err).toMatch(/digest/);
});

test('a bug exits with 70 and says how to report it', async () => {
  const program = builtIn('1.2.3');
  const broken = { ...program, createToolbox: () => Promise.reject(new TypeError('x is no y')) };

  const { code, err } = await scan([], { program: broken });

  expect(code).toBe(70);
  expect(err).toMatch(/bug in caisson 1\.2\.3: TypeError: x is no y\nhint: please report/);
});

test('what the operating system refuses is no bug', async () => {
  const refusal = Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC', path: '/x' });
  const broken = { ...builtIn('1.2.3'), createToolbox: () => Promise.reject(refusal) };

  const { code, err } = await scan([], { program: broken });

  expect(code).toBe(4);
  expect(err).toMatch(/^error: "\/x": no space is left\n.*\nhint: free some space/);
});

test('a scan that was interrupted exits with 130 and leaves no temporary file', async () => {
  const plain = await scan(['--no-cache'], { signal: AbortSignal.abort(new Error('SIGINT')) });
  const json = await scan(['--no-cache', '--json-errors'], {
    signal: AbortSignal.abort(new Error('SIGINT')),
  });

  expect(plain).toEqual({ code: 130, out: '', err: 'interrupted\n' });
  expect(JSON.parse(json.err)).toMatchObject({ code: 'interrupted' });
  expect(readdirSync(desk.temporary)).toEqual([]);
});

test('one scan writes several outputs', async () => {
  const { code, out } = await scan(
    '-o table -o json=a/b/report.json -o sarif=out.sarif -o spdx=x.json'.split(' '),
  );

  expect(code).toBe(0);
  expect(out).toContain('4 findings');
  expect(JSON.parse(written('a/b/report.json'))).toMatchObject({ schemaVersion: '1.3' });
  expect(JSON.parse(written('out.sarif'))).toMatchObject({ version: '2.1.0' });
  expect(readdirSync(desk.work).sort()).toEqual(['a', 'out.sarif', 'x.json']);
});

test('--format json is -o json', async () => {
  const [long, short] = [await scan(['--format', 'json']), await scan(['-o', 'json'])];

  expect(JSON.parse(long.out)).toMatchObject({ schemaVersion: '1.3' });
  expect(Object.keys(JSON.parse(short.out) as object)).toEqual(
    Object.keys(JSON.parse(long.out) as object),
  );
});

test('a report goes through a link to its target and into a device, and keeps permissions', async () => {
  writeFileSync(join(desk.work, 'target.json'), 'old', { mode: 0o640 });
  symlinkSync('target.json', join(desk.work, 'link.json'));
  symlinkSync('/dev/null', join(desk.work, 'null'));

  const { code } = await scan(['-o', 'json=link.json', '-o', 'table=null', '-o', 'junit=new.xml']);

  expect(code).toBe(0);
  expect(JSON.parse(written('target.json'))).toMatchObject({ schemaVersion: '1.3' });
  expect(statSync(join(desk.work, 'target.json')).mode & 0o777).toBe(0o640);
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  expect(statSync(join(desk.work, 'new.xml')).mode & 0o400).toBe(0o400);
});

test('a report that cannot be written exits with 4', async () => {
  writeFileSync(join(desk.work, 'file'), '');

  const { code, err } = await scan(['-o', 'json=file/report.json']);

  expect(code).toBe(4);
  expect(err).toMatch(/cannot write the report ".*file\/report.json"\nbecause: .*\nhint: /);
});

const displays = [
  ['--severity', 'critical'],
  ['--severity', 'low,unknown'],
  ['--only-fixed'],
  ['--show', "package=='nothing'"],
  ['--show', 'kev', '--flat'],
] as const;

test.for(displays)('%s changes the table, but no file and no exit code', async (display) => {
  const files = ['json', 'sarif', 'cyclonedx', 'spdx', 'junit', 'gitlab', 'markdown', 'html'];
  const outputs = files.flatMap((format) => ['-o', `${format}=${format}.out`]);
  const options = ['-o', 'table', ...outputs, '--reproducible', '--fail-on', 'kev'];

  const all = await scan(options);
  const contents = files.map((format) => written(`${format}.out`));
  const some = await scan([...options, ...display]);

  expect([some.code, some.err]).toEqual([all.code, all.err]);
  expect(some.out).not.toBe(all.out);
  const marked = files.map((format) =>
    written(`${format}.out`).replaceAll('"shown": false', '"shown": true'),
  );
  expect(marked).toEqual(contents);
});

test('--severity takes a threshold or a list', async () => {
  const above = await scan(['--severity', 'medium']);
  const exact = await scan(['--severity', 'medium, unknown']);

  expect([above.out.includes('left-pad'), above.out.includes('openssl')]).toEqual([true, false]);
  expect([exact.out.includes('left-pad'), exact.out.includes('openssl')]).toEqual([false, true]);
});

test('--fail-on changes the verdict and the exit code only', async () => {
  const [open, gated] = [await scan(), await scan(['--fail-on', 'kev'])];

  expect([open.code, gated.code]).toEqual([0, 1]);
  const [body, gatedBody] = [open, gated].map(({ out }) => out.slice(out.indexOf('DO FIRST')));
  expect(gatedBody).toBe(body);
});

test('--reproducible gives equal bytes at another time', async () => {
  const formats = ['json', 'sarif', 'cyclonedx', 'cyclonedx-1.7', 'spdx', 'junit', 'html'];
  const outputs = formats.flatMap((format) => ['-o', `${format}=${format}`]);
  await scan([...outputs, '--reproducible', '--no-cache']);
  const before = formats.map(written);

  await scan([...outputs, '--reproducible'], { clock: () => new Date('2026-11-23T01:02:03Z') });

  expect(formats.map(written)).toEqual(before);
});

test('exceptions of the working directory are found and accepted', async () => {
  writeFileSync(
    join(desk.work, '.caisson-exceptions.yaml'),
    exceptions([{ id: 'CVE-2026-0001', package: 'pkg:npm/left-pad' }]),
  );
  writeFileSync(join(desk.work, '.trivyignore'), '# two\nCVE-2026-0002\n');

  const high = await scan(['--fail-on', 'high']);
  const raw = await scan(['--fail-on', 'severity>=high']);

  expect([high.code, raw.code]).toEqual([0, 1]);
  expect(high.out).toContain('2 accepted');
});

test('an expired exception decides nothing and is reported', async () => {
  writeFileSync(
    join(desk.work, 'old.yaml'),
    exceptions([{ id: 'CVE-2026-0001', expires: '2026-01-01' }]),
  );

  const { code, out } = await scan(['--fail-on', 'high', '--exceptions', 'old.yaml']);

  expect(code).toBe(1);
  expect(out.replace(/\s+/g, ' ')).toContain(
    'the exception old.yaml#1 for CVE-2026-0001 no longer holds',
  );
});

test('VEX statements are applied', async () => {
  writeFileSync(
    join(desk.work, 'vex.json'),
    JSON.stringify({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'https://example.org/vex/1',
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
    }),
  );

  const { code, out } = await scan(['--fail-on', 'high', '--vex', 'vex.json']);

  expect(code).toBe(0);
  expect(out).toContain('1 accepted');
});

test('--quiet keeps the result and drops warnings; a cache that is a file is only a warning', async () => {
  writeFileSync(join(desk.work, 'file'), '');

  const [plain, quiet, json] = [
    await scan(['--cache-dir', 'file/cache']),
    await scan(['--cache-dir', 'file/cache', '--quiet']),
    await scan(['--cache-dir', 'file/cache', '-o', 'json', '--fail-on', 'high']),
  ];

  expect([plain.code, quiet.code, json.code]).toEqual([0, 0, 1]);
  expect(plain.err).toMatch(/^warn: the cache cannot be written/);
  expect(plain.err.match(/the cache cannot be written/g)).toHaveLength(1);
  expect(quiet).toEqual({ code: 0, out: plain.out, err: '' });
});

test('a temporary directory that cannot be made exits with 4', async () => {
  writeFileSync(join(desk.work, 'file'), '');
  const other = newDesk();
  rmSync(other.temporary, { recursive: true });
  writeFileSync(other.temporary, '');

  const { code, err } = await other.caisson(['scan', `docker-archive:${archive}`]);

  rmSync(other.root, { recursive: true });
  expect(code).toBe(4);
  expect(err).toMatch(/cannot make a temporary directory in ".*"\nbecause: .*\nhint: set TMPDIR/);
});

const colours: readonly (readonly [
  environment: Record<string, string>,
  tty: boolean,
  is: boolean,
])[] = [
  [{}, false, false],
  [{}, true, true],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  [{ TERM: 'dumb' }, true, false],
];

test.for(colours)('%o, terminal %s: colour %s', async ([environment, isTTY, isColoured]) => {
  const { out } = await scan([], { environment, isTTY });

  expect(out.includes('\u001b[')).toBe(isColoured);
});

test('the progress line is drawn on a terminal only, and is gone at the end', async () => {
  const drawn = await scan(['--no-cache'], { isTTY: true, environment: { CI: '' } });
  const quiet = await scan(['--no-cache', '--quiet'], { isTTY: true, environment: { CI: '' } });
  const inCi = await scan(['--no-cache'], { isTTY: true });

  expect(drawn.err.endsWith('\r\u001b[2K')).toBe(true);
  expect([quiet.err, inCi.err]).toEqual(['', '']);
});

test('nothing is left in the temporary directory, and --no-cache keeps nothing', async () => {
  await scan(['--no-cache', '--cache-dir', 'cache']);

  expect(readdirSync(desk.temporary)).toEqual([]);
  expect(existsSync(join(desk.work, 'cache', 'layers'))).toBe(false);
  expect(existsSync(join(desk.work, 'cache', 'reports'))).toBe(false);
});

test('a damaged cache is made anew', async () => {
  const first = await scan(['--cache-dir', 'cache']);
  for (const file of readdirSync(join(desk.work, 'cache'), { recursive: true, encoding: 'utf8' })) {
    const path = join(desk.work, 'cache', file);
    if (statSync(path).isFile()) writeFileSync(path, 'damaged');
  }

  const second = await scan(['--cache-dir', 'cache']);

  expect({ ...second, err: '' }).toEqual(first);
});

test('--offline refuses a registry before any connection, and reads archives', async () => {
  const refused = await desk.caisson(['scan', '--offline', 'registry:127.0.0.1:1/shop:1']);
  const byEnvironment = await desk.caisson(['scan', 'registry:127.0.0.1:1/shop:1'], {
    environment: { CAISSON_OFFLINE: '1' },
  });

  expect([refused.code, byEnvironment.code]).toEqual([4, 4]);
  expect(refused.err).toMatch(/--offline forbids.*\nhint: /);
  expect((await scan(['--offline'])).code).toBe(0);
});

test('explain finds the last scan, or a report that is named', async () => {
  await scan(['-o', 'json=report.json']);

  const last = await desk.caisson(['explain', 'CVE-2026-0001']);
  const named = await desk.caisson(
    'explain GHSA-aaaa-bbbb-cccc left-pad --report report.json'.split(' '),
  );
  const unknown = await desk.caisson(['explain', 'CVE-1999-0001']);
  const missing = await desk.caisson(['explain', 'CVE-1999-0001', '--report', 'none.json']);

  expect([last.code, named.code, unknown.code, missing.code]).toEqual([0, 0, 4, 4]);
  expect(last.out).toContain('upgrade left-pad to 2.0.0');
  expect(named.out).toBe(last.out);
  expect(unknown.err).toMatch(/no saved report has a finding "CVE-1999-0001"\nhint: /);
});
