import type { Violation } from '#contract/check.ts';
import type { Fix } from '#model/source-range.ts';
import type { DockerfileSubject } from '../subject.ts';
import type { Instruction } from '../tree.ts';
import { mostlyLower, wantedAs } from './head-rules.ts';
import { hitsOf, safeFix, violationsOf } from './violations.ts';

/** Stage names in other than small letters. */
export function stageNameCasing(subject: DockerfileSubject): readonly Violation[] {
  return violationsOf(subject, hitsOf(subject, 'StageNameCasing'), ({ instruction }) => {
    const name = instruction.kind === 'from' ? instruction.name : undefined;
    if (name === undefined) return undefined;
    const text = name.text.toLowerCase();
    return {
      message: `stage name "${name.text}" should be in small letters`,
      fix: safeFix(subject, `call the stage ${text}`, { span: name.span, text }),
    };
  });
}

/** `as` in another casing than FROM. */
export function fromAsCasing(subject: DockerfileSubject): readonly Violation[] {
  if (subject.fromHistory) return [];
  return violationsOf(subject, hitsOf(subject, 'FromAsCasing'), ({ instruction, span }) => {
    const as = instruction.kind === 'from' ? instruction.as : undefined;
    const text = as === undefined ? undefined : wantedAs(instruction.keyword, as.text);
    if (as === undefined || text === undefined) return undefined;
    return {
      message: `"${as.text}" is not in the casing of "${instruction.keyword}"`,
      fix: safeFix(subject, `write ${text}`, { span, text }),
    };
  });
}

/** MAINTAINER in place of a label. */
export function maintainerDeprecated(subject: DockerfileSubject): readonly Violation[] {
  const hits = hitsOf(subject, 'MaintainerDeprecated');
  return violationsOf(subject, hits, ({ instruction }) => {
    const value = instruction.kind === 'maintainer' ? instruction.value : undefined;
    const message = 'MAINTAINER is out of use';
    if (value === undefined || value.segments.length > 1) return { message };
    const keyword = instruction.keyword === instruction.keyword.toLowerCase() ? 'label' : 'LABEL';
    const text = `${keyword} org.opencontainers.image.authors=${doubleQuoted(value.text)}`;
    return { message, fix: safeFix(subject, 'make it a label', { span: instruction.span, text }) };
  });
}

function doubleQuoted(text: string): string {
  return `"${text.replace(/^"(.*)"$/s, '$1').replace(/["\\$]/g, '\\$&')}"`;
}

/** A comment before ARG or a stage that looks like its description and names something else. */
export function definitionDescription(subject: DockerfileSubject): readonly Violation[] {
  const hits = hitsOf(subject, 'InvalidDefinitionDescription');
  return violationsOf(subject, hits, ({ detail, instruction: { comments, firstLine } }) =>
    comments.at(-1)?.line === firstLine - 1 ? { message: detail } : undefined,
  );
}

/** Two stages of one name. */
export function duplicateStageName(subject: DockerfileSubject): readonly Violation[] {
  const hits = hitsOf(subject, 'DuplicateStageName');
  return violationsOf(subject, hits, ({ instruction }) => ({
    message: `an earlier stage is called "${nameOf(instruction)}" too`,
  }));
}

/** Stages called `scratch` or `context`. */
export function reservedStageName(subject: DockerfileSubject): readonly Violation[] {
  const hits = hitsOf(subject, 'ReservedStageName');
  return violationsOf(subject, hits, ({ instruction }) => ({
    message: `"${nameOf(instruction)}" means something else to the builder`,
  }));
}

function nameOf(instruction: Instruction): string {
  return instruction.kind === 'from' ? (instruction.name?.text ?? '') : '';
}

/** Keywords in another casing than most. */
export function instructionCasing(subject: DockerfileSubject): readonly Violation[] {
  if (subject.fromHistory) return [];
  const isLower = mostlyLower(
    subject.file.stages.flatMap(({ from, instructions }) => [from, ...instructions]),
  );
  return violationsOf(
    subject,
    hitsOf(subject, 'ConsistentInstructionCasing'),
    ({ instruction, span }) => {
      const { keyword } = instruction;
      const text = isLower ? keyword.toLowerCase() : keyword.toUpperCase();
      return {
        message: `"${keyword}" is not in the casing of the other instructions`,
        fix: safeFix(subject, `write ${text}`, { span, text }),
      };
    },
  );
}

/** Blank lines inside a continued instruction. */
export function emptyContinuation(subject: DockerfileSubject): readonly Violation[] {
  const { file } = subject;
  return file.problems.flatMap(({ code, span, instruction }) => {
    const owner = file.instructions[instruction ?? -1];
    if (code !== 'empty-continuation' || owner === undefined) return [];
    return [
      {
        message: 'a blank line stands inside a continued instruction',
        range: subject.rangeOf(span),
        fixes: [withoutBlankLines(subject, owner)],
      },
    ];
  });
}

function withoutBlankLines(subject: DockerfileSubject, { firstLine, line }: Instruction): Fix {
  const { text, lineStarts } = subject.file.source;
  const lastSegment = line.segments.at(-1);
  const end = lastSegment === undefined ? 0 : lastSegment.source + lastSegment.length;
  const edits = [];
  for (let at = firstLine; (lineStarts[at] ?? end) < end; at += 1) {
    const span = { start: lineStarts[at] ?? 0, end: lineStarts[at + 1] ?? text.length };
    if (text.slice(span.start, span.end).trim() === '') edits.push(subject.edit(span, ''));
  }
  return { title: 'remove the blank lines', safety: 'safe', edits };
}
