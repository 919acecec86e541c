import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** `127.0.0.1:7480`, `[::1]:7480`, `:7480`, `7480`. Throws `usage.invalid-config`. */
export function listenAddress(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:(?<host>\[[0-9a-f:.]+\]|[\w.-]*):)?(?<port>\d{1,5})$/iu.exec(text.trim());
  const port = Number(match?.groups?.['port']);
  if (match === null || port > 65_535)
    throw new CaissonError('usage.invalid-config', `listen cannot be ${quote(text)}`, {
      hint: 'give an address and a port, such as 127.0.0.1:7480',
    });
  const host = match.groups?.['host'];
  if (host === undefined) return { host: '127.0.0.1', port };
  return { host: host === '' ? '0.0.0.0' : host.replaceAll(/[[\]]/gu, ''), port };
}
