import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** `sha256:` or `sha512:` followed by lower-case hex digits. Made only by `parseDigest`. */
export type Digest = string & { readonly __brand: 'Digest' };

/** Parses a digest (OCI image-spec v1.1, descriptor, section Digests). Throws `input.malformed`. */
export function parseDigest(text: string): Digest {
  if (!isDigest(text))
    throw new CaissonError('input.malformed', `${quote(text)} is not a sha256 or sha512 digest`);
  return text;
}

/** Whether `text` is a digest that we can verify. */
export function isDigest(text: string): text is Digest {
  return /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text);
}
