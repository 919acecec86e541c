import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a container of a test may do; what is not said is as runc has it. */
export interface SandboxOptions {
  readonly capabilities?: readonly string[];
  /** `/proc/sys` and the like can be written, as in a privileged container. */
  readonly unmasked?: boolean;
  readonly hostNetwork?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  /** First process; it sleeps where nothing is said. */
  readonly command?: readonly string[];
}

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const busyboxPath = '/bin/busybox';
const applets =
  'sh ls cat cp mv rm ln mkdir sleep id whoami hostname wget nc grep find ps mount env chattr base64 true false echo touch chmod head tail sed awk tar vi ip tr seq kill nsenter insmod dd df uname usleep';

/** Why sandboxes cannot be made here; undefined where they can. */
export function noSandbox(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (spawnSync('runc', ['--version']).status !== 0) return 'needs runc';
  if (!existsSync(busyboxPath)) return 'needs busybox-static';
  return undefined;
}

/** Names under which the emulations lie in `/opt/emulate`: what a process is called is what its path ends in. */
const emulatedNames =
  'nginx node bash python3 apk kubectl ssh curl useradd setenforce hydra docker pip pkill';
/** Files that attacks are after, with harmless content. */
const baits = [
  'root/.aws/credentials',
  'root/.kube/config',
  'etc/kubernetes/admin.conf',
  'run/secrets/kubernetes.io/serviceaccount/token',
  'data/records',
  'var/backups/records',
];

/** Containers of runc in throw-away directories: a static busybox, and the emulations of `attacks/` where there is a compiler. */
export class Sandbox implements Disposable {
  readonly id: string;
  readonly directory: string;

  constructor(options: SandboxOptions = {}) {
    this.directory = mkdtempSync(join(tmpdir(), 'csn-sandbox-'));
    this.id = `csn-${this.directory.slice(-6).toLowerCase()}`;
    this.#makeRoot();
    this.#mountOverlay();
    this.#makeConfiguration(options);
    // Its own standard streams: a container in the background keeps what it is given open.
    this.#runc(['run', '--detach', this.id], 'ignore');
  }

  /** What the container sees as its root: an overlay, as engines make it. */
  get root(): string {
    return join(this.directory, 'rootfs');
  }

  /** The "image": files that are there before the container starts. */
  get image(): string {
    return join(this.directory, 'image');
  }

  /** Its first process, in the pid namespace of the host. */
  get pid(): number {
    const state: unknown = JSON.parse(
      execFileSync('runc', ['state', this.id], { encoding: 'utf8' }),
    );
    return typeof state === 'object' && state !== null && 'pid' in state ? Number(state.pid) : 0;
  }

  /** Runs a command inside and waits for its end. */
  run(...command: readonly string[]): Finished {
    const { status, stdout, stderr } = spawnSync('runc', ['exec', this.id, ...command], {
      encoding: 'utf8',
      timeout: 60_000,
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { code: status, out: stdout, err: stderr };
  }

  [Symbol.dispose](): void {
    spawnSync('runc', ['delete', '--force', this.id], { stdio: 'ignore' });
    spawnSync('umount', ['--lazy', this.root], { stdio: 'ignore' });
    rmSync(this.directory, { recursive: true, force: true });
  }

  #makeRoot(): void {
    const folders =
      'bin etc tmp root proc sys dev mnt usr/bin usr/local/bin home run var/log var/run var/spool/cron opt/emulate root/.ssh etc/sudoers.d etc/systemd/system';
    for (const folder of folders.split(' '))
      mkdirSync(join(this.image, folder), { recursive: true });
    copyFileSync(busyboxPath, join(this.image, 'bin/busybox'));
    for (const applet of applets.split(' '))
      symlinkSync('busybox', join(this.image, 'bin', applet));
    writeFileSync(
      join(this.image, 'etc/passwd'),
      'root:x:0:0:root:/root:/bin/sh\nweb:x:33:33::/:/bin/false\n',
    );
    writeFileSync(join(this.image, 'etc/group'), 'root:x:0:\nweb:x:33:\n');
    writeFileSync(join(this.image, 'etc/shadow'), 'root:*:19000::::::\n');
    writeFileSync(join(this.image, 'etc/hostname'), 'sandbox\n');
    writeFileSync(join(this.image, 'root/.bash_history'), 'ls\n');
    for (const bait of baits) {
      mkdirSync(join(this.image, dirname(bait)), { recursive: true });
      writeFileSync(join(this.image, bait), 'nothing\n');
    }
    this.#addEmulations();
  }

  #addEmulations(): void {
    const emulations = builtEmulations();
    if (emulations === undefined) return;
    copyFileSync(emulations, join(this.image, 'bin/emulate'));
    for (const name of emulatedNames.split(' '))
      symlinkSync('/bin/emulate', join(this.image, 'opt/emulate', name));
    const raised = join(this.image, 'opt/emulate/raise');
    copyFileSync(emulations, raised);
    chmodSync(raised, 0o4755);
  }

  #mountOverlay(): void {
    for (const name of ['rootfs', 'upper', 'work']) mkdirSync(join(this.directory, name));
    const layers = `lowerdir=${this.image},upperdir=${join(this.directory, 'upper')},workdir=${join(this.directory, 'work')}`;
    execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', layers, this.root]);
  }

  #makeConfiguration({
    capabilities,
    unmasked,
    hostNetwork,
    labels,
    command,
  }: SandboxOptions): void {
    execFileSync('runc', ['spec'], { cwd: this.directory });
    const path = join(this.directory, 'config.json');
    const spec = JSON.parse(readFileSync(path, 'utf8')) as RuncSpec;
    spec.process.terminal = false;
    spec.process.args = [...(command ?? ['/bin/sleep', '1000'])];
    spec.root.readonly = false;
    letRun(spec);
    if (labels !== undefined) spec.annotations = labels;
    if (capabilities !== undefined)
      for (const set of ['bounding', 'effective', 'permitted'])
        spec.process.capabilities[set] = capabilities;
    if (unmasked === true) Object.assign(spec.linux, { maskedPaths: [], readonlyPaths: [] });
    if (hostNetwork === true)
      spec.linux.namespaces = spec.linux.namespaces.filter(({ type }) => type !== 'network');
    writeFileSync(path, JSON.stringify(spec));
  }

  #runc(words: readonly string[], stdio: 'ignore'): void {
    execFileSync('runc', words, { cwd: this.directory, stdio });
  }
}

/** Engines let programs run from shared memory; runc's own default does not. */
function letRun({ mounts }: RuncSpec): void {
  for (const mount of mounts)
    if (mount.destination === '/dev/shm')
      mount.options = mount.options?.filter((option) => option !== 'noexec') ?? [];
}

interface RuncSpec {
  process: { terminal: boolean; args: string[]; capabilities: Record<string, readonly string[]> };
  root: { readonly: boolean };
  annotations?: Readonly<Record<string, string>>;
  mounts: { destination: string; options?: string[] }[];
  linux: {
    maskedPaths: string[];
    readonlyPaths: string[];
    namespaces: readonly { readonly type: string }[];
  };
}

/** The program of `attacks/emulate.c`, compiled once; undefined without a compiler. */
export function builtEmulations(): string | undefined {
  const source = join(import.meta.dirname, '..', 'attacks', 'emulate.c');
  const target = join(tmpdir(), `csn-emulate-${process.pid}`);
  if (existsSync(target)) return target;
  const { status } = spawnSync('gcc', ['-static', '-O1', '-w', '-o', target, source]);
  if (status !== 0) return undefined;
  process.on('exit', () => rmSync(target, { force: true }));
  return target;
}
