import type { Span } from '../source-text.ts';
import type { Instruction } from '../tree.ts';

/** The checks of `docker build --check` (BuildKit `frontend/dockerfile/linter`). */
const buildkitRules = [
  'StageNameCasing',
  'FromAsCasing',
  'NoEmptyContinuation',
  'ConsistentInstructionCasing',
  'DuplicateStageName',
  'ReservedStageName',
  'JSONArgsRecommended',
  'MaintainerDeprecated',
  'UndefinedArgInFrom',
  'WorkdirRelativePath',
  'UndefinedVar',
  'MultipleInstructionsDisallowed',
  'LegacyKeyValueFormat',
  'InvalidBaseImagePlatform',
  'RedundantTargetPlatform',
  'SecretsUsedInArgOrEnv',
  'InvalidDefaultArgInFrom',
  'FromPlatformFlagConstDisallowed',
  'CopyIgnoredFile',
  'InvalidDefinitionDescription',
  'ExposeProtoCasing',
  'ExposeInvalidFormat',
] as const;
export type BuildkitRule = (typeof buildkitRules)[number];

/** Rules that only run when they are asked for. */
export const experimentalRules: ReadonlySet<string> = new Set(['InvalidDefinitionDescription']);

/** A rule that holds at a place. */
export interface Hit {
  readonly rule: BuildkitRule;
  /** BuildKit's sentence. */
  readonly detail: string;
  readonly instruction: Instruction;
  /** The instruction that brought it to light, where that is another one: its comments count. */
  readonly by?: Instruction;
  /** The very words that it is about. */
  readonly span: Span;
}
