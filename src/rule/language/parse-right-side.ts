import { bytesOfText } from '#kit/byte-string.ts';
import type { ListItem, RightSide } from '../ast.ts';
import type { ConditionReader } from './condition-reader.ts';
import {
  parseBrackets,
  parseFieldRest,
  transformerList,
  tryParseTransformer,
} from './parse-operand.ts';

/** Right of `<` and its like: a number or a field. */
export function parseNumberSide(reader: ConditionReader): RightSide {
  return reader.nested(() => {
    reader.blank();
    const operand = tryParseOperandSide(reader);
    if (operand !== undefined) return operand;
    const at = reader.at;
    const number = reader.takeNumber();
    if (number !== undefined) return { kind: 'number', text: number, at };
    return reader.fail(
      `expected a number value or a field with a valid transformer: ${transformerList}`,
    );
  });
}

/** Right of `=` and the operators that are words: a text or a field. */
export function parseTextSide(reader: ConditionReader): RightSide {
  return reader.nested(() => {
    reader.blank();
    const found = tryParseOperandSide(reader) ?? tryParseText(reader);
    if (found !== undefined) return found;
    return reader.fail(
      `expected a string value or a field with a valid transformer: ${transformerList}`,
    );
  });
}

/** Right of `in` and its like: a list in brackets, a field, or the name of a list. */
export function parseListSide(reader: ConditionReader): RightSide {
  return reader.nested(() => {
    reader.blank();
    const found = tryParseList(reader) ?? tryParseOperandSide(reader) ?? tryParseListName(reader);
    if (found !== undefined) return found;
    return reader.fail(
      `expected a list, an identifier, or a field with a valid transformer: ${transformerList}`,
    );
  });
}

/** Behind `anyof` and its like: no field may stand here. */
export function parseModifiedSide(reader: ConditionReader): RightSide {
  return reader.nested(() => {
    reader.blank();
    return (
      tryParseList(reader) ??
      tryParseListName(reader) ??
      reader.fail('expected a list or an identifier')
    );
  });
}

function tryParseText(reader: ConditionReader): RightSide | undefined {
  const at = reader.at;
  const quoted = reader.takeQuoted();
  if (quoted !== undefined) return { kind: 'text', text: quoted, quoted: true, at };
  const bare = reader.takeBareText();
  if (bare === undefined) return undefined;
  return { kind: 'text', text: bytesOfText(bare), quoted: false, at };
}

function tryParseListName(reader: ConditionReader): RightSide | undefined {
  const at = reader.at;
  const name = reader.takeIdentifier();
  return name === undefined ? undefined : { kind: 'list-name', name, at };
}

function tryParseList(reader: ConditionReader): RightSide | undefined {
  const at = reader.at;
  if (!reader.take('(')) return undefined;
  const items = parseItems(reader);
  if (!reader.take(')')) reader.fail("expected a ')' token");
  return { kind: 'list', items, at };
}

/** What is no item at the start makes the list an empty one, whose end is then missing. */
function parseItems(reader: ConditionReader): readonly ListItem[] {
  const items: ListItem[] = [];
  reader.blank();
  const first = tryParseItem(reader);
  if (first === undefined) return items;
  items.push(first);
  reader.blank();
  while (reader.take(',')) {
    items.push(tryParseItem(reader) ?? reader.fail('expected a string value'));
    reader.blank();
  }
  return items;
}

function tryParseItem(reader: ConditionReader): ListItem | undefined {
  return reader.nested(() => {
    reader.blank();
    const found = tryParseText(reader);
    if (found?.kind !== 'text') return undefined;
    return { text: found.text, at: found.at, ...(found.quoted && { quoted: true }) };
  });
}

/** `val(field)` or a transformer. */
function tryParseOperandSide(reader: ConditionReader): RightSide | undefined {
  return reader.nested(() => {
    reader.blank();
    const at = reader.at;
    if (reader.take('val(')) return parseValue(reader, at);
    const operand = tryParseTransformer(reader);
    return operand === undefined ? undefined : { kind: 'operand', operand, at };
  });
}

function parseValue(reader: ConditionReader, at: number): RightSide {
  reader.blank();
  const fieldAt = reader.at;
  const name = reader.takeFieldName();
  if (name === undefined) return reader.fail("expected a field within 'val' transformer");
  const field = parseFieldRest(reader, name, fieldAt);
  reader.blank();
  if (!reader.take(')')) reader.fail("expected a ')' token closing the transformer");
  const selector = parseBrackets(reader);
  if (selector === undefined) return { kind: 'operand', operand: field, at };
  // Accepted by the grammar only; the types refuse it.
  const operand = {
    kind: 'transformer',
    name: 'val',
    arguments: [field],
    selector,
    at,
  } as const;
  return { kind: 'operand', operand, at };
}
