import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

const maxBytes = 4 * 2 ** 20;
const maxFiles = 4000;

/**
 * Files that a process has mapped, as its mount namespace names them (proc_pid_maps(5)); empty when it is gone. This is how shared
 * libraries are seen: the sensor is not told of mappings.
 */
export function mappedFiles(proc: string, pid: number): readonly string[] {
  const text = head(join(proc, String(pid), 'maps'));
  const files = new Set<string>();
  for (let at = 0; at < text.length && files.size < maxFiles; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    at = end < 0 ? text.length : end + 1;
    const path = line.slice(line.indexOf('/'));
    if (line.includes('/') && isFile(path)) files.add(path);
  }
  return [...files];
}

/** Paths of the cgroups of a process: that of the unified hierarchy and of the pids controller. */
export function cgroupsOf(proc: string, pid: number): readonly string[] {
  try {
    const text = readFileSync(join(proc, String(pid), 'cgroup'), 'utf8').slice(0, 65_536);
    return text.split('\n').flatMap((line) => {
      const [, controllers = '-', ...path] = line.split(':');
      return controllers === '' || controllers.split(',').includes('pids') ? [path.join(':')] : [];
    });
  } catch {
    return []; // gone
  }
}

/** What is no file of an image: devices, memory, what was removed. */
function isFile(path: string): boolean {
  if (path.endsWith(' (deleted)')) return false;
  return !/^\/(?:dev|proc|sys|memfd:|SYSV|anon_hugepage|\[)/u.test(path);
}

function head(path: string): string {
  try {
    const fd = openSync(path, 'r');
    try {
      return readSome(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    return ''; // gone, or no right to look
  }
}

function readSome(fd: number): string {
  const parts: Buffer[] = [];
  for (let bytes = 0; bytes < maxBytes; ) {
    const part = Buffer.alloc(65_536);
    const count = readSync(fd, part);
    if (count === 0) break;
    bytes += count;
    parts.push(part.subarray(0, count));
  }
  return Buffer.concat(parts).toString();
}
