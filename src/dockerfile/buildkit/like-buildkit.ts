import { type IgnoreFile, parseDockerignore } from '../dockerignore.ts';
import { parseDockerfile } from '../parse.ts';
import { parsePlatform } from '../platform.ts';
import { resolveDockerfile } from '../resolve.ts';
import type {
  BuildError,
  BuildInputs,
  Expanded,
  ResolvedDockerfile,
  ResolvedStage,
  Step,
} from '../resolved.ts';
import { lineAt } from '../source-text.ts';
import { similar } from '../suggest.ts';
import type { Dockerfile } from '../tree.ts';
import { globalNames } from './all-hits.ts';
import { basePlatformHits, defaultArgHits, fromLineHits, type GlobalNames } from './from-rules.ts';
import { casingHits, readingHits, stageNameHits } from './head-rules.ts';
import type { BuildkitRule, Hit } from './hit.ts';
import {
  checkDirective,
  isOn,
  type LintOptions,
  parseLintOptions,
  withComments,
} from './lint-options.ts';
import { type StageTrack, startTrack, stepHits } from './step-rules.ts';

/** A warning of `docker build --check`. */
interface BuildkitWarning {
  readonly rule: BuildkitRule;
  /** First line of what it is about, from 1. */
  readonly line: number;
  /** BuildKit's sentence. */
  readonly detail: string;
}

/** What `docker build --check` says of a file, and why the build itself would fail. */
export interface BuildkitVerdict {
  readonly warnings: readonly BuildkitWarning[];
  readonly buildError?: string;
}

/** Inputs of a build, and whether all stages are checked, as `--check` without a target does. */
export interface BuildkitInputs extends BuildInputs {
  readonly allStages?: boolean;
}

/** The build argument that stands in for the directive `# check=`. */
const optionsArg = 'BUILDKIT_DOCKERFILE_CHECK';

interface Lint {
  readonly options: LintOptions;
  readonly warnings: BuildkitWarning[];
  /** Whether comments before an instruction count. */
  readonly ownComments: boolean;
}

/**
 * The warnings of `docker build --check`, in the order in which BuildKit comes to them, and the first error that ends a build
 * (moby/buildkit 73ed682). What only the files of the build context or a registry tell stays unknown, unless `inputs` say it.
 */
export function checkLikeBuildKit(
  input: Uint8Array | string,
  inputs: BuildkitInputs = {},
): BuildkitVerdict {
  const file = parseDockerfile(typeof input === 'string' ? Buffer.from(input) : input);
  const given = inputs.buildArgs?.get(optionsArg) ?? checkDirective(file) ?? '';
  const options = parseLintOptions(given);
  if (typeof options === 'string')
    return { warnings: [], buildError: `failed to parse check options: ${options}` };
  const lint: Lint = { options, warnings: [], ownComments: true };
  const { error, missing } = run(file, inputs, lint);
  const buildError = error ?? violations(lint) ?? missing;
  return { warnings: lint.warnings, ...(buildError !== undefined && { buildError }) };
}

/** How a build ends: an error of the file, or a file of the context that is not there. */
interface End {
  readonly error?: string | undefined;
  readonly missing?: string | undefined;
}

function run(file: Dockerfile, inputs: BuildkitInputs, lint: Lint): End {
  const syntax = file.problems.find(({ phase }) => phase === 'syntax');
  if (syntax !== undefined) return { error: syntax.message };
  for (const { code, message, span } of file.problems)
    if (code === 'empty-continuation' && isOn('NoEmptyContinuation', lint.options))
      lint.warnings.push({
        rule: 'NoEmptyContinuation',
        line: lineAt(file.source, span.start) + 1,
        detail: message,
      });
  const error = readingPhase(file, lint);
  return error === undefined ? evaluationPhase(file, inputs, lint) : { error };
}

/** `error=true` makes of warnings a failing build. */
function violations({ options, warnings }: Lint): string | undefined {
  if (!options.error || warnings.length === 0) return undefined;
  const rules = new Set(warnings.map(({ rule }) => rule));
  return `lint violation found for rules: ${[...rules].join(', ')}`;
}

function readingPhase(file: Dockerfile, lint: Lint): string | undefined {
  const refused = file.problems.find(({ phase }) => phase === 'instruction');
  const last = refused?.instruction ?? file.instructions.length - 1;
  for (const instruction of file.instructions.slice(0, last + 1))
    for (const hit of readingHits(instruction)) warn(lint, hit);
  if (refused === undefined) return undefined;
  const line = file.instructions[refused.instruction ?? -1]?.firstLine;
  if (line === undefined) return refused.message;
  return `dockerfile parse error on line ${line + 1}: ${refused.message}`;
}

function evaluationPhase(file: Dockerfile, inputs: BuildkitInputs, lint: Lint): End {
  const plain = { ...lint, ownComments: false };
  for (const hit of stageNameHits(file)) warn(plain, hit);
  for (const hit of casingHits(file)) warn(plain, hit);
  for (const hit of defaultArgHits(file, inputs)) warn(plain, hit);
  const resolved = resolveDockerfile(file, inputs);
  const head = resolved.errors.find(({ phase }) => phase === 'head');
  if (head !== undefined) return { error: head.message };
  const names = globalNames(file, inputs);
  for (const stage of resolved.stages) {
    const error = fromLine(stage, names, lint);
    if (error !== undefined) return { error };
  }
  const graph = resolved.errors.find(({ phase }) => phase === 'graph');
  const error = targetError(file, inputs) ?? graph?.message;
  return error === undefined ? stepPhase(resolved, inputs, lint) : { error };
}

function fromLine(stage: ResolvedStage, names: GlobalNames, lint: Lint): string | undefined {
  const { image, platform } = stage;
  for (const hit of fromLineHits(stage, names)) warn(lint, hit);
  if (image.error !== undefined) return image.error;
  if (image.text === '') return `base name (${image.word.text}) should not be blank`;
  return platform === undefined ? undefined : platformError(platform, names);
}

function platformError(platform: Expanded, names: GlobalNames): string | undefined {
  const { text, word, error } = platform;
  if (error !== undefined) return `failed to process arguments for platform ${text}: ${error}`;
  const parsed = parsePlatform(text);
  if (text !== '' && 'platform' in parsed) return undefined;
  const message =
    text === ''
      ? `empty platform value from expression ${word.text}`
      : `failed to parse platform ${word.text}: ${'error' in parsed ? parsed.error : ''}`;
  for (const { name } of platform.unset) {
    const like = similar(name, names);
    if (like !== undefined) return `${message} (did you mean ${like}?)`;
  }
  return message;
}

function targetError({ stages }: Dockerfile, { target }: BuildInputs): string | undefined {
  if (target === undefined || target === '') return undefined;
  const isKnown =
    stages.some(({ name }) => name === target.toLowerCase()) ||
    (/^\d{1,6}$/.test(target) && Number(target) < stages.length);
  return isKnown ? undefined : `target stage ${JSON.stringify(target)} could not be found`;
}

function stepPhase(
  { stages, errors }: ResolvedDockerfile,
  inputs: BuildkitInputs,
  lint: Lint,
): End {
  const { dockerignore, allStages = false } = inputs;
  const ignore = dockerignore === undefined ? undefined : parseDockerignore(dockerignore);
  const failures = new Map(errors.map((error) => [keyOf(error), error.message]));
  const tracks: StageTrack[] = [];
  const end: StageWork['end'] = {};
  for (const stage of stages) {
    const track = startTrack(stage.base.kind === 'stage' ? tracks[stage.base.index] : undefined);
    tracks.push(track);
    if (!stage.isReachable && !allStages) continue;
    for (const hit of basePlatformHits(stage, inputs)) warn({ ...lint, ownComments: false }, hit);
    stageSteps(stage, { lint, ignore, failures, track, end });
    if (end.error !== undefined) break;
  }
  return end;
}

interface StageWork {
  readonly lint: Lint;
  readonly ignore: IgnoreFile | undefined;
  /** Errors by `keyOf`. */
  readonly failures: ReadonlyMap<string, string>;
  readonly track: StageTrack;
  readonly end: { error?: string | undefined; missing?: string | undefined };
}

function stageSteps(stage: ResolvedStage, { lint, ignore, failures, track, end }: StageWork): void {
  for (const step of stage.steps) {
    const hits = [...stepHits(step, track, ignore)];
    for (const hit of hits) warnAt(lint, hit, step.inherited ? stage : undefined);
    end.missing ??= hits.map(missingFile).find((message) => message !== undefined);
    if (!step.inherited) end.error = failures.get(keyOfStep(step));
    if (end.error !== undefined) return;
  }
}

function keyOfStep({ stage, instruction }: Step): string {
  return keyOf({ stage, instruction: instruction.index });
}

function keyOf({ stage, instruction }: Pick<BuildError, 'stage' | 'instruction'>): string {
  return `${stage ?? ''} ${instruction ?? ''}`;
}

/** What an ONBUILD left is shown at the FROM that took it. */
function warnAt(lint: Lint, hit: Hit, heir: ResolvedStage | undefined): void {
  if (heir === undefined) warn(lint, hit);
  else warn({ ...lint, ownComments: false }, { ...hit, instruction: heir.stage.from });
}

function warn({ options, warnings, ownComments }: Lint, hit: Hit): void {
  const { rule, detail, instruction, by = instruction } = hit;
  const own = ownComments ? withComments(options, by.comments) : options;
  if (isOn(rule, own)) warnings.push({ rule, line: instruction.firstLine + 1, detail });
}

/** A file that the ignore file keeps from the context cannot be copied. */
function missingFile({ rule, detail }: Hit): string | undefined {
  if (rule !== 'CopyIgnoredFile') return undefined;
  const path = /file "(.+)" that/.exec(detail)?.[1] ?? '.';
  if (path === '.' || /[*?[]/.test(path)) return undefined;
  const rooted = path.startsWith('/') ? path : `/${path}`;
  return `failed to solve: failed to compute cache key: failed to calculate checksum of ref context "${rooted}": not found`;
}
