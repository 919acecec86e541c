import { entropyOf } from '../fingerprint.ts';
import type { Assignment } from './assignment.ts';
import { kindOfName } from './name.ts';
import { kindsOfCharacters, looksGenerated, randomness } from './random.ts';
import { harmlessShape, isPlaceholder } from './shape.ts';

/** What an assignment gives away: a password somebody chose, or a key that something generated. */
export type GenericKind = 'password' | 'secret';

/** Where a text stands: settings say what they mean, programs mostly speak about it. */
export type TextKind = 'settings' | 'program';

const shortestSecret = 12;
const shortestPassword = 6;
const longestPassword = 64;

/** Whether an assignment holds a secret of no known issuer. Words of its name and the value itself decide, never the rest of the line. */
export function judgeAssignment(given: Assignment, text: TextKind): GenericKind | undefined {
  const { length } = given.value;
  if (length < shortestPassword || length > 256) return undefined;
  const kind = kindOfName(given.name);
  if (kind === undefined || isHarmless(given) || isProse(given)) return undefined;
  if (kind === 'password') return isPassword(given, text) ? 'password' : undefined;
  return isSecret(given.value, kind === 'weak') ? 'secret' : undefined;
}

function isHarmless({ value, name }: Assignment): boolean {
  if (isPlaceholder(value) || harmlessShape(value) !== undefined) return true;
  return value.toLowerCase() === name.toLowerCase();
}

/** Resource texts and calls: their names are sentences or their values words. */
function isProse({ name, value, operator }: Assignment): boolean {
  if (!'(,'.includes(operator)) return false;
  return /[.]/.test(name) || value.includes('\\') || randomness(value) < 0.6;
}

function isPassword({ value, quoted, operator }: Assignment, text: TextKind): boolean {
  if (value.length > longestPassword || /[^\u0020-\u007e]/.test(value)) return false;
  if ('(,'.includes(operator)) return looksGenerated(value);
  if (isIdentifier(value)) return false;
  const kinds = kindsOfCharacters(value);
  if (text === 'settings') return kinds >= 2 && entropyOf(value) >= 2;
  return quoted && isMixed(value, kinds);
}

function isMixed(value: string, kinds: number): boolean {
  return value.length >= 8 && kinds >= 3 && randomness(value) >= 0.2;
}

function isIdentifier(value: string): boolean {
  return /^[A-Za-z_$][\w$.-]*$/.test(value) && !/\d/.test(value);
}

function isSecret(value: string, weak: boolean): boolean {
  if (value.length < (weak ? 20 : shortestSecret) || /[^\u0021-\u007e]/.test(value)) return false;
  if (/^[A-Za-z]+(?:[-_.:/][A-Za-z]+)+$/.test(value)) return false;
  if (weak && /^[0-9a-f]+$/i.test(value)) return false;
  return looksGenerated(value);
}
