import { silent, type Verdict } from './verdict.ts';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** AWS key ids carry the account's number in the first 6 bytes of their base32 part (since 2019: those that begin with `I` or later). */
export function proveAwsKeyId(secret: string): Verdict {
  const digits = Array.from(secret.slice(4), (char) => base32.indexOf(char));
  if (digits.length !== 16) return silent;
  if (digits.includes(-1)) return { reasons: ['holds characters that real key ids do not have'] };
  let value = 0n;
  for (const digit of digits.slice(0, 10)) value = value * 32n + BigInt(digit);
  const account = ((value >> 2n) & 0x7fffffffff80n) >> 7n;
  if (account > 999_999_999_999n) return silent;
  return { details: { account: account.toString().padStart(12, '0') } };
}

/** OpenAI's marker stands in the middle of all its keys. */
export function proveOpenAi(secret: string): Verdict {
  return secret.includes('T3BlbkFJ') ? { proof: 'parsed' } : silent;
}

/** Routable tokens of GitLab: base64url of `key:value` lines, then a length and a CRC-32 in base 36 behind a dot. */
export function proveGitlabRoutable(secret: string): Verdict {
  const found = /-([\w-]{27,300})\.([0-9a-z]{2})\.?([0-9a-z]{7})$/.exec(secret);
  if (found === null) return silent;
  const payload = Buffer.from(found[1] ?? '', 'base64url').toString('latin1');
  return /(?:^|\n)[a-z]:[0-9a-z]/.test(payload) ? { proof: 'parsed' } : silent;
}
