import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, join, sep } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** A rule file as it is read. */
export interface RuleText {
  readonly name: string;
  readonly text: string;
}

const maxFileBytes = 10 * 2 ** 20;
const maxBytes = 64 * 2 ** 20;
const maxFiles = 10_000;
const maxEntries = 100_000;
const maxDepth = 16;

/**
 * A file, or every `*.yaml` and `*.yml` below a folder in the order of their names. In a folder only plain files count: links are
 * followed where they lead to one within it (as a mounted ConfigMap has them), names that begin with a dot are left out. Throws
 * `input.not-found`, `input.unsupported`, `limit.size`, `limit.entries`, `host.io`.
 */
export function readRuleTexts(path: string): readonly RuleText[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new CaissonError('input.not-found', `there is no rule file ${quote(path)}`);
  // What a person names may be a pipe: rules that another program writes.
  if (!stats.isDirectory()) return [{ name: path, text: read(path, maxFileBytes, true) }];
  const walk = { root: realpathSync(path), files: [], entries: 0 };
  find(path, 0, walk);
  let left = maxBytes;
  return walk.files.map((name) => {
    const text = read(name, Math.min(left, maxFileBytes), false);
    left -= Buffer.byteLength(text);
    return { name, text };
  });
}

/** One rule file of a folder: plain, of at most 10 MiB. Throws as `readRuleTexts`. */
export function readRuleFile(path: string): string {
  return read(path, maxFileBytes, false);
}

interface Walk {
  readonly root: string;
  readonly files: string[];
  entries: number;
}

function find(path: string, depth: number, walk: Walk): void {
  if (depth >= maxDepth) return;
  const entries = readdirSync(path, { withFileTypes: true });
  walk.entries += entries.length;
  if (walk.entries > maxEntries || walk.files.length > maxFiles)
    throw new CaissonError('limit.entries', `there is too much below ${quote(walk.root)}`, {
      hint: `rule folders have at most ${maxFiles} rule files and ${maxEntries} entries`,
    });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = join(path, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) find(name, depth + 1, walk);
    else if (isRuleName(entry.name)) walk.files.push(within(name, entry.isSymbolicLink(), walk));
  }
}

function within(name: string, isLink: boolean, { root }: Walk): string {
  if (!isLink) return name;
  const target = targetOf(name);
  if (target !== undefined && target.startsWith(root + sep)) return name;
  throw new CaissonError(
    'input.unsupported',
    `${quote(name)} is a link that leads out of its folder or nowhere`,
    {
      hint: 'name the file that it means with --rules',
    },
  );
}

/** Where a link leads; undefined where that is nowhere. */
function targetOf(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch {
    return undefined;
  }
}

function read(path: string, limit: number, mayBePipe: boolean): string {
  let descriptor: number;
  try {
    // Opening a pipe that nobody writes to would wait for ever.
    descriptor = openSync(path, constants.O_RDONLY | (mayBePipe ? 0 : constants.O_NONBLOCK));
  } catch (cause) {
    throw new CaissonError('host.io', `cannot read the rule file ${quote(path)}`, { cause });
  }
  try {
    if (!mayBePipe && !fstatSync(descriptor).isFile())
      throw new CaissonError(
        'input.unsupported',
        `the rule file ${quote(path)} is not a plain file`,
      );
    return readAll(descriptor, path, limit);
  } finally {
    closeSync(descriptor);
  }
}

function readAll(descriptor: number, path: string, limit: number): string {
  const parts: Buffer[] = [];
  let size = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(65_536);
    const got = readSync(descriptor, part);
    if (got === 0) return Buffer.concat(parts).toString('utf8');
    size += got;
    if (size > limit)
      throw new CaissonError('limit.size', `the rule file ${quote(path)} is too large`, {
        hint: 'a rule file has at most 10 MiB, a folder 64 MiB',
      });
    parts.push(part.subarray(0, got));
  }
}

function isRuleName(name: string): boolean {
  return /\.ya?ml$/.test(name) && !/\.rule-test\.ya?ml$/.test(basename(name));
}
