import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirectories } from '#kit/directory.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** An installation that is used from afar. */
export interface RemotePlace {
  readonly url: string;
  readonly token: string;
}

const addressVariable = 'CAISSON_URL';
const tokenVariable = 'CAISSON_TOKEN';

function fileIn(configDirectory: string): string {
  return join(configDirectory, 'remote.json');
}

/** Environment before what was kept. Throws `access.unauthenticated` when there is nothing. */
export function readRemotePlace(
  configDirectory: string,
  environment: Readonly<Record<string, string | undefined>>,
): RemotePlace {
  const kept = readKept(fileIn(configDirectory));
  const url = environment[addressVariable] || kept?.url;
  const token = environment[tokenVariable] || kept?.token;
  if (!url || !token)
    throw new CaissonError('access.unauthenticated', 'nobody is signed in to an installation', {
      hint: `run "caisson remote login URL", or set ${addressVariable} and ${tokenVariable}`,
    });
  return { url: checkedUrl(url), token };
}

/** Keeps it for the next time, readable by its owner only. */
export function keepRemotePlace(configDirectory: string, place: RemotePlace): string {
  const path = fileIn(configDirectory);
  makeDirectories(dirname(path), 0o700);
  const kept = { url: checkedUrl(place.url), token: place.token };
  writeFileSync(path, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return path;
}

function readKept(path: string): Partial<RemotePlace> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { url, token } = value as { url?: unknown; token?: unknown };
    return {
      ...(typeof url === 'string' && { url }),
      ...(typeof token === 'string' && { token }),
    };
  } catch {
    return undefined;
  }
}

/** Tokens go over TLS, or not beyond this machine. */
function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal))
    return url.origin + url.pathname.replace(/\/+$/u, '');
  throw new CaissonError(
    'usage.invalid-argument',
    `${quote(text)} is no address of an installation`,
    {
      hint: 'give https://…; plain http is for this machine only',
    },
  );
}
