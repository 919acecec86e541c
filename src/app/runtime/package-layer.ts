import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { Entry, FileView, Layer, LayerVisitor } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { resolveInside } from '#workload/inside.ts';

/** Files after which the event loop gets a turn: events must not wait for a package database. */
const turnFiles = 8;
const maxFiles = 50_000;
const maxFileBytes = 128 << 20;
const pacmanFolder = '/var/lib/pacman/local';
/** Directory links near the root, through which packages list their files. */
const links = ['/bin', '/sbin', '/lib', '/lib64', '/lib32', '/usr/bin', '/usr/sbin', '/usr/lib64'];

/**
 * The directory of one layer of an image, of which only the files are shown that package managers keep: those that analyzers
 * claim by their whole path or directory. Everything is read without blocking; links do not lead out of the layer.
 */
export function packageLayer(root: string, analyzers: readonly Analyzer[]): Layer {
  return {
    async walk(visitor, scope) {
      for (const path of links) await showLink(root, path, visitor);
      let count = 0;
      for await (const path of claimedPaths(root, analyzers)) {
        scope.signal.throwIfAborted();
        count += 1;
        if (count > maxFiles)
          throw new CaissonError('limit.entries', 'the package database has too many files');
        await show(root, path, visitor, scope);
        if (count % turnFiles === 0) await setImmediate();
      }
    },
  };
}

async function showLink(root: string, path: string, visitor: LayerVisitor): Promise<void> {
  const target = await readlink(join(root, path)).catch(() => undefined);
  if (target === undefined) return;
  visitor.entry({ path, type: 'symlink', size: 0, mode: 0o777, uid: 0, gid: 0, link: target });
}

async function* claimedPaths(root: string, analyzers: readonly Analyzer[]): AsyncIterable<string> {
  const told = new Set<string>();
  for (const claim of analyzers.flatMap(({ claims }) => claims)) {
    const found =
      'path' in claim
        ? [claim.path]
        : 'directory' in claim && claim.directory.startsWith('/')
          ? await filesIn(root, claim.directory, claim.suffix ?? '')
          : [];
    for (const path of found) if (!told.has(path)) yield remembered(told, path);
  }
  for (const folder of await filesIn(root, `${pacmanFolder}/`, ''))
    yield* [`${folder}/desc`, `${folder}/files`];
}

function remembered(told: Set<string>, path: string): string {
  told.add(path);
  return path;
}

async function filesIn(root: string, directory: string, suffix: string): Promise<string[]> {
  const place = placeOf(root, directory);
  const names = place === undefined ? [] : await readdir(place).catch(() => []);
  return names
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => `${directory}${name}`);
}

/** Shows a file, or that this layer hides it (overlayfs: a character device 0/0). */
async function show(
  root: string,
  path: string,
  visitor: LayerVisitor,
  scope: Scope,
): Promise<void> {
  const place = placeOf(root, path);
  if (place === undefined) return;
  const stats = await lstat(place);
  const entry: Entry = { path, type: 'file', size: stats.size, mode: 0o644, uid: 0, gid: 0 };
  if (stats.isCharacterDevice() && stats.rdev === 0)
    visitor.entry({ ...entry, type: 'whiteout', size: 0 });
  if (!stats.isFile()) return;
  if (visitor.entry(entry) !== 'content') return;
  if (stats.size > Math.min(maxFileBytes, scope.limits.maxFileBytes))
    visitor.gap({ type: 'gap', location: { path }, reason: 'too-large', detail: 'not read' });
  else visitor.file(viewOf(path, await readFile(place)));
}

/** `undefined`: the layer does not have it. */
function placeOf(root: string, path: string): Buffer | undefined {
  try {
    return resolveInside(root, path);
  } catch {
    return undefined;
  }
}

function viewOf(path: string, content: Buffer): FileView {
  return {
    path,
    size: content.length,
    mode: 0o644,
    bytes: () => content,
    text: () => content.toString('utf8').replace(/^\uFEFF/, ''),
    read: (offset, length) => content.subarray(offset, offset + length),
  };
}
