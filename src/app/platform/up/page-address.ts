/** Where only this machine is, or every address of it: nothing that a browser takes as it stands. */
const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '[::]']);
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]']);

/**
 * The address that a person on this machine opens, of the one that is listened at. Browsers have passkeys for the name `localhost` and not for
 * addresses; with TLS a loopback address stays, for the certificate may name it.
 */
export function pageAddress(listened: string): string {
  const url = new URL(listened);
  const isNamed =
    wildcards.has(url.hostname) || (loopback.has(url.hostname) && url.protocol === 'http:');
  if (isNamed) url.hostname = 'localhost';
  return url.origin;
}
