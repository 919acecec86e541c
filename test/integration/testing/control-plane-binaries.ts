import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasPrograms } from '../../daemons.ts';

/** Packed binaries beside the checkout; they are too large for the repository. */
const packed = resolve('..', 'shared', 'bin');

/** Whether a control plane can be started here: the packed binaries, Debian's etcd-server and openssl. */
export function canStartControlPlane(): boolean {
  return existsSync(join(packed, 'kube-apiserver.xz')) && hasPrograms('etcd', 'xz', 'openssl');
}

/** Paths of the programs, unpacked when they are first asked for. */
export function binariesOf(): { readonly apiServer: string; readonly controllerManager: string } {
  return {
    get apiServer() {
      return unpack('kube-apiserver');
    },
    get controllerManager() {
      return unpack('kube-controller-manager');
    },
  };
}

/** Kept below the temporary directory, so that all test files and later runs share it. */
function unpack(name: string): string {
  const source = join(packed, `${name}.xz`);
  const directory = join(tmpdir(), `caisson-control-plane-binaries-${process.getuid?.() ?? 0}`);
  const path = join(directory, `${name}-${statSync(source).size}`);
  if (existsSync(path)) return path;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const own = `${path}.${process.pid}-${crypto.randomUUID()}`;
  const file = openSync(own, 'wx', 0o700);
  const { status } = spawnSync('xz', ['-dc', source], { stdio: ['ignore', file, 'inherit'] });
  closeSync(file);
  if (status === 0) {
    chmodSync(own, 0o700);
    renameSync(own, path);
    return path;
  }
  rmSync(own, { force: true });
  throw new Error(`cannot unpack ${source}`);
}
