import { entropyOf } from '../fingerprint.ts';
import type { Verdict } from '../proof/verdict.ts';
import type { Assignment } from './assignment.ts';
import { kindOfName, type NameKind } from './name.ts';
import { judgeNamed } from './named.ts';
import { kindsOfCharacters, looksGenerated, randomness } from './random.ts';
import { harmlessShape, isPlaceholder, isStandIn } from './shape.ts';

/**
 * What an assignment gives away: a password somebody chose, one that can be guessed in settings that may be in force, or a key that
 * something generated.
 */
export type GenericKind = 'password' | 'weak-password' | 'secret';

/** What is said of such a word. */
export const guessable: Verdict = { severity: 'low', reasons: ['a word that can be guessed'] };

/** Where a text stands: settings say what they mean, those in force do it, programs mostly speak about it. */
export type TextKind = 'in-force' | 'settings' | 'example' | 'program';

const shortestSecret = 12;
const shortestPassword = 6;
const shortestWeak = 4;
const longestPassword = 64;

/** Whether an assignment holds a secret of no known issuer. Words of its name and the value itself decide, never the rest of the line. */
export function judgeAssignment(given: Assignment, text: TextKind): GenericKind | undefined {
  const { length } = given.value;
  if (length < shortestWeak || length > 256) return undefined;
  const kind = kindOfName(given.name);
  const found = kind === undefined ? undefined : judgeKind(given, kind, text);
  return found ?? (kind === 'password' ? judgeWeak(given, text) : undefined);
}

/** Words of a dictionary count where they are a program's settings, or at least written like a variable of its environment. */
function judgeWeak({ name, value, operator }: Assignment, text: TextKind): GenericKind | undefined {
  if (
    text === 'program' ||
    text === 'example' ||
    !'=:'.includes(operator) ||
    value.length > longestPassword
  )
    return undefined;
  if (isStandIn(value) || value.toLowerCase() === name.toLowerCase()) return undefined;
  if (judgeNamed(name, value) !== 'password') return undefined;
  if (text === 'in-force') return 'password';
  return /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name) ? 'weak-password' : undefined;
}

function judgeKind(given: Assignment, kind: NameKind, text: TextKind): GenericKind | undefined {
  if (given.value.length < shortestPassword) return undefined;
  if (isHarmless(given) || isProse(given)) return undefined;
  if (kind === 'password') return isPassword(given, text) ? 'password' : undefined;
  return isSecret(given.value, kind === 'weak') ? 'secret' : undefined;
}

function isHarmless({ value, name }: Assignment): boolean {
  if (isPlaceholder(value)) return true;
  const shape = harmlessShape(value);
  // `s.Zc9E…` has the shape of a name, but nobody calls a host so.
  if (shape !== undefined && !(shape === 'a host or file name' && hasDrawnLabel(value)))
    return true;
  return value.toLowerCase() === name.toLowerCase();
}

function hasDrawnLabel(value: string): boolean {
  return value.split('.').some((label) => label.length >= 20 && looksGenerated(label));
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
  if (text !== 'program') return kinds >= 2 && entropyOf(value) >= 2;
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
  if (weak && (/^[0-9a-f]+$/i.test(value) || !/\d/.test(value))) return false;
  return looksGenerated(value);
}
