import { grafanaForm } from '../hash/service-forms.ts';
import type { Account } from './account.ts';

const maxUsers = 200;

/**
 * The users in Grafana's SQLite database. In a record the texts of a row follow one another (SQLite file format, section 2.1): login,
 * address, name, 100 hex digits of password, 10 characters of salt; so no database engine is needed to find them.
 */
export function readGrafana(bytes: Uint8Array): readonly Account[] {
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.startsWith('SQLite format 3')) return [];
  const accounts: Account[] = [];
  for (const match of text.matchAll(/[0-9a-f]{100}(?=([A-Za-z0-9]{10}))/g)) {
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    const user = before.includes('admin') ? 'admin' : 'user';
    const form = grafanaForm(match[0], match[1] ?? '');
    if (form !== undefined) accounts.push({ user, form });
    if (accounts.length >= maxUsers) break;
  }
  return accounts;
}
