import type { FieldFacts, Operand, OutputPart } from '../ast.ts';
import { fieldFacts } from '../fields/fields.ts';
import { ConditionError } from './condition-error.ts';
import { ConditionReader } from './condition-reader.ts';
import { parseBrackets, tryParseTransformer } from './parse-operand.ts';
import { scanFieldName } from './scan.ts';

/** Padding wider than this is a mistake or an attack. */
const maxWidth = 10_000;
/** No field has a longer name. */
const longestName = 128;

/**
 * Reads an output format: text with tokens `%field`, `%field[argument]`, `%transformer(…)`, `%12field` (padded or cut to 12). Throws `ConditionError` with the
 * place of the token.
 */
export function parseOutput(text: string): readonly OutputPart[] {
  const parts: OutputPart[] = [];
  let at = 0;
  for (;;) {
    const next = text.indexOf('%', at);
    if (next < 0) break;
    if (next > at) parts.push({ kind: 'text', text: text.slice(at, next) });
    const token = readToken(text, next);
    parts.push(token.part);
    at = token.end;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

function readToken(text: string, at: number): { readonly part: OutputPart; readonly end: number } {
  const width = /\d*/y;
  width.lastIndex = at + 1;
  const digits = width.exec(text)?.[0] ?? '';
  const start = at + 1 + digits.length;
  if (start === text.length) throw fault(text, at, 'the output ends where a field must follow "%"');
  const { operand, end } = operandAt(text, start);
  if (Number(digits) > maxWidth) throw fault(text, at, `the width ${digits} is too large`);
  const part: OutputPart = {
    kind: 'token',
    operand,
    text: text.slice(start, end),
    ...(digits !== '' && Number(digits) > 0 && { width: Number(digits) }),
  };
  return { part, end };
}

/** The longest field or transformer that begins at `start`; brackets that are no argument are text. */
function operandAt(
  text: string,
  start: number,
): { readonly operand: Operand; readonly end: number } {
  const end = scanFieldName(text, start);
  if (end > start) return fieldAt(text, start, end);
  const reader = new ConditionReader(text, 100);
  reader.at = start;
  const operand = tryParseTransformer(reader);
  if (operand !== undefined) return { operand, end: reader.at };
  throw fault(text, start - 1, 'no field follows "%"');
}

/** Behind the name of a field letters may follow that do not belong to it: `%proc.name.` or `%fd.name_old`. */
function fieldAt(
  text: string,
  at: number,
  end: number,
): { readonly operand: Operand; readonly end: number } {
  const whole = text.slice(at, end);
  const name = knownPrefix(whole) ?? whole;
  const field: Operand = { kind: 'field', name, at };
  const next = at + name.length;
  if (next < end || text[next] !== '[' || !takesArgument(name))
    return { operand: field, end: next };
  const reader = new ConditionReader(text, 100);
  reader.at = next;
  const argument = tryArgument(reader);
  if (argument === undefined) return { operand: field, end: next };
  return { operand: { ...field, argument }, end: reader.at };
}

function tryArgument(reader: ConditionReader): string | undefined {
  try {
    return parseBrackets(reader);
  } catch (error) {
    if (error instanceof ConditionError) return undefined;
    throw error;
  }
}

function takesArgument(name: string): boolean {
  return factsOf(name)?.argument !== 'none';
}

function factsOf(name: string): FieldFacts | undefined {
  return fieldFacts(name, 'syscall') ?? fieldFacts(name, 'k8s_audit');
}

/** The longest beginning of `text` that is a field. */
function knownPrefix(text: string): string | undefined {
  for (let end = Math.min(text.length, longestName); end > 0; end -= 1) {
    const name = text.slice(0, end);
    if (factsOf(name) !== undefined) return name;
  }
  return undefined;
}

function fault(text: string, at: number, message: string): ConditionError {
  return new ConditionError(message, { text, offset: at }, { slug: 'output' });
}
