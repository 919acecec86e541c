import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** Verbs in the order that people know. */
const usual: readonly string[] = [
  '*',
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
];

/** Sorted in the usual order, each once; `*` alone where it is among them, as it says all. */
export function sortVerbs(verbs: Iterable<string>): readonly string[] {
  const known = new Set(verbs);
  if (known.has('*')) return ['*'];
  return [...known].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
}

function rankOf(verb: string): number {
  const at = usual.indexOf(verb);
  return at < 0 ? usual.length : at;
}

/** A verb as people type it, in lower case. Throws `usage.invalid-argument` for what no verb can look like. */
export function parseVerb(text: string): string {
  const verb = text.toLowerCase();
  if (verb === '*' || /^[a-z][a-z:-]{0,62}$/.test(verb)) return verb;
  throw new CaissonError('usage.invalid-argument', `${quote(text)} is no verb`, {
    hint: 'verbs are get, list, watch, create, update, patch, delete, deletecollection, impersonate, bind, escalate …',
  });
}
