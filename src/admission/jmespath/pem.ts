import { CaissonError } from '#kit/error.ts';

const longest = 1_048_576;

/** The first block of PEM (RFC 7468 §2). Throws `input.malformed`, `limit.size`. */
export function readPem(text: string): { readonly label: string; readonly bytes: Uint8Array } {
  if (text.length > longest) throw new CaissonError('limit.size', 'the PEM text is too long');
  const begin = /-----BEGIN ([A-Z0-9 ]{1,64})-----/.exec(text);
  const label = begin?.[1] ?? '';
  const start = begin === null ? -1 : begin.index + begin[0].length;
  const end = text.indexOf(`-----END ${label}-----`, Math.max(start, 0));
  const body = start < 0 || end < 0 ? '!' : text.slice(start, end).replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(body))
    throw new CaissonError('input.malformed', 'failed to decode PEM block');
  return { label, bytes: Buffer.from(body, 'base64') };
}
