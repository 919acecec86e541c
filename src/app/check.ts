import { faultFindings, secretFindings } from '#check/finding.ts';
import { markNew } from '#compare/baseline.ts';
import type { CheckedFile, FileChecker, FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { formatBytes } from '#kit/text.ts';
import type { Fault } from '#model/fault.ts';
import type { Finding } from '#model/finding.ts';
import type { Gap, GapReason } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import type { Secret } from '#model/secret.ts';
import { judge, type Policy } from '#policy/judge.ts';
import { assess } from '#risk/assess.ts';
import { filesBelow, readPart, siblingsOf, type TreeFile } from './file-tree.ts';
import type { Inspectors } from './inspection.ts';

/** What is checked and how it is judged. */
export interface CheckOptions {
  readonly policy: Policy;
  readonly baseline?: ScanReport;
  /** Also look into directories of version control and of dependencies. */
  readonly everything: boolean;
  /** Look for secrets too. */
  readonly secrets: boolean;
}

/** A text that stands for a file: what an editor has open. */
export interface NamedText {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const headBytes = 4096;
const maxSourceBytes = 4 * 2 ** 20;
const maxTextBytes = 64 * 2 ** 20;
const maxSiblingBytes = 2 ** 20;

/**
 * Checks source files: recognises what each one is and asks the checkers for that kind. A file that cannot be read or parsed
 * is a gap. Throws `input.not-found` when a named path is not there.
 */
export function checkPaths(
  paths: readonly (string | NamedText)[],
  options: CheckOptions,
  given: { readonly inspectors: Inspectors; readonly directory: string; readonly version: string },
  scope: Scope,
): ScanReport {
  const now = scope.clock();
  const { inspectors, directory } = given;
  const seen = {
    faults: [] as Fault[],
    secrets: [] as Secret[],
    gaps: [] as Gap[],
    files: 0,
    bytes: 0,
  };
  using task = scope.progress.begin('checking files', undefined, 'items');
  for (const file of inputs(paths, directory, options)) {
    checkpoint(scope.signal);
    const result = inspect(file, inspectors, options, scope);
    seen.faults.push(...result.faults);
    seen.secrets.push(...(result.secrets ?? []));
    seen.gaps.push(...result.gaps);
    seen.files += 1;
    seen.bytes += file.size;
    task.advance(1);
  }
  const reference = paths.map((path) => (typeof path === 'string' ? path : path.path)).join(' ');
  const findings = enrich(
    [...faultFindings(seen.faults), ...secretFindings(seen.secrets)],
    options,
    now,
  );
  const artifact = { kind: 'filesystem', reference, source: 'check' } as const;
  const judgement = judge(options.policy, {
    artifact,
    findings,
    gaps: seen.gaps,
    now: now.toISOString(),
  });
  return {
    schemaVersion: '1.2',
    tool: { name: 'caisson', version: given.version },
    startedAt: now.toISOString(),
    durationMs: scope.clock().getTime() - now.getTime(),
    inventory: {
      artifact,
      layers: [],
      components: [],
      relations: [],
      gaps: seen.gaps,
      analyzers: {},
      walked: { files: seen.files, bytes: seen.bytes },
    },
    findings: judgement.findings,
    gaps: [],
    decision: judgement.decision,
    database: { build: '', builtAt: '', origin: 'none', segments: [] },
    notices: judgement.notices,
  };
}

function enrich(
  findings: readonly Finding[],
  { baseline }: CheckOptions,
  now: Date,
): readonly Finding[] {
  const assessed = findings.map((finding) => ({
    ...finding,
    risk: assess(finding, { now: now.toISOString() }),
  }));
  return baseline === undefined ? assessed : markNew(assessed, baseline);
}

/** A file to look at: read when somebody wants it. */
interface Input {
  readonly path: string;
  readonly size: number;
  head(): Uint8Array;
  content(): Uint8Array;
  sibling(relativePath: string): Uint8Array | undefined;
}

function* inputs(
  paths: readonly (string | NamedText)[],
  directory: string,
  { everything }: CheckOptions,
): Generator<Input> {
  for (const path of paths) {
    if (typeof path === 'string')
      for (const file of filesBelow([path], directory, { everything })) yield inputOf(file);
    else
      yield {
        path: path.path,
        size: path.bytes.length,
        head: () => path.bytes.subarray(0, headBytes),
        content: () => path.bytes,
        sibling: () => undefined,
      };
  }
}

function inputOf(file: TreeFile): Input {
  return {
    path: file.path,
    size: file.size,
    head: () => readPart(file.absolute, Math.min(headBytes, file.size)),
    content: () => readPart(file.absolute, file.size),
    sibling: siblingsOf(file, maxSiblingBytes),
  };
}

/** What one file shows. Errors of the file become gaps here; aborts and bugs pass. */
function inspect(
  input: Input,
  inspectors: Inspectors,
  { secrets }: CheckOptions,
  scope: Scope,
): FileResult {
  const parts: FileResult[] = [];
  const checker = attempt(input, parts, () => checkerFor(input, inspectors.checkers));
  if (checker !== undefined)
    attempt(input, parts, () => parts.push(checkWith(checker, input, scope)));
  if (secrets) attempt(input, parts, () => parts.push(secretsIn(input, inspectors, scope)));
  return {
    faults: parts.flatMap(({ faults }) => faults),
    gaps: parts.flatMap(({ gaps }) => gaps),
    secrets: parts.flatMap((part) => part.secrets ?? []),
  };
}

function attempt<Value>(input: Input, parts: FileResult[], work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    const gap = gapOf(input.path, error);
    if (gap === undefined) throw error;
    parts.push({ faults: [], gaps: [gap] });
    return undefined;
  }
}

/** Files whose name says nothing are told by their first bytes. */
function checkerFor(input: Input, checkers: readonly FileChecker[]): FileChecker | undefined {
  const nothing = new Uint8Array();
  const byPath = checkers.find((checker) => checker.recognises(input.path, nothing));
  if (byPath !== undefined || input.size > maxSourceBytes) return byPath;
  const head = input.head();
  return head.includes(0) ? undefined : checkers.find((one) => one.recognises(input.path, head));
}

function checkWith(checker: FileChecker, input: Input, scope: Scope): FileResult {
  if (input.size > maxSourceBytes)
    throw new CaissonError(
      'limit.size',
      `it has ${formatBytes(input.size)}; a ${checker.fileKind} of more than ${formatBytes(maxSourceBytes)} is not examined`,
    );
  if (isBinary(input.head()))
    throw new CaissonError(
      'input.unsupported',
      `it is called like a ${checker.fileKind} but is no text`,
    );
  return checker.check(checkedFile(input), scope);
}

/** Zero bytes stand in no text but UTF-16, which says so at its start. */
function isBinary(head: Uint8Array): boolean {
  const mark = (head[0] ?? 0) * 256 + (head[1] ?? 0);
  return head.includes(0) && mark !== 0xfffe && mark !== 0xfeff;
}

function secretsIn(input: Input, inspectors: Inspectors, scope: Scope): FileResult {
  if (input.size > maxTextBytes)
    throw new CaissonError(
      'limit.size',
      `it has ${formatBytes(input.size)}; "caisson scan dir:" looks for secrets in files above ${formatBytes(maxTextBytes)}`,
    );
  return inspectors.secretsIn(checkedFile(input), scope);
}

function checkedFile(input: Input): CheckedFile {
  let bytes: Uint8Array | undefined;
  return {
    path: input.path,
    get bytes() {
      bytes ??= input.content();
      return bytes;
    },
    sibling: (path) => input.sibling(path),
  };
}

function gapOf(path: string, error: unknown): Gap | undefined {
  const reason = reasonOf(error);
  if (reason === undefined) return undefined;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'gap', location: { path }, reason, detail };
}

function reasonOf(error: unknown): GapReason | undefined {
  if (error instanceof CaissonError) {
    if (error.code === 'limit.time') return 'timed-out';
    if (error.code.startsWith('limit.')) return 'too-large';
    if (error.code === 'input.unsupported') return 'unsupported';
    return error.code.startsWith('input.') ? 'malformed' : undefined;
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? 'unreadable' : undefined;
}
