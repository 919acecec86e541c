import type { ImageFacts } from '#model/artifact.ts';
import { historyInstruction } from './history-entry.ts';
import { parseDockerfile } from './parse.ts';
import { type DockerfileSubject, subjectOf } from './subject.ts';
import type { Dockerfile, Instruction } from './tree.ts';

/** A Dockerfile rebuilt from the history of an image. */
export interface HistoryFile {
  /** Instructions as they would stand in a file, `FROM` first. */
  readonly text: string;
  readonly file: Dockerfile;
  /** Number in `ImageFacts.history` of each instruction of `file`; `undefined` for those that no step made. */
  readonly steps: readonly (number | undefined)[];
  /** Steps whose text no known builder writes: numbers in the history. */
  readonly unknown: readonly number[];
}

/** Longest text of a step that is looked at, and how many steps. */
const maxStep = 65_536;
const maxSteps = 4096;

/**
 * The steps of an image as instructions: texts of the classic builder, BuildKit and Buildah are understood. The first
 * `baseSteps` belong to the base image and are left out; the configuration beats the history for the user and the health
 * check.
 */
export function instructionsOfHistory(
  image: Pick<ImageFacts, 'history' | 'user' | 'healthcheck' | 'annotations'>,
  { baseSteps = 0 }: { readonly baseSteps?: number } = {},
): HistoryFile {
  const parts: Part[] = [{ text: fromLine(image, baseSteps), step: undefined }];
  const unknown: number[] = [];
  for (const [step, entry] of image.history.slice(0, maxSteps).entries()) {
    if (step < baseSteps) continue;
    const text = historyInstruction((entry.createdBy ?? '').slice(0, maxStep));
    if (text === undefined) unknown.push(step);
    else if (text !== '') parts.push({ text, step });
  }
  const built = assemble(parts);
  const corrections = correctionsOf(built.file, image);
  const final = corrections.length === 0 ? built : assemble([...parts, ...corrections]);
  return { ...final, unknown };
}

/** The same as a subject for checks. */
export function historySubject(history: HistoryFile): DockerfileSubject {
  return subjectOf(history.file, {}, { fromHistory: true });
}

interface Part {
  readonly text: string;
  readonly step: number | undefined;
}

function fromLine({ annotations }: Pick<ImageFacts, 'annotations'>, baseSteps: number): string {
  const name = annotations['org.opencontainers.image.base.name'] ?? '';
  const isName = /^[\w][\w./:@-]{0,500}$/.test(name);
  return baseSteps > 0 && isName ? `FROM ${name}` : 'FROM scratch';
}

function assemble(parts: readonly Part[]): Omit<HistoryFile, 'unknown'> {
  const text = `${parts.map((part) => part.text).join('\n')}\n`;
  const file = parseDockerfile(Buffer.from(text));
  const byLine = new Map<number, number | undefined>();
  let line = 0;
  for (const part of parts) {
    byLine.set(line, part.step);
    line += part.text.split('\n').length;
  }
  return { text, file, steps: file.instructions.map((one) => stepOf(one, byLine)) };
}

function stepOf(
  { firstLine }: Instruction,
  byLine: ReadonlyMap<number, number | undefined>,
): number | undefined {
  return byLine.get(firstLine);
}

/** What the configuration says otherwise than the steps. */
function correctionsOf(
  file: Dockerfile,
  { user = '', healthcheck = [] }: Pick<ImageFacts, 'user' | 'healthcheck'>,
): readonly Part[] {
  const { target } = subjectOf(file);
  return [
    ...userLine(user, target?.user?.value),
    ...(target?.healthcheck === undefined ? healthcheckLine(healthcheck) : []),
  ];
}

function userLine(user: string, stated = ''): readonly Part[] {
  if (user === stated || !/^[^\s"'\\$]+$/.test(user)) return [];
  return [{ text: `USER ${user}`, step: undefined }];
}

function healthcheckLine([type, ...words]: readonly string[]): readonly Part[] {
  if (type === undefined) return [];
  const text = type === 'NONE' ? 'NONE' : `CMD ${JSON.stringify(words)}`;
  return [{ text: `HEALTHCHECK ${text}`, step: undefined }];
}
