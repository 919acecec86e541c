import { CaissonError } from '#kit/error.ts';
import type { FieldOperand, Operand, TransformerArgument, TransformerOperand } from '../ast.ts';
import { foldAscii, raiseAscii } from './glob.ts';
import { parseOptionString, readOption, readOptions } from './option.ts';
import {
  type AnyEvent,
  type FieldReader,
  type FieldValue,
  isListType,
  type Scalar,
} from './value.ts';

/** Finds the reader of a field; `undefined` when there is none. Throws `input.malformed` for a bad argument. */
export type ReaderOf = (field: FieldOperand) => FieldReader | undefined;

/** The reader of a field or of what a transformer makes of it. Throws `input.malformed`. */
export function readerOfOperand(operand: Operand, readerOf: ReaderOf): FieldReader {
  if (operand.kind === 'transformer') return transformed(operand, readerOf);
  const reader = readerOf(operand);
  if (reader === undefined)
    throw new CaissonError('input.malformed', `there is no field "${operand.name}"`);
  return reader;
}

/** Decimal text of numbers, the others as they are. */
export function scalarText(value: Scalar): string {
  return typeof value === 'string' ? value : String(value);
}

function transformed(operand: TransformerOperand, readerOf: ReaderOf): FieldReader {
  const readers = operand.arguments.map((argument) => argumentReader(argument, readerOf));
  const [first, second] = readers;
  if (first === undefined) throw wrong(operand, 'needs an argument');
  if (operand.name === 'concat') return concatenated(readers);
  if (operand.name === 'join') return joined(first, needed(operand, second));
  if (operand.name === 'getopt') return optioned(operand, first, needed(operand, second));
  if (operand.name === 'val') return first;
  if (operand.name === 'len') return { type: 'unsigned', read: lengthOf(first) };
  const change = changes.get(operand.name);
  if (change === undefined) throw wrong(operand, 'is no transformer');
  return { type: first.type, read: mapped(first, change) };
}

const changes: ReadonlyMap<string, (text: string) => string | undefined> = new Map<
  string,
  (text: string) => string | undefined
>([
  ['tolower', foldAscii],
  ['toupper', raiseAscii],
  ['basename', (text: string) => text.slice(text.lastIndexOf('/') + 1)],
  ['b64', decodeBase64],
]);

/** Padding may be left out; no value for what is not base64. */
function decodeBase64(text: string): string | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text)
    ? Buffer.from(text, 'base64').toString('latin1')
    : undefined;
}

function argumentReader(argument: TransformerArgument, readerOf: ReaderOf): FieldReader {
  if (argument.kind === 'string') return { type: 'string', read: () => argument.text };
  if (argument.kind === 'number') return { type: 'unsigned', read: () => argument.text };
  if (argument.kind !== 'list') return readerOfOperand(argument, readerOf);
  const readers = argument.items.map((item) => argumentReader(item, readerOf));
  return { type: 'string-list', read: (event) => all(readers, event) };
}

/** `undefined` as soon as one has no value. */
function all(readers: readonly FieldReader[], event: AnyEvent): readonly string[] | undefined {
  const values: string[] = [];
  for (const reader of readers) {
    const value = reader.read(event);
    if (value === undefined) return undefined;
    values.push(...textsOf(value));
  }
  return values;
}

function textsOf(value: FieldValue): readonly string[] {
  if (typeof value === 'object') return value.map(scalarText);
  return [scalarText(value)];
}

function concatenated(readers: readonly FieldReader[]): FieldReader {
  return { type: 'string', read: (event) => all(readers, event)?.join('') };
}

function joined(separator: FieldReader, list: FieldReader): FieldReader {
  return {
    type: 'string',
    read: (event) => {
      const between = separator.read(event);
      const values = list.read(event);
      if (between === undefined || values === undefined) return undefined;
      return textsOf(values).join(textsOf(between)[0] ?? '');
    },
  };
}

function optioned(
  operand: TransformerOperand,
  words: FieldReader,
  options: FieldReader,
): FieldReader {
  const wanted = operand.selector;
  return {
    type: wanted === undefined ? 'string-list' : 'string',
    read: (event) => {
      const given = words.read(event);
      const allowed = options.read(event);
      if (given === undefined || allowed === undefined) return undefined;
      const known = parseOptionString(textsOf(allowed)[0] ?? '');
      if (wanted === undefined) return readOptions(textsOf(given), known);
      return readOption(textsOf(given), known, wanted);
    },
  };
}

/** Strings count to their first NUL, buffers do not, lists by members. */
function lengthOf(reader: FieldReader): FieldReader['read'] {
  return (event) => {
    const value = reader.read(event);
    if (value === undefined) return undefined;
    if (typeof value === 'object') return value.length;
    const text = scalarText(value);
    const end = reader.type === 'bytes' ? -1 : text.indexOf('\0');
    return end < 0 ? text.length : end;
  };
}

function mapped(
  reader: FieldReader,
  change: (text: string) => string | undefined,
): FieldReader['read'] {
  const isList = isListType(reader.type);
  return (event) => {
    const value = reader.read(event);
    if (value === undefined) return undefined;
    if (isList || typeof value === 'object')
      return textsOf(value).flatMap((text) => change(text) ?? []);
    return change(scalarText(value));
  };
}

function needed(operand: TransformerOperand, reader: FieldReader | undefined): FieldReader {
  if (reader === undefined) throw wrong(operand, 'needs a second argument');
  return reader;
}

function wrong(operand: TransformerOperand, why: string): CaissonError {
  return new CaissonError('input.malformed', `"${operand.name}" ${why}`);
}
