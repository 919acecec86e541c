import type { Violation } from '#contract/check.ts';
import { skipSpace } from '../characters.ts';
import { parseImageReference } from '../image-reference.ts';
import { parsePlatform } from '../platform.ts';
import type { ResolvedStage } from '../resolved.ts';
import type { DockerfileSubject } from '../subject.ts';
import { similar } from '../suggest.ts';
import { globalNames } from './all-hits.ts';
import { hitsOf, safeFix, violationsOf } from './violations.ts';

/** A variable in FROM that no global ARG declares. */
export function undefinedArgInFrom(subject: DockerfileSubject): readonly Violation[] {
  const names = globalNames(subject.file, subject.inputs);
  return violationsOf(subject, hitsOf(subject, 'UndefinedArgInFrom'), ({ detail }) => {
    const name = /'(.*?)'/.exec(detail)?.[1] ?? '';
    const like = similar(name, names);
    const meant = like === undefined ? '' : `; "${like}" is`;
    return { message: `"${name}" is not declared before the first FROM${meant}` };
  });
}

/** A base image that has no valid name unless the user gives a build argument. */
export function invalidDefaultArg(subject: DockerfileSubject): readonly Violation[] {
  return violationsOf(subject, hitsOf(subject, 'InvalidDefaultArgInFrom'), ({ instruction }) => {
    const image = instruction.kind === 'from' ? (instruction.image?.text ?? '') : '';
    return { message: `"${image}" is no image name with the defaults of its arguments` };
  });
}

/** `--platform=$TARGETPLATFORM`, which is the default. */
export function redundantPlatform(subject: DockerfileSubject): readonly Violation[] {
  const hits = hitsOf(subject, 'RedundantTargetPlatform');
  return violationsOf(subject, hits, ({ instruction }) => {
    const flag = instruction.flags.find(({ name }) => name === 'platform');
    const message = 'the platform of the target is the default';
    if (flag === undefined) return { message };
    const { text } = subject.file.source;
    const { start } = flag.span;
    const span = { start, end: skipSpace(text, flag.span.end) };
    return { message, fix: safeFix(subject, 'leave the platform out', { span, text: '' }) };
  });
}

/** A platform that is written down, so that a build for another one takes the wrong base. */
export function constantPlatform(subject: DockerfileSubject): readonly Violation[] {
  const hits = hitsOf(subject, 'FromPlatformFlagConstDisallowed');
  return violationsOf(subject, hits, ({ instruction }) => {
    const platform = instruction.kind === 'from' ? (instruction.platform?.text ?? '') : '';
    return { message: `the stage is always built for ${platform}` };
  });
}

/** A base image that was pulled for another platform, or whose name says that it is for another one. */
export function wrongBasePlatform(subject: DockerfileSubject): readonly Violation[] {
  const pulled = hitsOf(subject, 'InvalidBaseImagePlatform');
  return [
    ...violationsOf(subject, pulled, ({ detail }) => ({ message: detail })),
    ...subject.stages.flatMap((stage) => namedForOther(subject, stage)),
  ];
}

/** Namespaces of Docker Hub that hold the official images for one architecture each. */
const namespaces: ReadonlyMap<string, string> = new Map([
  ['amd64', 'amd64'],
  ['i386', '386'],
  ['arm32v5', 'arm'],
  ['arm32v6', 'arm'],
  ['arm32v7', 'arm'],
  ['arm64v8', 'arm64'],
  ['mips64le', 'mips64le'],
  ['ppc64le', 'ppc64le'],
  ['riscv64', 'riscv64'],
  ['s390x', 's390x'],
]);

function namedForOther(
  { rangeOf }: DockerfileSubject,
  { base, platform, image, label }: ResolvedStage,
): readonly Violation[] {
  if (base.kind !== 'image' || platform?.known !== true) return [];
  const namespace = parseImageReference(image.text)?.repository.split('/', 1)[0] ?? '';
  const architecture = namespaces.get(namespace);
  const parsed = parsePlatform(platform.text);
  if (architecture === undefined || 'error' in parsed) return [];
  if (parsed.platform.architecture === architecture) return [];
  const message = `"${image.text}" is for ${architecture}, the stage for ${platform.text}`;
  return [{ message, range: rangeOf(image.word.span), subject: label }];
}
