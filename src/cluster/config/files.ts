import { closeSync, openSync, readSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** Environment variables as the caller hands them down. */
export type Environment = Readonly<Record<string, string | undefined>>;

const maxBytes = 8 * 2 ** 20;

/**
 * The kubeconfig files in the order in which they count: the one named, else those of `KUBECONFIG`, else `~/.kube/config`.
 * `required` is true where somebody named exactly this file.
 */
export function configFiles(
  named: string | undefined,
  environment: Environment,
): readonly { readonly path: string; readonly required: boolean }[] {
  if (named !== undefined) return [{ path: named, required: true }];
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return [...new Set(listed)].map((path) => ({ path, required: false }));
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  return home === undefined || home === ''
    ? []
    : [{ path: join(home, '.kube', 'config'), required: false }];
}

/** A small file as text; `undefined` when it is not there. Throws `host.io`, `limit.size`. */
export function tryReadText(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (error instanceof CaissonError && error.code === 'input.not-found') return undefined;
    throw error;
  }
}

/** A small file as text. Throws `input.not-found`, `host.io`, `limit.size`. */
export function readText(path: string): string {
  try {
    return readBounded(path);
  } catch (cause) {
    if (cause instanceof CaissonError) throw cause;
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new CaissonError(
      isAbsent ? 'input.not-found' : 'host.io',
      `cannot read ${quote(path)}${isAbsent ? ': there is no such file' : ''}`,
      { cause },
    );
  }
}

/** A pipe (`--kubeconfig <(…)`) has no size that could be asked for. */
function readBounded(path: string): string {
  const file = openSync(path, 'r');
  try {
    const parts: Buffer[] = [];
    let size = 0;
    for (;;) {
      const part = Buffer.allocUnsafe(64 * 1024);
      const count = readSync(file, part);
      if (count === 0) return Buffer.concat(parts).toString('utf8');
      size += count;
      if (size > maxBytes)
        throw new CaissonError('limit.size', `${quote(path)} is larger than 8 MiB`);
      parts.push(part.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}

/** Paths in a kubeconfig are relative to its folder. */
export function besideFile(file: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(file), path);
}
