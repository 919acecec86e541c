import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { filesOf, packagesFor } from './debian-root.ts';
import { builtEmulations } from './sandbox.ts';

/** Packages that the images of the town are made of; `missingPackages` says which are not here. */
const basePackages =
  'base-files bash dash coreutils findutils grep sed gzip hostname mawk util-linux tar debianutils login passwd libc-bin dpkg';

interface Recipe {
  readonly packages: string;
  /** Files of `test/integration/town`, to where they go. */
  readonly files: Readonly<Record<string, string>>;
  readonly lines: readonly string[];
}

const accounts: Readonly<Record<string, string>> = {
  passwd: `root:x:0:0:root:/root:/bin/bash
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
postgres:x:999:999:PostgreSQL:/var/lib/postgresql:/bin/bash
redis:x:998:998:Redis:/var/lib/redis:/usr/sbin/nologin
node:x:1000:1000:Node:/home/node:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`,
  group:
    'root:x:0:\nadm:x:4:\nwww-data:x:33:\npostgres:x:999:\nredis:x:998:\nnode:x:1000:\nnogroup:x:65534:\n',
  shadow: 'root:*:19000:0:99999:7:::\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n',
};

/** Images as the official ones are: an entry script that prepares as root and becomes the server. */
const recipes: Readonly<Record<string, Recipe>> = {
  web: {
    packages: 'nginx-light logrotate curl',
    files: {
      'nginx-entry.sh': 'docker-entrypoint.sh',
      'nginx-configure.sh': 'docker-entrypoint.d/20-site.sh',
      'nginx.conf': 'etc/nginx/nginx.conf',
      'shop.conf.template': 'etc/nginx/templates/shop.conf.template',
      'rotate.conf': 'etc/logrotate.d/site',
    },
    lines: [
      'EXPOSE 80',
      'HEALTHCHECK --interval=3s CMD curl -fs -o /dev/null http://127.0.0.1/ || exit 1',
      'ENTRYPOINT ["/docker-entrypoint.sh"]',
      `CMD ["nginx", "-g", "daemon off;"]`,
    ],
  },
  db: {
    packages: 'postgresql-15 postgresql-client-15',
    files: {
      'postgres-entry.sh': 'usr/local/bin/docker-entrypoint.sh',
      'shop.sql': 'docker-entrypoint-initdb.d/shop.sql',
    },
    lines: [
      'ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/usr/sbin PGDATA=/var/lib/postgresql/data LANG=C.UTF-8',
      'EXPOSE 5432',
      'HEALTHCHECK --interval=3s CMD pg_isready -U postgres',
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      `CMD ["postgres", "-c", "listen_addresses=*", "-c", "shared_buffers=16MB", "-c", "jit=off", "-c", "autovacuum_naptime=5s", "-c", "checkpoint_timeout=30s"]`,
    ],
  },
  cache: {
    packages: 'redis-server',
    files: { 'redis-entry.sh': 'usr/local/bin/docker-entrypoint.sh' },
    lines: [
      'WORKDIR /data',
      'EXPOSE 6379',
      'HEALTHCHECK --interval=3s CMD ["redis-cli", "ping"]',
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["redis-server", "--protected-mode", "no", "--save", "5", "1", "--appendonly", "yes"]',
    ],
  },
  api: {
    packages: 'libstdc++6 curl',
    files: {
      'service.mjs': 'app/service.mjs',
      'health.mjs': 'app/health.mjs',
      'report.sh': 'app/report.sh',
      'convert.sh': 'app/convert.sh',
    },
    lines: [
      'EXPOSE 3000',
      'HEALTHCHECK --interval=4s CMD ["node", "/app/health.mjs"]',
      'USER node',
      'CMD ["node", "/app/service.mjs"]',
    ],
  },
  build: {
    packages: 'gcc make dpkg libc6-dev libstdc++6',
    files: { 'build.sh': 'usr/local/bin/build.sh', build: 'src' },
    lines: ['ENV HOME=/root', 'CMD ["/usr/local/bin/build.sh"]'],
  },
};

/** Packages that are not installed, of those that the town is made of. */
export function missingPackages(): readonly string[] {
  const wanted = [basePackages, ...Object.values(recipes).map(({ packages }) => packages)];
  const names = wanted.join(' ').split(' ');
  const there = packagesFor(names);
  return names.filter((name) => !there.has(name));
}

/** Makes the images with an engine, named `csn-town-NAME:1`, in `directory`. */
export async function makeImages(docker: readonly string[], directory: string): Promise<void> {
  mkdirSync(directory);
  await Promise.all(
    Object.entries(recipes).map(async ([name, recipe]) => {
      const own = join(directory, name);
      makeOwn(name, recipe, own);
      const packages = packagesFor(`${basePackages} ${recipe.packages}`.split(' '));
      const changes = recipe.lines.flatMap((line) => ['--change', line]);
      const reader = ['docker', ...docker, 'import', ...changes, '-', `csn-town-${name}:1`];
      await packed(filesOf(packages), own, reader);
    }),
  );
}

/** What the image has beside packages. */
function makeOwn(name: string, { files }: Recipe, own: string): void {
  mkdirSync(join(own, 'etc'), { recursive: true });
  mkdirSync(join(own, 'usr/local/bin'), { recursive: true });
  for (const [file, text] of Object.entries(accounts))
    writeFileSync(join(own, 'etc', file), text, { mode: file === 'shadow' ? 0o640 : 0o644 });
  for (const [from, to] of Object.entries(files)) {
    mkdirSync(dirname(join(own, to)), { recursive: true });
    cpSync(join(import.meta.dirname, '../town', from), join(own, to), { recursive: true });
  }
  for (const [folder, owner] of Object.entries(folders[name] ?? {})) {
    mkdirSync(join(own, folder), { recursive: true });
    chownSync(join(own, folder), owner, owner);
  }
  for (const shared of ['tmp', 'var/tmp']) {
    mkdirSync(join(own, shared), { recursive: true });
    chmodSync(join(own, shared), 0o1777);
  }
  if (name === 'api' || name === 'build') addNode(own, name === 'build');
  mkdirSync(join(own, 'usr/bin'), { recursive: true });
  // What the emulations run, in memory and elsewhere.
  cpSync('/bin/busybox', join(own, 'usr/bin/busybox'));
  const emulations = builtEmulations();
  if (emulations !== undefined) cpSync(emulations, join(own, 'usr/local/bin/emulate'));
}

/** Folders that belong to who serves. */
const folders: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  api: { 'app/data': 1000, 'home/node': 1000 },
  db: { 'var/lib/postgresql': 999, 'var/lib/postgresql/data': 999, 'var/spool/cron': 0 },
  cache: { data: 998 },
};

/** Node as this test runs on it, and npm where it is installed. */
function addNode(root: string, withNpm: boolean): void {
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  cpSync(realpathSync(process.execPath), join(root, 'usr/local/bin/node'));
  const npm = withNpm ? npmFolder() : undefined;
  if (npm === undefined) return;
  cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
  execFileSync('ln', [
    '-s',
    '../lib/node_modules/npm/bin/npm-cli.js',
    join(root, 'usr/local/bin/npm'),
  ]);
}

function npmFolder(): string | undefined {
  const { stdout } = spawnSync('npm', ['root', '--global'], { encoding: 'utf8' });
  const folder = join(stdout.trim(), 'npm');
  return existsSync(join(folder, 'bin/npm-cli.js')) ? folder : undefined;
}

/** Packs files of this machine, and those of a directory over them, into what another program reads. */
async function packed(
  files: readonly string[],
  own: string,
  reader: readonly string[],
): Promise<void> {
  const added = readdirSync(own, { recursive: true, encoding: 'utf8' }).sort();
  const replaced = new Set(added);
  writeFileSync(`${own}.base`, files.filter((file) => !replaced.has(file)).join('\n'));
  writeFileSync(`${own}.own`, added.join('\n'));
  const words = ['-C', '/', '-T', `${own}.base`, '-C', own, '-T', `${own}.own`];
  const tar = spawn('tar', ['-c', '--no-recursion', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [program = '', ...rest] = reader;
  const child = spawn(program, rest, { stdio: [tar.stdout, 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  await ended;
  if (child.exitCode !== 0) throw new Error(`${program} ended with ${child.exitCode}`);
}
