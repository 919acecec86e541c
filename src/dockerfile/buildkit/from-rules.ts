import { parseImageReference } from '../image-reference.ts';
import { lex } from '../lexer.ts';
import { parsePlatform } from '../platform.ts';
import { resolveDockerfile } from '../resolve.ts';
import type { BuildInputs, Expanded, ResolvedDockerfile, ResolvedStage } from '../resolved.ts';
import { similar } from '../suggest.ts';
import type { Dockerfile } from '../tree.ts';
import type { Hit } from './hit.ts';

/** Names that FROM may use: predefined and global arguments. */
export type GlobalNames = ReadonlySet<string>;

/** Base images whose name is wrong when the user gives no build argument. */
export function* defaultArgHits(file: Dockerfile, inputs: BuildInputs): Iterable<Hit> {
  const { resolved, failed } = withDefaults(file, inputs);
  if (failed) return;
  for (const { stage, image } of resolved.stages) {
    if (image.error !== undefined) return;
    if (parseImageReference(image.text) !== undefined) continue;
    yield {
      rule: 'InvalidDefaultArgInFrom',
      detail: `Default value for ARG ${image.word.text} results in empty or invalid base image name`,
      instruction: stage.from,
      span: image.word.span,
    };
  }
}

/** The FROM lines alone, without build arguments. */
function withDefaults(
  file: Dockerfile,
  inputs: BuildInputs,
): { readonly resolved: ResolvedDockerfile; readonly failed: boolean } {
  const stages = file.stages.map((stage) => ({ ...stage, instructions: [] }));
  const resolved = resolveDockerfile({ ...file, stages }, { ...inputs, buildArgs: new Map() });
  return { resolved, failed: resolved.errors.some(({ phase }) => phase === 'head') };
}

/** Rules about one FROM line. */
export function* fromLineHits(
  { stage, platform, image }: ResolvedStage,
  names: GlobalNames,
): Iterable<Hit> {
  const { from } = stage;
  yield* undeclared(image, from, names);
  if (platform === undefined) return;
  yield* undeclared(platform, from, names);
  if (isTargetPlatform(platform))
    yield {
      rule: 'RedundantTargetPlatform',
      detail: `Setting platform to predefined ${platform.word.text} in FROM is redundant as this is the default behavior`,
      instruction: from,
      span: platform.word.span,
    };
  if (isConstant(platform, stage.name ?? ''))
    yield {
      rule: 'FromPlatformFlagConstDisallowed',
      detail: `FROM --platform flag should not use constant value ${JSON.stringify(platform.text)}`,
      instruction: from,
      span: platform.word.span,
    };
}

function* undeclared(
  { unset, word }: Expanded,
  instruction: ResolvedStage['stage']['from'],
  names: GlobalNames,
): Iterable<Hit> {
  for (const { name } of unset) {
    if (names.has(name)) continue;
    const like = similar(name, names);
    yield {
      rule: 'UndefinedArgInFrom',
      detail: `FROM argument '${name}' is not declared${like === undefined ? '' : ` (did you mean ${like}?)`}`,
      instruction,
      span: word.span,
    };
  }
}

/** Nothing but the one variable. */
function isTargetPlatform({ variables, unset, word }: Expanded): boolean {
  if (variables.length !== 1 || variables[0] !== 'TARGETPLATFORM' || unset.length > 0) return false;
  const probe = lex(word, { escape: '\\', lookup: () => '\0' });
  return probe.value.text === '\0';
}

function isConstant({ variables, text }: Expanded, stageName: string): boolean {
  if (variables.length > 0) return false;
  const parsed = parsePlatform(text);
  if ('error' in parsed) return false;
  const { os, architecture } = parsed.platform;
  return !stageName.includes(os) && !stageName.includes(architecture);
}

/** A base image that was pulled for another platform. */
export function* basePlatformHits(
  { base, platform, image, stage }: ResolvedStage,
  inputs: BuildInputs,
): Iterable<Hit> {
  if (base.kind !== 'image' || base.facts?.platform === undefined) return;
  const pulled = base.facts.platform;
  const expected = platform?.text ?? inputs.platform ?? 'linux/amd64';
  if (isSameMachine(expected, pulled)) return;
  yield {
    rule: 'InvalidBaseImagePlatform',
    detail: `Base image ${image.text} was pulled with platform ${JSON.stringify(pulled)}, expected ${JSON.stringify(expected)} for current build`,
    instruction: stage.from,
    span: image.word.span,
  };
}

/** Whether two platforms have the same system and architecture; what is no platform is left alone. */
function isSameMachine(one: string, other: string): boolean {
  const [a, b] = [parsePlatform(one), parsePlatform(other)];
  if ('error' in a || 'error' in b) return true;
  return a.platform.os === b.platform.os && a.platform.architecture === b.platform.architecture;
}
