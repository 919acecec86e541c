import { textOfBytes } from '#kit/byte-string.ts';
import { isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { FieldType, Operator } from '../ast.ts';
import { tryParseNetwork } from '../engine/address.ts';
import { constantsOf, memberType } from '../engine/constant.ts';
import { compileExpression } from '../engine/expression.ts';
import { tryServicePort } from '../fields/services.ts';
import { wordOf } from './operators.ts';

/** What is wrong with a constant (a byte string) for a field of that type; `undefined` when it is right. */
export function faultOfConstant(
  text: string,
  type: FieldType,
  operator: Operator,
): string | undefined {
  if (operator === 'regex') return faultOfExpression(text);
  if (operator === 'bcontains' || operator === 'bstartswith') return faultOfHex(text, operator);
  return faultOfValue(text, memberType(type));
}

function faultOfHex(text: string, operator: Operator): string | undefined {
  if (/^(?:[0-9a-fA-F]{2})+$/.test(text)) return undefined;
  return `${shown(text)} is not an even number of hex digits, as "${operator}" needs`;
}

function faultOfValue(text: string, type: FieldType): string | undefined {
  if (type === 'bytes') return undefined;
  if (text.includes('\0')) return `${shown(text)} has a NUL byte, which no value has`;
  if (type === 'string' || type === 'path' || isValid(text, type)) return undefined;
  return `${shown(text)} is not ${wordOf(type)}${type === 'net' ? ' like 10.0.0.0/8' : ''}`;
}

function shown(text: string): string {
  return quote(textOfBytes(text));
}

function faultOfExpression(pattern: string): string | undefined {
  try {
    compileExpression(pattern);
    return undefined;
  } catch (error) {
    if (isCaissonError(error, 'input.malformed', 'limit.size')) return error.message;
    throw error;
  }
}

function isValid(text: string, type: FieldType): boolean {
  if (type === 'net') return text.includes('/') && tryParseNetwork(text) !== undefined;
  if (type === 'port') return isPort(text);
  try {
    constantsOf(text, type);
    return true;
  } catch {
    return false;
  }
}

function isPort(text: string): boolean {
  if (/^\d{1,5}$/.test(text)) return Number(text) <= 0xffff;
  return tryServicePort(text) !== undefined;
}

const special = /[.+*?^$()[\]{}|\\]/;

/** Whether a simpler operator could do what this regular expression does. */
export function isSimpleRegex(pattern: string): boolean {
  let inner = pattern;
  if (inner.startsWith('^')) inner = inner.slice(1);
  if (inner.endsWith('$')) inner = inner.slice(0, -1);
  if (/^\.[+*?]/.test(inner)) inner = inner.slice(2);
  if (/\.[+*?]$/.test(inner)) inner = inner.slice(0, -2);
  return !special.test(inner);
}
