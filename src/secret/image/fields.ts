import type { Attestation } from '#contract/source.ts';
import { isRecord } from '#kit/json.ts';
import type { ImageFacts } from '#model/artifact.ts';
import { valuesOfHistory } from './build-arguments.ts';

/** A text of the image's own description. `name` says what its value is for. */
export interface ImageField {
  readonly path: string;
  readonly text: string;
  readonly name?: string;
}

const mostFields = 50_000;
const deepestDocument = 64;
const longestText = 1 << 20;

/** Everything of the configuration, the history and the annotations that a person or a builder wrote. */
export function* fieldsOfImage(image: ImageFacts): Iterable<ImageField> {
  for (const [index, entry] of image.env.entries())
    yield assignmentField(`config.Env[${index}]`, entry);
  yield* recordFields('config.Labels', image.labels);
  yield* recordFields('annotations', image.annotations);
  const lists = {
    Cmd: image.command,
    Entrypoint: image.entrypoint,
    'Healthcheck.Test': image.healthcheck ?? [],
    OnBuild: image.onBuild ?? [],
    Shell: image.shell ?? [],
    Volumes: image.volumes,
  };
  for (const [name, list] of Object.entries(lists))
    for (const [index, text] of list.entries()) {
      yield { path: `config.${name}[${index}]`, text };
      if (name === 'OnBuild') yield* historyValues(`config.${name}[${index}]`, text);
    }
  yield* argumentPairs('config.Cmd', image.command);
  yield* argumentPairs('config.Entrypoint', image.entrypoint);
  yield* historyFields(image);
  if (image.author !== undefined) yield { path: 'author', text: image.author };
}

/** Texts of provenance and other statements, with the name of the member that holds them. */
export function* fieldsOfAttestations(attestations: readonly Attestation[]): Iterable<ImageField> {
  let left = mostFields;
  for (const [index, { statement }] of attestations.entries())
    for (const field of textsIn(statement, `attestations[${index}]`, undefined, 0)) {
      left -= 1;
      if (left < 0) return;
      yield field;
    }
}

function* historyFields(image: ImageFacts): Iterable<ImageField> {
  for (const [index, { createdBy, comment, author }] of image.history.entries()) {
    const path = `history[${index}]`;
    if (createdBy !== undefined) {
      yield { path, text: createdBy };
      yield* historyValues(path, createdBy);
    }
    for (const text of [comment, author]) if (text !== undefined) yield { path, text };
  }
}

function* historyValues(path: string, text: string): Iterable<ImageField> {
  for (const { name, value } of valuesOfHistory(text)) yield { path, text: value, name };
}

function* recordFields(
  path: string,
  record: Readonly<Record<string, string>>,
): Iterable<ImageField> {
  for (const [name, text] of Object.entries(record))
    yield { path: `${path}[${JSON.stringify(name)}]`, text, name };
}

/** `--password x` as two arguments. */
function* argumentPairs(path: string, list: readonly string[]): Iterable<ImageField> {
  for (const [index, text] of list.entries()) {
    const name = /^--?([A-Za-z][\w-]{1,60})$/.exec(list[index - 1] ?? '')?.[1];
    const joined = /^--?([A-Za-z][\w-]{1,60})=(.{1,4096})$/s.exec(text);
    if (joined !== null)
      yield { path: `${path}[${index}]`, text: joined[2] ?? '', name: joined[1] ?? '' };
    else if (name !== undefined && !text.startsWith('-'))
      yield { path: `${path}[${index}]`, text, name };
  }
}

function assignmentField(path: string, entry: string): ImageField {
  const split = entry.indexOf('=');
  if (split < 1) return { path, text: entry };
  return { path, text: entry.slice(split + 1), name: entry.slice(0, split) };
}

function* textsIn(
  value: unknown,
  path: string,
  name: string | undefined,
  depth: number,
): Iterable<ImageField> {
  if (depth > deepestDocument) return;
  if (typeof value === 'string') {
    const text = value.slice(0, longestText);
    yield name === undefined ? { path, text } : { path, text, name };
  } else if (Array.isArray(value)) {
    for (const [index, part] of value.entries())
      yield* textsIn(part, `${path}[${index}]`, undefined, depth + 1);
  } else if (isRecord(value)) {
    for (const [key, part] of Object.entries(value))
      yield* textsIn(
        part,
        `${path}.${key.slice(0, 128)}`,
        key.replace(/^build-arg:/, ''),
        depth + 1,
      );
  }
}
