import { expandedWords, heredocTexts } from '../build-error.ts';
import { cleanPath, type IgnoreFile } from '../dockerignore.ts';
import type { CopyFacts, ExpandedPair, Step } from '../resolved.ts';
import type { Instruction } from '../tree.ts';
import type { Hit } from './hit.ts';

/** What was seen in a stage so far. */
export interface StageTrack {
  workdirSeen: boolean;
  readonly seen: Map<string, Instruction>;
}

/** A stage's start: only whether a WORKDIR was seen comes from the stage below. */
export function startTrack(below: StageTrack | undefined): StageTrack {
  return { workdirSeen: below?.workdirSeen === true, seen: new Map() };
}

/** Rules that BuildKit applies when it comes to a step. */
export function* stepHits(
  step: Step,
  track: StageTrack,
  ignore: IgnoreFile | undefined,
): Iterable<Hit> {
  const { instruction } = step;
  yield* undefinedHits(step);
  yield* pairHits(step);
  if (instruction.kind === 'workdir') yield* workdirHits(step, track);
  if (instruction.kind === 'cmd' || instruction.kind === 'entrypoint') {
    yield* repeatHits(instruction, track);
    yield* formHits(step);
  }
  if (instruction.kind === 'healthcheck') yield* repeatHits(instruction, track);
  if (step.copy !== undefined) yield* ignoredHits(step.copy, instruction, ignore);
  if (instruction.kind === 'expose') yield* portHits(step);
}

/** Arguments that never reach the environment. */
const scanArgs = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

function* undefinedHits(step: Step): Iterable<Hit> {
  const { instruction } = step;
  if (instruction.kind === 'expose') return;
  for (const word of [...expandedWords(step), ...heredocTexts(step)])
    for (const { name, similar } of word.unset.filter((each) => !scanArgs.has(each.name)))
      yield {
        rule: 'UndefinedVar',
        detail: `Usage of undefined variable '$${name}'${similar === undefined ? '' : ` (did you mean $${similar}?)`}`,
        instruction,
        span: word.word.span,
      };
}

function* pairHits({ instruction, pairs }: Step): Iterable<Hit> {
  const { kind } = instruction;
  if (kind !== 'env' && kind !== 'label' && kind !== 'arg') return;
  for (const pair of pairs) {
    if (pair.legacy) yield legacyHit(instruction, pair);
    if (kind !== 'label' && isSecretName(pair.key.text))
      yield {
        rule: 'SecretsUsedInArgOrEnv',
        detail: `Do not use ARG or ENV instructions for sensitive data (${kind.toUpperCase()} ${JSON.stringify(pair.key.text)})`,
        instruction,
        span: pair.span,
      };
  }
}

function legacyHit(instruction: Instruction, { span }: ExpandedPair): Hit {
  const name = instruction.keyword;
  return {
    rule: 'LegacyKeyValueFormat',
    detail: `"${name} key=value" should be used instead of legacy "${name} key value" format`,
    instruction,
    span,
  };
}

const secretWords = new Set(
  'apikey auth credential credentials key password pword passwd secret token'.split(' '),
);
const harmlessWords = new Set(['public', 'file', 'version']);

/** Whether a word of the name, between underscores, speaks of a secret, and none takes it back. */
export function isSecretName(name: string): boolean {
  const words = name.toLowerCase().split('_');
  return (
    words.some((word) => secretWords.has(word)) && !words.some((word) => harmlessWords.has(word))
  );
}

function* workdirHits({ instruction, words }: Step, track: StageTrack): Iterable<Hit> {
  const path = words[0]?.text ?? '';
  // A drive letter is a relative name on Linux.
  if (!track.workdirSeen && !path.startsWith('/'))
    yield {
      rule: 'WorkdirRelativePath',
      detail: `Relative workdir ${JSON.stringify(path)} can have unexpected results if the base image changes`,
      instruction,
      span: words[0]?.word.span ?? instruction.span,
    };
  track.workdirSeen = true;
}

/** It is the earlier one that counts for nothing. */
function* repeatHits(instruction: Instruction, track: StageTrack): Iterable<Hit> {
  const earlier = track.seen.get(instruction.kind);
  if (earlier !== undefined)
    yield {
      rule: 'MultipleInstructionsDisallowed',
      detail: `Multiple ${instruction.keyword} instructions should not be used in the same stage because only the last one will be used`,
      instruction: earlier,
      by: instruction,
      span: earlier.span,
    };
  track.seen.set(instruction.kind, instruction);
}

function* formHits({ instruction, shell }: Step): Iterable<Hit> {
  if (instruction.kind !== 'cmd' && instruction.kind !== 'entrypoint') return;
  const isNamed =
    shell.step !== undefined || (shell.known && shell.value.join(' ') !== '/bin/sh -c');
  if (instruction.command.form === 'exec' || isNamed) return;
  yield {
    rule: 'JSONArgsRecommended',
    detail: `JSON arguments recommended for ${instruction.keyword} to prevent unintended behavior related to OS signals`,
    instruction,
    span: instruction.span,
  };
}

function* ignoredHits(
  copy: CopyFacts,
  instruction: Instruction,
  ignore: IgnoreFile | undefined,
): Iterable<Hit> {
  if (ignore === undefined || ignore.hasExceptions || copy.from !== undefined) return;
  for (const { kind, text } of copy.sources) {
    if (kind !== 'path') continue;
    const path = cleanPath(text.text);
    if (!isLeftOut(path, ignore)) continue;
    yield {
      rule: 'CopyIgnoredFile',
      detail: `Attempting to ${instruction.kind === 'add' ? 'Add' : 'Copy'} file ${JSON.stringify(path)} that is excluded by .dockerignore`,
      instruction,
      span: text.word.span,
    };
  }
}

const everything = new Set(['*', '**', '**/*']);

function isLeftOut(path: string, ignore: IgnoreFile): boolean {
  const isRoot = path === '.' || path === '/';
  if (isRoot && !ignore.patterns.some(({ text }) => everything.has(text))) return false;
  return ignore.excludes(path);
}

function* portHits({ instruction, words, ports }: Step): Iterable<Hit> {
  const spans = new Map(words.map((word) => [word.text, word.word.span]));
  const sorted = ports.toSorted((a, b) => (a.text < b.text ? -1 : 1));
  for (const { text, writtenProtocol = '', address, hostPort } of sorted) {
    const place = { instruction, span: spans.get(text) ?? instruction.span };
    if (writtenProtocol !== writtenProtocol.toLowerCase())
      yield {
        rule: 'ExposeProtoCasing',
        detail: `Defined protocol '${text}' in EXPOSE instruction should be lowercase`,
        ...place,
      };
    if (address !== undefined || hostPort !== undefined)
      yield {
        rule: 'ExposeInvalidFormat',
        detail: `EXPOSE instruction should not define an IP address or host-port mapping, found '${text}'`,
        ...place,
      };
  }
}
