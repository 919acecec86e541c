import { isIP } from 'node:net';
import type { WebSettings } from './settings.ts';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address can only be reached from this machine. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/u, '');
  return (
    plain === 'localhost' || plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
  );
}

/**
 * Whether the header `Host` names us: loopback, the address that the connection came in at, the public origin, or what was
 * configured. Anything else is a name that somebody bound to our address (DNS rebinding).
 */
export function isOurHost(
  header: string | undefined,
  localAddress: string | undefined,
  settings: WebSettings,
): boolean {
  if (header === undefined || !/^[A-Za-z0-9.:[\]_-]{1,260}$/u.test(header)) return false;
  const host = header.toLowerCase();
  if (!URL.canParse(`http://${host}`)) return false;
  const name = host.replace(/:\d{1,5}$/u, '');
  if (loopbackNames.has(name)) return true;
  if (localAddress !== undefined && name === literalOf(localAddress)) return true;
  if (settings.publicOrigin !== undefined && host === new URL(settings.publicOrigin).host)
    return true;
  return (settings.allowedHosts ?? []).some((allowed) => {
    const own = allowed.toLowerCase();
    return own === host || own === name;
  });
}

function literalOf(address: string): string {
  const plain = address.replace(/^::ffff:/u, '');
  return plain.includes(':') ? `[${plain}]` : plain;
}
