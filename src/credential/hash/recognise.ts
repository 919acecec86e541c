import { cryptForm } from './crypt-forms.ts';
import { databaseForm } from './database-forms.ts';
import type { HashForm } from './form.ts';
import { frameworkForm, keyedForm } from './framework-forms.ts';
import { schemeForm } from './ldap-forms.ts';

/** Longest text that is looked at as a stored password. */
const longest = 2048;

/**
 * Recognises a stored password by its own form. `user` belongs to some. `undefined` when it is none that says what it is: plain
 * text, or a bare digest.
 */
export function recogniseHash(text: string, user = ''): HashForm | undefined {
  if (text.length > longest) return undefined;
  return (
    schemeForm(text) ??
    databaseForm(text, user) ??
    frameworkForm(text) ??
    keyedForm(text) ??
    cryptForm(text)
  );
}

/** The same without DES crypt, for places where any word of 13 characters may stand. */
export function recogniseMarkedHash(text: string, user = ''): HashForm | undefined {
  return /^[A-Za-z0-9./]{13}$/.test(text) ? undefined : recogniseHash(text, user);
}
