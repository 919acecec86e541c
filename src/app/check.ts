import { faultFindings, secretFindings } from '#check/finding.ts';
import { markNew } from '#compare/baseline.ts';
import type { FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import type { Fault } from '#model/fault.ts';
import type { Finding } from '#model/finding.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import type { Secret } from '#model/secret.ts';
import { judge, type Policy } from '#policy/judge.ts';
import { assess } from '#risk/assess.ts';
import { type BatchWork, type CheckItem, checkBatch } from './check-batch.ts';
import { inputsOf, type NamedText } from './check-input.ts';
import { CheckSets } from './check-sets.ts';
import { Directories } from './file-tree.ts';
import type { Inspectors } from './inspection.ts';
import { Shellcheck, type ShellcheckProgram } from './shellcheck.ts';

/** What is checked and how it is judged. */
export interface CheckOptions {
  readonly policy: Policy;
  readonly baseline?: ScanReport;
  /** Also look into directories of version control and of dependencies. */
  readonly everything: boolean;
  /** Look for secrets too. */
  readonly secrets: boolean;
  /** Lets ShellCheck judge scripts; absent: the program's own checks do. */
  readonly shellcheck?: { readonly program: ShellcheckProgram; readonly maxFiles: number };
}

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
  const seen: Seen = {
    faults: [],
    secrets: [],
    gaps: [],
    notices: new Set(),
    files: 0,
    bytes: 0,
    unasked: 0,
  };
  using task = scope.progress.begin('checking files', undefined, 'items');
  const { inspectors } = given;
  const work = workOf(options, inspectors, scope);
  const items = itemsOf(inputsOf(paths, given.directory, options), options, inspectors, seen);
  for (const batch of batchesOf(items)) {
    for (const result of checkBatch(batch, work, scope)) note(seen, result);
    task.advance(batch.length);
  }
  for (const result of work.sets.finish()) note(seen, result);
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
    notices: [...judgement.notices, ...noticesOf(seen, options)],
  };
}

function enrich(
  findings: readonly Finding[],
  { baseline }: CheckOptions,
  now: Date,
): readonly Finding[] {
  const context = { now: now.toISOString() };
  const assessed = findings.map((finding) => ({ ...finding, risk: assess(finding, context) }));
  return baseline === undefined ? assessed : markNew(assessed, baseline);
}

function workOf(
  { secrets, shellcheck }: CheckOptions,
  inspectors: Inspectors,
  scope: Scope,
): BatchWork {
  const work = {
    inspectors,
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
