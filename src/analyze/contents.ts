import { basename, dirname } from '#kit/path.ts';
import type { Account, FileSystemFacts, Litter } from '#model/file-system.ts';
import type { Observation } from '#model/observation.ts';
import type { LayerInventory } from './layer-inventory.ts';
import type { Overlay } from './overlay.ts';

/** The topic under which the accounts of a tree are told: name to `uid:gid:shell`. */
const accountsTopic = 'accounts';

const programDirectories = new Set([
  '/bin',
  '/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
]);

/** Programs that an intruder finds useful or that only a build needs. */
const knownPrograms = new Set(
  [
    'sh bash dash ash zsh ksh busybox',
    'apt apt-get dpkg apk yum dnf microdnf tdnf rpm zypper pacman opkg',
    'pip pip3 npm yarn pnpm gem cargo go composer',
    'gcc cc g++ clang make cmake ld as',
    'curl wget nc ncat netcat socat ssh sshd telnet ftp',
    'sudo su gosu su-exec doas',
    'gdb strace tcpdump nmap',
  ].flatMap((line) => line.split(' ')),
);

const litterPlaces: readonly { readonly kind: Litter['kind']; readonly prefix: string }[] = [
  { kind: 'cache', prefix: '/var/lib/apt/lists/' },
  { kind: 'cache', prefix: '/var/cache/apt/' },
  { kind: 'cache', prefix: '/var/cache/apk/' },
  { kind: 'cache', prefix: '/var/cache/dnf/' },
  { kind: 'cache', prefix: '/var/cache/yum/' },
  { kind: 'cache', prefix: '/var/cache/zypp/' },
  { kind: 'cache', prefix: '/root/.cache/' },
  { kind: 'cache', prefix: '/root/.npm/' },
  { kind: 'cache', prefix: '/root/.m2/' },
  { kind: 'cache', prefix: '/root/go/pkg/mod/cache/' },
  { kind: 'documentation', prefix: '/usr/share/doc/' },
  { kind: 'documentation', prefix: '/usr/share/man/' },
  { kind: 'documentation', prefix: '/usr/share/info/' },
];

/** Files and directories that belong to a project and to no image. Names under dependencies are somebody else's. */
const litterNames: ReadonlyMap<string, Litter['kind']> = new Map([
  ['Dockerfile', 'project'],
  ['Containerfile', 'project'],
  ['docker-compose.yml', 'project'],
  ['docker-compose.yaml', 'project'],
  ['compose.yaml', 'project'],
  ['.dockerignore', 'project'],
  ['.vimrc', 'settings'],
  ['.DS_Store', 'settings'],
  ['.git', 'version-control'],
  ['.svn', 'version-control'],
  ['.hg', 'version-control'],
  ['.aws', 'settings'],
  ['.azure', 'settings'],
  ['.gcp', 'settings'],
  ['.vscode', 'settings'],
  ['.idea', 'settings'],
]);
const foreign = /\/(?:node_modules|vendor|site-packages|dist-packages|gems)\//;
const maxLitter = 50;
const maxAccounts = 1000;

/** Programs, litter and accounts of the merged tree. */
export function contentFacts(
  layers: readonly LayerInventory[],
  overlay: Overlay,
  visible: readonly Observation[],
): Pick<FileSystemFacts, 'programs' | 'litter' | 'accounts'> {
  const heap = new Heap();
  for (const [number, { tree }] of layers.entries()) {
    for (const [at, path] of tree.others.entries())
      if (heap.wants(path) && overlay.hiddenBy(path, number) === undefined)
        heap.add(path, tree.sizes[at] ?? 0);
  }
  const accounts = accountsIn(visible);
  return {
    ...(heap.programs.size > 0 && { programs: [...heap.programs].sort() }),
    ...(heap.litter.size > 0 && { litter: heap.largest() }),
    ...(accounts.length > 0 && { accounts }),
  };
}

class Heap {
  readonly programs = new Set<string>();
  readonly litter = new Map<string, { kind: Litter['kind']; files: number; bytes: number }>();

  wants(path: string): boolean {
    return isProgram(path) || litterOf(path) !== undefined;
  }

  add(path: string, size: number): void {
    if (isProgram(path)) this.programs.add(path);
    const found = litterOf(path);
    if (found === undefined) return;
    const known = this.litter.get(found.path) ?? { kind: found.kind, files: 0, bytes: 0 };
    known.files += 1;
    known.bytes += size;
    this.litter.set(found.path, known);
  }

  largest(): readonly Litter[] {
    return [...this.litter]
      .map(([path, facts]) => ({ path, ...facts }))
      .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
      .slice(0, maxLitter);
  }
}

function isProgram(path: string): boolean {
  return knownPrograms.has(basename(path)) && programDirectories.has(dirname(path));
}

function litterOf(
  path: string,
): { readonly path: string; readonly kind: Litter['kind'] } | undefined {
  for (const { prefix, kind } of litterPlaces)
    if (path.startsWith(prefix)) return { path: prefix.slice(0, -1), kind };
  if (path.startsWith('/usr/') || path.startsWith('/opt/') || foreign.test(path)) return undefined;
  return namedLitter(path);
}

/** The outermost part of a path that has a tell-tale name. */
function namedLitter(
  path: string,
): { readonly path: string; readonly kind: Litter['kind'] } | undefined {
  const parts = path.split('/');
  const at = parts.findIndex((part) => litterNames.has(part));
  const kind = litterNames.get(parts[at] ?? '');
  return kind === undefined ? undefined : { path: parts.slice(0, at + 1).join('/'), kind };
}

function accountsIn(visible: readonly Observation[]): readonly Account[] {
  const facts = visible.filter((seen) => seen.type === 'fact' && seen.topic === accountsTopic);
  return facts
    .flatMap((seen) => (seen.type === 'fact' ? Object.entries(seen.values) : []))
    .slice(0, maxAccounts)
    .flatMap(([name, value]) => {
      const [uid = '', gid = '', shell = ''] = value.split(':');
      if (uid === '' || gid === '') return [];
      return [{ name, uid: Number(uid), gid: Number(gid), ...(shell !== '' && { shell }) }];
    });
}
