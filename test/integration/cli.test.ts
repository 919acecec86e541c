import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodePackage, sampleFiles, writeFeeds, writeSampleArchive } from '../sample-database.ts';
import { sampleImage, type TarFile, writeDockerArchive } from '../sample-image.ts';

const program = resolve('dist/caisson.js');
const launcher = resolve('caisson');
const isRoot = process.getuid?.() === 0;
const packages = 90_000;
let root = '';
let archive = '';
let large = '';

beforeAll(() => {
  if (!existsSync(program)) execFileSync(process.execPath, ['tools/build.ts']);
  root = mkdtempSync(join(tmpdir(), 'caisson-cli-'));
  archive = join(root, 'shop.tar');
  large = join(root, 'large.tar');
  writeSampleArchive(archive);
  writeDockerArchive(sampleImage([...sampleFiles, manyPackages()]), large, 'large:1');
  writeFeeds(join(root, 'feeds'));
  caisson(['db', 'build', '--from', join(root, 'feeds'), '--out', join(root, 'db')]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Enough of them to keep a scan busy for a while and to make a report of some 50 MB. */
function manyPackages(): readonly TarFile[] {
  return Array.from({ length: packages }, (_, at) => nodePackage(`pad-${at}`, '1.0.0'));
}

function environment(name: string): NodeJS.ProcessEnv {
  const temporary = join(root, name, 'tmp');
  mkdirSync(temporary, { recursive: true });
  return {
    PATH: process.env['PATH'],
    HOME: join(root, name),
    TMPDIR: temporary,
    CAISSON_DB: join(root, 'db'),
    CAISSON_CACHE_DIR: join(root, name, 'cache'),
  };
}

function caisson(words: readonly string[], name = 'shared') {
  const { CAISSON_DB: db, ...rest } = environment(name);
  const env = words[0] === 'db' ? rest : { ...rest, CAISSON_DB: db };
  return spawnSync(process.execPath, [program, ...words], {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
}

function shell(script: string, name = 'shared') {
  return spawnSync('bash', ['-c', script, program, archive, large], {
    env: { ...environment(name), NODE: process.execPath },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
}

/** Every file below a directory, by its path there. */
function filesBelow(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(directory, name)).isFile(),
  );
}

/** A scan that has said on stderr that it is under way. */
async function running(name: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, 'scan', `docker-archive:${large}`, '--debug'], {
    env: environment(name),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await until(() => readdirSync(join(root, name, 'tmp')).length > 0);
  return child;
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.on('close', done));
}

async function until(isTrue: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error('nothing happened for 20 s');
    await new Promise((done) => setTimeout(done, 5));
  }
}

test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s ends a scan with 130 and leaves nothing',
  async (signal) => {
    const child = await running(signal);
    const errors: string[] = [];
    child.stderr?.on('data', (chunk) => errors.push(String(chunk)));
    const started = performance.now();
    child.kill(signal);

    const code = await ended(child);

    expect(code).toBe(130);
    expect(errors.join('')).toMatch(/interrupted\n$/);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(readdirSync(join(root, signal, 'tmp'))).toEqual([]);
    expect(filesBelow(join(root, signal, 'cache')).filter((name) => name.endsWith('.tmp'))).toEqual(
      [],
    );
  },
);

test('a second SIGINT ends at once and still leaves nothing', async () => {
  const child = await running('twice');
  child.kill('SIGINT');
  child.kill('SIGTERM');

  const code = await ended(child);

  expect(code).toBe(130);
  expect(readdirSync(join(root, 'twice', 'tmp'))).toEqual([]);
});

test('a reader that has seen enough changes nothing but the output', () => {
  const { stdout, stderr } = shell(
    '"$NODE" "$0" scan "docker-archive:$2" -o json --fail-on high | head -1; echo "${PIPESTATUS[0]}"',
  );

  expect(stderr).toBe('');
  expect(stdout.split('\n').slice(-2)).toEqual(['1', '']);
});

test('a large report reaches a slow reader whole', () => {
  const { stdout, status } = shell(
    '"$NODE" "$0" scan "docker-archive:$2" -o json | (sleep 1; cat) | tee "$HOME/large.json" | wc -c; exit ${PIPESTATUS[0]}',
    'slow',
  );

  const report = JSON.parse(readFileSync(join(root, 'slow', 'large.json'), 'utf8')) as {
    inventory: { components: readonly unknown[] };
  };
  expect(status).toBe(0);
  expect(Number(stdout)).toBeGreaterThan(50e6);
  expect(report.inventory.components.length).toBe(packages + 3);
});

test('eight scans with one cold cache succeed alike', async () => {
  const results = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const child = spawn(
        process.execPath,
        [program, 'scan', `docker-archive:${archive}`, '-o', 'json', '--reproducible'],
        { env: environment('crowd'), stdio: ['ignore', 'pipe', 'pipe'] },
      );
      const parts = { out: '', err: '' };
      child.stdout.on('data', (chunk) => (parts.out += String(chunk)));
      child.stderr.on('data', (chunk) => (parts.err += String(chunk)));
      const code = await ended(child);
      return { code, ...parts };
    }),
  );

  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
  expect(results[0]).toMatchObject({ code: 0, err: '' });
  expect(filesBelow(join(root, 'crowd', 'cache')).filter((name) => name.endsWith('.tmp'))).toEqual(
    [],
  );
});

test('a cache that cannot be written is a warning', () => {
  writeFileSync(join(root, 'a-file'), '');

  const { status, stderr, stdout } = caisson([
    'scan',
    `docker-archive:${archive}`,
    '--cache-dir',
    join(root, 'a-file', 'cache'),
  ]);

  expect(status).toBe(0);
  expect(stdout).toContain('4 findings');
  expect(stderr).toMatch(/^warn: the cache cannot be written/);
});

test.skipIf(!isRoot || spawnSync('unshare', ['-m', 'true']).status !== 0)(
  'a scan works on a file system that is read-only but for its temporary directory',
  () => {
    const { status, stdout } = shell(
      `unshare -m sh -c 'mount --bind "$HOME" "$HOME" && mount -o remount,ro,bind "$HOME" && mount -t tmpfs none "$HOME/tmp" && exec "$NODE" "$0" scan "docker-archive:$1"' "$0" "$1"`,
      'read-only',
    );

    expect(status).toBe(0);
    expect(stdout).toContain('4 findings');
  },
);

test.for(['table', 'json'])('a full disk ends with 4: %s', (format) => {
  const piped = shell(`"$NODE" "$0" scan "docker-archive:$1" -o ${format} > /dev/full`);
  const named = caisson(['scan', `docker-archive:${archive}`, '-o', `${format}=/dev/full`]);

  expect([piped.status, named.status]).toEqual([4, 4]);
  expect(piped.stderr).toMatch(/^error: cannot write the result to standard output: .*ENOSPC/);
  expect(named.stderr).toMatch(/^error: cannot write the report "\/dev\/full"\nbecause: .*ENOSPC/);
});

test.skipIf(!isRoot || spawnSync('unshare', ['-m', 'true']).status !== 0)(
  'a disk that fills up while a report is written leaves no half report',
  () => {
    const { status, stdout, stderr } = shell(
      `unshare -m sh -c 'mount -t tmpfs -o size=1m none "$HOME/tmp" && "$NODE" "$0" scan "docker-archive:$1" -o json="$HOME/tmp/x.json"; echo $?; ls -A "$HOME/tmp"' "$0" "$2"`,
      'full',
    );

    expect(status).toBe(0);
    expect(stdout).toBe('4\n');
    expect(stderr).toContain('cannot write the report');
  },
);

test('closed standard streams do not hide the verdict', () => {
  const { stdout } = shell(
    '"$NODE" "$0" scan "docker-archive:$1" --fail-on high >&- 2>&-; echo $?',
  );

  expect(['1\n', '4\n']).toContain(stdout);
});

test.skipIf(!isRoot || spawnSync('unshare', ['-n', 'true']).status !== 0)(
  '--offline needs no network at all',
  () => {
    const { status, stdout } = shell('unshare -n "$NODE" "$0" scan --offline "docker-archive:$1"');
    const refused = shell('unshare -n "$NODE" "$0" scan --offline registry.invalid/shop:1');

    expect(status).toBe(0);
    expect(stdout).toContain('4 findings');
    expect(refused.status).toBe(4);
    expect(refused.stderr).toMatch(/--offline forbids.*\nhint: /);
  },
);

test.skipIf(spawnSync('strace', ['-V']).status !== 0)(
  '--offline opens no socket to a network',
  () => {
    shell(
      'strace -f -e trace=socket -o "$HOME/trace" "$NODE" "$0" scan --offline registry.invalid/x',
      'traced',
    );

    expect(readFileSync(join(root, 'traced', 'trace'), 'utf8')).not.toMatch(/AF_INET/);
  },
);

test('the launcher works from elsewhere and through links', () => {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  symlinkSync(launcher, join(bin, 'absolute'));
  symlinkSync('absolute', join(bin, 'relative'));

  const results = [launcher, join(bin, 'absolute'), join(bin, 'relative')].map((path) =>
    spawnSync(path, ['--version'], { cwd: root, encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } }),
  );

  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(results.map(({ status, stdout, stderr }) => ({ status, stdout, stderr }))).toEqual(
    results.map(() => ({ status: 0, stdout: `${version}\n`, stderr: '' })),
  );
});

const shells = [
  ['bash', `source <("$NODE" "$0" completion bash); complete -p caisson >/dev/null`],
  [
    'zsh',
    `autoload -Uz compinit && compinit -u -D; source <("$NODE" "$0" completion zsh); print -r -- $_comps[caisson] >/dev/null`,
  ],
  ['fish', ''],
] as const;

test.for(shells.slice(0, 1))('%s completes commands, options and values', ([, source]) => {
  const lines = [
    'caisson sc',
    'caisson db ver',
    'caisson scan --fail',
    'caisson scan -o sar',
    'caisson scan x --severity hi',
  ];

  const results = lines.map((line) => {
    const words = line.split(' ');
    return shell(
      `${source}; COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _caisson; echo "\${COMPREPLY[@]}"`,
    );
  });

  expect(results.map(({ stdout }) => stdout.trim())).toEqual([
    'scan',
    'verify',
    '--fail-on',
    'sarif',
    'high',
  ]);
  expect(results.map(({ stderr }) => stderr)).toEqual(['', '', '', '', '']);
});

test.skipIf(spawnSync('zsh', ['--version']).status !== 0)(
  'zsh completes commands, options and values',
  () => {
    const results = [
      ['caisson sc', 'scan'],
      ['caisson db ver', 'verify'],
      ['caisson scan --fail', '--fail-on'],
      ['caisson scan -o sar', 'sarif'],
    ].map(([line, wanted]) => {
      const words = (line ?? '').split(' ');
      const script = `compdef() { }; _files() { }
      compadd() { shift; for word in "$@"; do [[ $word == \${words_typed[CURRENT]}* ]] && print -r -- $word; done; true }
      eval "$("$NODE" "$0" completion zsh)"
      words_typed=(${words.join(' ')}); words=(${words.join(' ')}); CURRENT=${words.length}; _caisson`;
      const { stdout, stderr } = spawnSync('zsh', ['-f', '-c', script, program], {
        env: { ...environment('zsh'), NODE: process.execPath },
        encoding: 'utf8',
      });
      return [stdout.trim() + stderr, wanted];
    });

    expect(results.map(([got]) => got)).toEqual(results.map(([, wanted]) => wanted));
  },
);

test.skipIf(spawnSync('fish', ['--version']).status !== 0)(
  'fish completes commands, options and values',
  () => {
    const lines = [
      ['caisson sc', 'scan'],
      ['caisson db ver', 'verify'],
      ['caisson scan --fail', '--fail-on'],
      ['caisson scan --output sar', 'sarif'],
    ];
    const script = `${process.execPath} ${program} completion fish | source\n${lines
      .map(([line]) => `complete -C '${line}'`)
      .join('\n')}`;

    const { stdout } = spawnSync('fish', ['--no-config', '-c', script], {
      env: environment('fish'),
      encoding: 'utf8',
    });

    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(lines.map(([, wanted]) => wanted));
  },
);

test('--version and the start of a scan are quick', () => {
  const started = performance.now();
  const { status } = caisson(['--version']);

  expect(status).toBe(0);
  expect(performance.now() - started).toBeLessThan(2000);
});
