import type { OutgoingHttpHeaders } from 'node:http';
import { CaissonError } from '#kit/error.ts';
import type { Impersonation } from '../config/connection.ts';

/** Headers to act as another user. Throws `usage.invalid-argument` for names that no header can hold. */
export function impersonationHeaders(
  impersonation: Impersonation | undefined,
): OutgoingHttpHeaders {
  if (impersonation === undefined) return {};
  const { user, uid, groups, extra } = impersonation;
  const headers: OutgoingHttpHeaders = {
    'impersonate-user': checked(user),
    ...(uid !== undefined && { 'impersonate-uid': checked(uid) }),
    ...(groups.length > 0 && { 'impersonate-group': groups.map(checked) }),
  };
  for (const [key, values] of extra)
    headers[`impersonate-extra-${headerKey(key)}`] = values.map(checked);
  return headers;
}

function checked(text: string): string {
  if (text === '' || !/^[\x20-\x7e]+$/.test(text))
    throw new CaissonError(
      'usage.invalid-argument',
      'a name to act as is empty or holds characters that no header can hold',
    );
  return text;
}

/** Percent-encoded, as keys of `extra` have to be. */
function headerKey(key: string): string {
  return encodeURIComponent(key.toLowerCase()).replaceAll(/[!'()*]/g, (char) => {
    return `%${char.charCodeAt(0).toString(16)}`;
  });
}
