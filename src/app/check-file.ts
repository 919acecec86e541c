import type {
  CheckedFile,
  EmbeddedScript,
  FileChecker,
  FileResult,
  OpenedCheck,
  ScriptComment,
} from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import { formatBytes } from '#kit/text.ts';
import type { Gap } from '#model/observation.ts';
import type { CheckInput } from './check-input.ts';
import type { CheckSets } from './check-sets.ts';
import { gapOfError } from './error-gap.ts';
import type { Inspectors } from './inspection.ts';

/** What is looked for in files. */
export interface CheckWork {
  readonly inspectors: Inspectors;
  /** Look for secrets too. */
  readonly secrets: boolean;
  /** The files that are checked together. */
  readonly sets: CheckSets;
  /** Whether a file was rendered: what its program made of it is checked in its place. */
  isRendered(path: string): boolean;
}

/** A file between reading and judging. */
export interface OpenedFile {
  readonly scripts: readonly EmbeddedScript[];
  /** What the file shows; `comments` are those on each script, `gap` says why there are none. */
  finish(comments: readonly (readonly ScriptComment[] | undefined)[], gap?: Gap): FileResult;
}

const maxSourceBytes = 4 * 2 ** 20;
/** Of files that hold many objects. */
const maxSetBytes = 32 * 2 ** 20;
const maxTextBytes = 64 * 2 ** 20;

/**
 * Reads one file: recognises what it is and asks the checker for that kind. Secrets are looked for in what people wrote, checks are
 * asked of what programs made of it. Errors of the file become gaps here; aborts and bugs pass.
 */
export function openFile(input: CheckInput, work: CheckWork, scope: Scope): OpenedFile {
  const parts: FileResult[] = [];
  const file = checkedFile(input);
  const read = { input, file };
  const isMade = input.rendered !== undefined;
  const isSource = !isMade && work.isRendered(input.path);
  const [alone, together] = isSource ? [[], []] : partition(work.inspectors.checkers);
  const opened = openAlone(read, alone, parts, scope);
  return {
    get scripts() {
      return opened?.scripts ?? [];
    },
    finish(comments, gap) {
      if (opened !== undefined) attempt(input, parts, () => parts.push(opened.finish(comments)));
      if (gap !== undefined) parts.push({ faults: [], gaps: [gap] });
      attempt(input, parts, () => parts.push(...addTo(together, read, work)));
      if (work.secrets && !isMade)
        attempt(input, parts, () => parts.push(secretsIn(read, work, scope)));
      return joined(parts);
    },
  };
}

function openAlone(
  read: Read,
  checkers: readonly FileChecker[],
  parts: FileResult[],
  scope: Scope,
): OpenedCheck | undefined {
  const checker = attempt(read.input, parts, () => checkerFor(read.input, checkers));
  return checker && attempt(read.input, parts, () => openWith(checker, read, scope));
}

/** Checkers of single files, and those of files that belong together. */
function partition(
  checkers: readonly FileChecker[],
): readonly [readonly FileChecker[], readonly FileChecker[]] {
  return [checkers.filter((one) => !isOfSets(one)), checkers.filter(isOfSets)];
}

function isOfSets(checker: FileChecker): boolean {
  return 'together' in checker;
}

/** Gives the file to every set that it belongs to, whatever else it is. */
function addTo(
  checkers: readonly FileChecker[],
  { input, file }: Read,
  { sets }: CheckWork,
): readonly FileResult[] {
  const nothing = new Uint8Array();
  const mayBe = checkers.filter(
    (one) => /\.(?:ya?ml|json)$/i.test(input.path) || one.recognises(input.path, nothing),
  );
  if (mayBe.length === 0) return [];
  const head = input.head();
  return mayBe.flatMap((checker) => {
    const isIt = checker.recognises(input.path, nothing) || checker.recognises(input.path, head);
    const set = isIt ? sets.of(checker, input.unit) : undefined;
    if (set === undefined) return [];
    boundSize(input, checker, maxSetBytes);
    return [set.add(file)];
  });
}

function boundSize({ size }: CheckInput, { fileKind }: FileChecker, most: number): void {
  if (size <= most) return;
  throw new CaissonError(
    'limit.size',
    `it has ${formatBytes(size)}; a ${fileKind} of more than ${formatBytes(most)} is not examined`,
  );
}

function joined(parts: readonly FileResult[]): FileResult {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return {
    faults: parts.flatMap(({ faults }) => faults),
    gaps: parts.flatMap(({ gaps }) => gaps),
    secrets: parts.flatMap((part) => part.secrets ?? []),
    notices: parts.flatMap((part) => part.notices ?? []),
  };
}

function attempt<Value>(
  input: CheckInput,
  parts: FileResult[],
  work: () => Value,
): Value | undefined {
  try {
    return work();
  } catch (error) {
    const gap = gapOfError(input.path, error);
    if (gap === undefined) throw error;
    parts.push({ faults: [], gaps: [gap] });
    return undefined;
  }
}

/** Files whose name says nothing are told by their first bytes. */
function checkerFor(input: CheckInput, checkers: readonly FileChecker[]): FileChecker | undefined {
  const nothing = new Uint8Array();
  const byPath = checkers.find((checker) => checker.recognises(input.path, nothing));
  if (byPath !== undefined || input.size > maxSourceBytes) return byPath;
  const head = input.head();
  return head.includes(0) ? undefined : checkers.find((one) => one.recognises(input.path, head));
}

/** A file with the reader that remembers its bytes. */
interface Read {
  readonly input: CheckInput;
  readonly file: CheckedFile;
}

function openWith(checker: FileChecker, { input, file }: Read, scope: Scope): OpenedCheck {
  boundSize(input, checker, maxSourceBytes);
  if (isBinary(input.head()))
    throw new CaissonError(
      'input.unsupported',
      `it is called like a ${checker.fileKind} but is no text`,
    );
  return checker.open?.(file, scope) ?? { scripts: [], finish: () => checker.check(file, scope) };
}

/** Zero bytes stand in no text but UTF-16, which says so at its start. */
function isBinary(head: Uint8Array): boolean {
  const mark = (head[0] ?? 0) * 256 + (head[1] ?? 0);
  return head.includes(0) && mark !== 0xfffe && mark !== 0xfeff;
}

function secretsIn({ input, file }: Read, { inspectors }: CheckWork, scope: Scope): FileResult {
  if (input.size > maxTextBytes)
    throw new CaissonError(
      'limit.size',
      `it has ${formatBytes(input.size)}; "caisson scan dir:" looks for secrets in files above ${formatBytes(maxTextBytes)}`,
    );
  return inspectors.secretsIn(file, scope);
}

function checkedFile(input: CheckInput): CheckedFile {
  let bytes: Uint8Array | undefined;
  return {
    path: input.path,
    get bytes() {
      bytes ??= input.content();
      return bytes;
    },
    sibling: (path) => input.sibling(path),
    ...(input.again && { again: input.again }),
    ...(input.rendered && { rendered: input.rendered }),
  };
}
