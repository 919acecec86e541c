import { chmodSync, realpathSync, statSync } from 'node:fs';
import { applyFixes } from '#check/edits.ts';
import type { CheckedFile, FileChecker } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { writeFileAtomic } from '#kit/file.ts';
import type { Fault } from '#model/fault.ts';
import { type Fix, type FixSafety, fixSafeties } from '#model/source-range.ts';
import { filesBelow, readPart, siblingsOf, type TreeFile } from './file-tree.ts';
import { patchOf } from './patch.ts';

/** What was changed, or would be, in one file. */
export interface FixedFile {
  readonly path: string;
  readonly absolute: string;
  readonly applied: readonly { readonly rule: string; readonly title: string }[];
  /** Fixes that were known but made things worse, and were left out. */
  readonly refused: number;
  /** Unified diff. */
  readonly patch: string;
}

export interface FixOptions {
  /** Fixes of this safety and safer ones. */
  readonly safety: FixSafety;
  /** Only fixes of these rules (ids or aliases); empty: all. */
  readonly rules: readonly string[];
  /** Change the files; otherwise only the patch is made. */
  readonly write: boolean;
}

const maxRounds = 32;
const maxBytes = 4 * 2 ** 20;
const headBytes = 4096;

/**
 * Applies the fixes that checks know to files. Each file is checked again after every round: a fix whose fault is still there
 * afterwards, or that brings a fault of another rule, is taken back. A file is written only when it is still the one that was
 * read.
 */
export function* fixPaths(
  paths: readonly string[],
  options: FixOptions,
  given: { readonly checkers: readonly FileChecker[]; readonly directory: string },
  scope: Scope,
): Generator<FixedFile> {
  for (const file of filesBelow(paths, given.directory, { everything: false })) {
    checkpoint(scope.signal);
    const checker = checkerOf(file, given.checkers);
    if (checker === undefined || file.size > maxBytes) continue;
    const before = readPart(file.absolute, file.size);
    const work: Work = { file, checker, scope, options };
    const { bytes, applied, refused } = settle(before, work);
    if (applied.length === 0) continue;
    if (options.write) writeFixed(file, before, bytes);
    const patch = patchOf(file.path, before, bytes);
    yield { path: file.path, absolute: file.absolute, applied, refused, patch };
  }
}

function checkerOf(
  { path, absolute, size }: TreeFile,
  checkers: readonly FileChecker[],
): FileChecker | undefined {
  const byPath = checkers.find((one) => one.recognises(path, new Uint8Array()));
  if (byPath !== undefined) return byPath;
  const head = readPart(absolute, Math.min(headBytes, size));
  return head.includes(0) ? undefined : checkers.find((one) => one.recognises(path, head));
}

interface Work {
  readonly file: TreeFile;
  readonly checker: FileChecker;
  readonly options: FixOptions;
  readonly scope: Scope;
}

interface Settled {
  readonly bytes: Uint8Array;
  readonly applied: FixedFile['applied'];
  readonly refused: number;
}

/** Rounds of fixes until nothing is left to do. */
function settle(start: Uint8Array, work: Work): Settled {
  let bytes = start;
  const applied: FixedFile['applied'][number][] = [];
  const refused = new Set<string>();
  for (let round = 0; round < maxRounds; round += 1) {
    const faults = faultsIn(bytes, work);
    const wanted = fixesOf(faults, work.options).filter(({ key }) => !refused.has(key));
    if (wanted.length === 0) break;
    const step = improve(bytes, faults, wanted, work);
    for (const key of step.refused) refused.add(key);
    applied.push(...step.applied);
    if (step.applied.length === 0 && step.refused.length === 0) break;
    bytes = step.bytes;
  }
  return { bytes, applied, refused: refused.size };
}

interface Wanted {
  readonly key: string;
  readonly rule: string;
  readonly fix: Fix;
}

function fixesOf(faults: readonly Fault[], { safety, rules }: FixOptions): readonly Wanted[] {
  const most = fixSafeties.indexOf(safety);
  return faults.flatMap((fault) => {
    if (fault.allowed !== undefined || !isNamed(fault, rules)) return [];
    const fix = fault.fixes?.find((one) => fixSafeties.indexOf(one.safety) <= most);
    const key = [fault.rule, fault.subject, fault.identity ?? fault.message].join('\0');
    return fix === undefined ? [] : [{ key, rule: fault.rule, fix }];
  });
}

function isNamed({ rule, aliases }: Fault, rules: readonly string[]): boolean {
  if (rules.length === 0) return true;
  const names = [rule, ...aliases.flatMap((one) => [one, one.slice(one.indexOf(':') + 1)])];
  return rules.some((wanted) => names.some((name) => name.toLowerCase() === wanted.toLowerCase()));
}

interface Step {
  readonly bytes: Uint8Array;
  readonly applied: FixedFile['applied'];
  readonly refused: readonly string[];
}

/** All at once; when that makes something worse, as many as possible: halves, quarters, in the end one by one. */
function improve(
  bytes: Uint8Array,
  faults: readonly Fault[],
  wanted: readonly Wanted[],
  work: Work,
): Step {
  for (let size = wanted.length; size > 0; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < wanted.length; from += size) {
      const better = attempt(bytes, faults, wanted.slice(from, from + size), work);
      if (better !== undefined) return { ...better, refused: [] };
    }
  return { bytes, applied: [], refused: wanted.map(({ key }) => key) };
}

/** The file with these fixes when it is better for them: fewer faults, and none of a rule that had none before. */
function attempt(
  bytes: Uint8Array,
  faults: readonly Fault[],
  wanted: readonly Wanted[],
  work: Work,
): { readonly bytes: Uint8Array; readonly applied: Settled['applied'] } | undefined {
  const result = applyFixes(
    bytes,
    wanted.map(({ fix }) => fix),
  );
  if (result.applied.length === 0) return undefined;
  const after = faultsIn(result.bytes, work);
  const rules = new Set(faults.map(({ rule }) => rule));
  if (after.length >= faults.length || after.some(({ rule }) => !rules.has(rule))) return undefined;
  const done = wanted.filter(({ fix }) => result.applied.includes(fix));
  return {
    bytes: result.bytes,
    applied: done.map(({ rule, fix }) => ({ rule, title: fix.title })),
  };
}

function faultsIn(bytes: Uint8Array, { file, checker, scope }: Work): readonly Fault[] {
  const checked: CheckedFile = {
    path: file.path,
    bytes,
    sibling: siblingsOf(file, maxBytes),
  };
  return checker.check(checked, scope).faults;
}

/** Keeps permissions and links. A file that changed meanwhile is left as it is. */
function writeFixed(file: TreeFile, before: Uint8Array, after: Uint8Array): void {
  const now = readPart(file.absolute, before.length + 1);
  if (Buffer.compare(now, before) !== 0) return;
  const target = realpathSync(file.absolute);
  const { mode } = statSync(target);
  writeFileAtomic(target, after);
  chmodSync(target, mode & 0o7777);
}
