import { entropyOf } from '../fingerprint.ts';

/**
 * How common a pair of letters is in words and identifiers, by our own count over English prose and program text: base-2
 * logarithm of its share over that of pairs drawn blindly, plus 6, cut to 0…9. Row by first letter, 26 digits each.
 */
const pairs = [
  '378734737359792729896644636343733265273263156472224283548338627743942658632242',
  '744694328225337325646333428589776463487957699846586362336622822533732645622242',
  '533383466225465426545222327223822272234373253642223277877772324889963789372526',
  '422252223222224212424222125233723252233433235332312284469442923833842476743272',
  '863383327235637822635222228388869473554574248965325256774663535789672977867433',
  '834483356247338628676332622212222222132212232262222284669562925576852788654262',
  '637494378245447744897343628364953892354486287763537366656452622778462878332322',
  '723282226222325222322222226223622671233562254222522242535222512232362236222332',
  '4332424242244556255422422342226222422223322222222222',
].join('');
const blind = 6;

/**
 * How much a text looks drawn by lot, about 0 (words) to 1 (random). Letters are judged by their pairs; digits among letters
 * and changes of case in the midst of a word speak for chance.
 */
export function randomness(value: string): number {
  if (value.length < 4) return 0;
  let letterPairs = 0;
  let commonness = 0;
  let breaks = 0;
  for (let at = 1; at < value.length; at += 1) {
    const before = value.charCodeAt(at - 1);
    const here = value.charCodeAt(at);
    if (isBreak(before, here, at)) breaks += 1;
    const pair = commonnessOf(before, here);
    if (pair === undefined) continue;
    letterPairs += 1;
    commonness += pair;
  }
  const words = letterPairs === 0 ? 0 : commonness / letterPairs;
  const shuffled = Math.min(1, (breaks / (value.length - 1)) * 2.2);
  const strange = letterPairs < 3 ? 0.5 : Math.min(1, Math.max(0, 0.5 - words / 2));
  return 0.5 * shuffled + 0.5 * strange;
}

function commonnessOf(before: number, here: number): number | undefined {
  const a = letterOf(before);
  const b = letterOf(here);
  return a < 0 || b < 0 ? undefined : Number(pairs[a * 26 + b]) - blind;
}

/** A change of case behind the first letter, or from letters to digits and back. */
function isBreak(before: number, here: number, at: number): boolean {
  const letters = (letterOf(before) >= 0 ? 1 : 0) + (letterOf(here) >= 0 ? 1 : 0);
  if (letters === 2) return isLower(here) !== isLower(before) && !(isLower(here) && at === 1);
  return letters === 1 && isAlphanumeric(before) && isAlphanumeric(here);
}

/** Whether a value of this length and these characters may be a generated key. */
export function looksGenerated(value: string): boolean {
  const hex = /^[0-9a-f]+$|^[0-9A-F]+$/.test(value);
  if (hex)
    return (
      value.length >= 24 && /\d/.test(value) && /[a-fA-F]/.test(value) && entropyOf(value) >= 3
    );
  if (!/\d/.test(value) && value.length < 24) return false;
  return entropyOf(value) >= 3.2 && randomness(value) >= 0.45;
}

/** Kinds of characters: lower, upper, digit, other. */
export function kindsOfCharacters(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(value)).length;
}

function letterOf(code: number): number {
  const lower = code | 32;
  return lower >= 0x61 && lower <= 0x7a && code >= 0x41 ? lower - 0x61 : -1;
}

function isLower(code: number): boolean {
  return code >= 0x61;
}

function isAlphanumeric(code: number): boolean {
  return letterOf(code) >= 0 || (code >= 0x30 && code <= 0x39);
}
