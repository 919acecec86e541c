import { lstatSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { readTextFile } from './disk.ts';
import { resolveInside } from './inside.ts';

/** Directories of a container's overlay: where it writes, and the layers below, lowest last. */
export interface OverlayLayers {
  readonly upper?: string;
  readonly lower: readonly string[];
}

const maxMountsBytes = 4 << 20;
const maxLayers = 512;

/**
 * The overlay that is the root of a process, from `/proc/PID/mountinfo` (proc_pid_mountinfo(5)). Empty when its root is none, or the process
 * is gone. containerd mounts with paths relative to the directory of its snapshots: those are left out.
 */
export function layersOfProcess(proc: string, pid: number): OverlayLayers {
  const text = readTextFile(join(proc, String(pid), 'mountinfo'), maxMountsBytes);
  for (const line of (text ?? '').split('\n').reverse()) {
    const [before = '', after = ''] = line.split(' - ', 2);
    const isRoot = before.split(' ')[4] === '/';
    const [type, , options = ''] = after.split(' ');
    if (isRoot && type === 'overlay') return layersOfOptions(options);
  }
  return { lower: [] };
}

/**
 * What the directory of a layer has at a path (a byte string): `whiteout` says that the layers below it do not count (a character
 * device 0/0).
 */
export function inLayer(layer: string, path: string): 'file' | 'whiteout' | undefined {
  try {
    const found = resolveInside(layer, path);
    if (found === undefined) return undefined;
    const stats = lstatSync(found);
    return stats.isCharacterDevice() && stats.rdev === 0 ? 'whiteout' : 'file';
  } catch {
    // This layer does not have it.
    return undefined;
  }
}

function layersOfOptions(options: string): OverlayLayers {
  let upper: string | undefined;
  const lower: string[] = [];
  // A comma in a path is escaped as `\,`, a colon as `\:`.
  for (const option of options.split(/(?<!\\),/)) {
    if (option.startsWith('upperdir=')) upper = unescaped(option.slice('upperdir='.length));
    if (option.startsWith('lowerdir='))
      lower.push(
        ...option
          .slice('lowerdir='.length)
          .split(/(?<!\\):+/)
          .map(unescaped),
      );
    if (option.startsWith('lowerdir+=')) lower.push(unescaped(option.slice('lowerdir+='.length)));
  }
  return {
    ...(upper !== undefined && isAbsolute(upper) && { upper }),
    lower: lower.filter((path) => isAbsolute(path)).slice(0, maxLayers),
  };
}

/** mountinfo writes blanks and backslashes as octal escapes, overlayfs commas and colons with a backslash. */
function unescaped(text: string): string {
  return text
    .replace(/\\([0-7]{3})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 8)),
    )
    .replace(/\\([,:\\])/g, '$1');
}
