import { faultFindings, secretFindings } from '#check/finding.ts';
import type { FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import type { Fault } from '#model/fault.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import type { Secret } from '#model/secret.ts';
import { type BatchWork, type CheckItem, checkBatch } from './check-batch.ts';
import { inputsOf, type NamedText } from './check-input.ts';
import { collectGarbage } from './check-memory.ts';
import { checkReport, type ReportWishes } from './check-report.ts';
import { CheckSets } from './check-sets.ts';
import { Directories } from './file-tree.ts';
import type { Inspectors } from './inspection.ts';
import { type RenderWishes, renderAmong } from './render-units.ts';
import { Shellcheck, type ShellcheckProgram } from './shellcheck.ts';

/** What is checked and how it is judged. */
export interface CheckOptions extends ReportWishes {
  /** Also look into directories of version control and of dependencies. */
  readonly everything: boolean;
  /** Look for secrets too. */
  readonly secrets: boolean;
  /** How charts and kustomizations are rendered; absent: they are not. */
  readonly render?: RenderWishes;
  /** Lets ShellCheck judge scripts; absent: the program's own checks do. */
  readonly shellcheck?: { readonly program: ShellcheckProgram; readonly maxFiles: number };
}

/**
 * Checks source files: recognises what each one is and asks the checkers for that kind. Charts and kustomizations are rendered
 * first. A file that cannot be read or parsed is a gap. Throws `input.not-found` when a named path is not there.
 */
export async function checkPaths(
  paths: readonly (string | NamedText)[],
  options: CheckOptions,
  given: { readonly inspectors: Inspectors; readonly directory: string; readonly version: string },
  scope: Scope,
): Promise<ScanReport> {
  const now = scope.clock();
  const seen = await checkAll(paths, options, given, scope);
  const reference = paths.map((path) => (typeof path === 'string' ? path : path.path)).join(' ');
  return checkReport(
    {
      artifact: { kind: 'filesystem', reference, source: 'check' },
      findings: [...faultFindings(seen.faults), ...secretFindings(seen.secrets)],
      gaps: seen.gaps,
      notices: noticesOf(seen, options),
      walked: { files: seen.files, bytes: seen.bytes },
    },
    options,
    { now, version: given.version },
    scope,
  );
}

/** Everything that some paths show, before it is judged. */
async function checkAll(
  paths: readonly (string | NamedText)[],
  options: CheckOptions,
  given: { readonly inspectors: Inspectors; readonly directory: string },
  scope: Scope,
): Promise<Seen> {
  const seen: Seen = {
    faults: [],
    secrets: [],
    gaps: [],
    notices: new Set(),
    files: 0,
    bytes: 0,
    unasked: 0,
  };
  const { inspectors } = given;
  const rendered = await withRendered(
    inputsOf(paths, given.directory, options),
    options,
    seen,
    scope,
  );
  const { inputs } = rendered;
  const shared = { inspectors, isRendered: (path: string) => rendered.isRendered(path) };
  const work = workOf(options, shared, scope);
  using task = scope.progress.begin('checking files', undefined, 'items');
  for (const batch of batchesOf(itemsOf(inputs, options, inspectors, seen))) {
    for (const result of checkBatch(batch, work, scope)) note(seen, result);
    task.advance(batch.length);
  }
  collectGarbage();
  for (const result of work.sets.finish()) note(seen, result);
  collectGarbage();
  return seen;
}

/** The inputs and what programs make of charts and kustomizations among them. */
async function withRendered(
  inputs: Iterable<CheckItem['file']>,
  { render }: CheckOptions,
  seen: Seen,
  scope: Scope,
): Promise<{ readonly inputs: Iterable<CheckItem['file']>; isRendered(path: string): boolean }> {
  if (render === undefined) return { inputs, isRendered: () => false };
  const all = [...inputs];
  const files = all.filter((one) => 'absolute' in one);
  const tree = await renderAmong(files, render, scope);
  seen.gaps.push(...tree.gaps);
  return { inputs: [...all, ...tree.files], isRendered: (path) => tree.covers(path) };
}

function workOf(
  { secrets, shellcheck }: CheckOptions,
  shared: Pick<BatchWork, 'inspectors' | 'isRendered'>,
  scope: Scope,
): BatchWork {
  const work = {
    ...shared,
    secrets,
    directories: new Directories(),
    sets: new CheckSets(scope),
  };
  if (shellcheck === undefined) return work;
  return { ...work, shellcheck: new Shellcheck(shellcheck.program, scope) };
}

/** Files that are checked together: they share processes of ShellCheck. */
const batchSize = 32;

function* batchesOf(items: Iterable<CheckItem>): Generator<readonly CheckItem[]> {
  let batch: CheckItem[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What has been found so far. */
interface Seen {
  readonly faults: Fault[];
  readonly secrets: Secret[];
  readonly gaps: Gap[];
  files: number;
  bytes: number;
  /** Each said once, whatever number of files says it. */
  readonly notices: Set<string>;
  /** Files with scripts that ShellCheck did not get. */
  unasked: number;
}

function note(seen: Seen, { faults, secrets = [], gaps, notices = [] }: FileResult): void {
  for (const fault of faults) seen.faults.push(fault);
  for (const secret of secrets) seen.secrets.push(secret);
  for (const gap of gaps) seen.gaps.push(gap);
  for (const notice of notices) seen.notices.add(notice);
}

/** ShellCheck takes milliseconds for each script: it gets those of the first files whose names say that they hold some. */
function* itemsOf(
  inputs: Iterable<CheckItem['file']>,
  { shellcheck }: CheckOptions,
  { checkers }: Inspectors,
  seen: Seen,
): Generator<CheckItem> {
  const head = new Uint8Array();
  let asked = 0;
  for (const file of inputs) {
    const scripts = shellcheck !== undefined && asked < shellcheck.maxFiles;
    if (shellcheck !== undefined) {
      const checker = checkers.find((one) => one.recognises(file.path, head));
      if (checker?.open !== undefined && scripts) asked += 1;
      else if (checker?.open !== undefined) seen.unasked += 1;
    }
    seen.files += 1;
    seen.bytes += 'bytes' in file ? file.bytes.length : file.size;
    yield { file, scripts };
  }
}

const maxNotices = 20;

function noticesOf({ unasked, notices }: Seen, { shellcheck }: CheckOptions): readonly string[] {
  const more = notices.size - maxNotices;
  const shown = [
    ...[...notices].slice(0, maxNotices),
    ...(more > 0 ? [`${more} more markers accept nothing`] : []),
  ];
  if (shellcheck === undefined || unasked === 0) return shown;
  return [
    ...shown,
    `ShellCheck judged the scripts of the first ${shellcheck.maxFiles} files; CAISSON_SHELLCHECK=all gives it ${unasked} more`,
  ];
}
