import { bytesOfText } from '#kit/byte-string.ts';
import type { FieldOperand, Operand, TransformerArgument, TransformerOperand } from '../ast.ts';
import type { ConditionReader } from './condition-reader.ts';

/** What stands before a bracket at once: `tolower(`. */
const transformers = [
  'tolower',
  'toupper',
  'b64',
  'basename',
  'len',
  'join',
  'concat',
  'getopt',
] as const;

/** Names for messages, in the order of Falco's. */
export const transformerList = ['val', ...transformers].map((name) => `'${name}'`).join(', ');

/** A field or a transformer at the place of the reader, if one stands there. */
export function tryParseOperand(reader: ConditionReader): Operand | undefined {
  const at = reader.at;
  const name = reader.takeFieldName();
  if (name !== undefined) return parseFieldRest(reader, name, at);
  return tryParseTransformer(reader);
}

/** A transformer with its arguments, if one stands there. */
export function tryParseTransformer(reader: ConditionReader): TransformerOperand | undefined {
  const at = reader.at;
  const name = transformers.find((one) => reader.take(`${one}(`));
  if (name === undefined) return undefined;
  return reader.nested(() => {
    const found = parseArguments(reader);
    if (!reader.take(')')) reader.fail("expected a ')' token closing the transformer");
    const selector = parseBrackets(reader);
    return {
      kind: 'transformer',
      name,
      arguments: found,
      at,
      ...(selector !== undefined && { selector }),
    };
  });
}

/** What follows the name of a field: nothing, or an argument in brackets at once. */
export function parseFieldRest(reader: ConditionReader, name: string, at: number): FieldOperand {
  return reader.nested(() => {
    const argument = parseBrackets(reader);
    return { kind: 'field', name, at, ...(argument !== undefined && { argument }) };
  });
}

/** The byte string in `[…]`, if a bracket stands here. */
export function parseBrackets(reader: ConditionReader): string | undefined {
  if (!reader.take('[')) return undefined;
  const quoted = reader.takeQuoted();
  const bare = quoted === undefined ? reader.takeBareArgument() : undefined;
  const argument = quoted ?? (bare === undefined ? undefined : bytesOfText(bare));
  if (argument === undefined)
    return reader.fail('expected a valid field argument: a quoted string or a bare string');
  if (!reader.take(']')) reader.fail("expected a ']' token");
  return argument;
}

function parseArguments(reader: ConditionReader): readonly TransformerArgument[] {
  const found: TransformerArgument[] = [];
  do {
    reader.blank();
    found.push(reader.nested(() => parseArgument(reader)));
    reader.blank();
  } while (reader.take(','));
  return found;
}

function parseArgument(reader: ConditionReader): TransformerArgument {
  const at = reader.at;
  const constant = tryParseConstant(reader);
  if (constant !== undefined) return constant;
  if (reader.take('(')) return { kind: 'list', items: parseListItems(reader), at };
  const operand = tryParseOperand(reader);
  if (operand !== undefined) return operand;
  return reader.fail(
    'expected field transformer argument: field, transformer, quoted string, number, or transformer list',
  );
}

function tryParseConstant(reader: ConditionReader): TransformerArgument | undefined {
  const at = reader.at;
  const number = reader.takeNumber();
  if (number !== undefined) return { kind: 'number', text: number, at };
  const text = reader.takeQuoted();
  return text === undefined ? undefined : { kind: 'string', text, at };
}

/** Items behind an opening bracket, up to and with the closing one. Lists do not nest. */
function parseListItems(reader: ConditionReader): readonly TransformerArgument[] {
  const items: TransformerArgument[] = [];
  reader.blank();
  if (reader.take(')')) return items;
  do {
    reader.blank();
    items.push(parseListItem(reader));
    reader.blank();
  } while (reader.take(','));
  if (!reader.take(')')) reader.fail("expected ')'");
  return items;
}

function parseListItem(reader: ConditionReader): TransformerArgument {
  const item = tryParseOperand(reader) ?? tryParseConstant(reader);
  if (item !== undefined) return item;
  return reader.fail(
    'expected transformer list argument: field, transformer, quoted string, or number',
  );
}
