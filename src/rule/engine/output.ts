import type { Json } from '#model/json-value.ts';
import type { OutputPart, RuleDefinition } from '../ast.ts';
import { type ReaderOf, readerOfOperand } from './operand.ts';
import { escapeControls, jsonValue, printValue } from './print.ts';
import type { AnyEvent, FieldReader } from './value.ts';

/** An output format made ready. */
export interface Output {
  /** One line. A field without value is `<NA>`. */
  text(event: AnyEvent): string;
  /** Values of the fields that it names, by their text without `%`; those without value are null. */
  fields(event: AnyEvent): Readonly<Record<string, Json>>;
}

type Part = string | Token;
interface Token {
  readonly reader: FieldReader;
  readonly name: string;
  readonly width: number | undefined;
  readonly isField: boolean;
}

const widest = 1024;

/** Throws `input.malformed` for a field that does not exist. */
export function makeOutput(
  { output, extraFields = [] }: Pick<RuleDefinition, 'output' | 'extraFields'>,
  readerOf: ReaderOf,
): Output {
  const parts = output.map((part) => makePart(part, readerOf));
  const extra = extraFields.map(({ key, format, raw }) => ({
    key,
    raw,
    parts: format.map((part) => makePart(part, readerOf)),
  }));
  return {
    text: (event) => escapeControls(textOf(parts, event)),
    fields: (event) =>
      Object.fromEntries([
        ...fieldsOf(parts, event),
        ...extra.map((one): [string, Json] => [one.key, extraValue(one, event)]),
      ]),
  };
}

function makePart(part: OutputPart, readerOf: ReaderOf): Part {
  if (part.kind === 'text') return part.text;
  return {
    reader: readerOfOperand(part.operand, readerOf),
    name: nameOf(part.text),
    width: part.width,
    isField: part.operand.kind === 'field',
  };
}

function textOf(parts: readonly Part[], event: AnyEvent): string {
  return parts.map((part) => partText(part, event)).join('');
}

/** The value of the one field that it names, or text. */
function extraValue(
  { raw, parts }: { readonly raw: boolean; readonly parts: readonly Part[] },
  event: AnyEvent,
): Json {
  const only = parts.length === 1 ? parts[0] : undefined;
  if (!raw || only === undefined || typeof only === 'string') return textOf(parts, event);
  const value = only.reader.read(event);
  return value === undefined ? null : jsonValue(value);
}

function partText(part: Part, event: AnyEvent): string {
  if (typeof part === 'string') return part;
  const value = part.reader.read(event);
  const text = value === undefined ? '<NA>' : printValue(value, part.reader);
  return part.width === undefined ? text : fitted(text, Math.min(part.width, widest));
}

function fieldsOf(parts: readonly Part[], event: AnyEvent): readonly [string, Json][] {
  return parts.flatMap((part): [string, Json][] => {
    if (typeof part === 'string' || !part.isField) return [];
    const value = part.reader.read(event);
    return [[part.name, value === undefined ? null : jsonValue(value)]];
  });
}

/** Padded or cut to exactly so many characters. */
function fitted(text: string, width: number): string {
  return text.padEnd(width).slice(0, width);
}

function nameOf(token: string): string {
  return token.replace(/^%\d*/, '');
}
