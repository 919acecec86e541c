import { createHash, X509Certificate } from 'node:crypto';
import type { Verdict } from './verdict.ts';

const opening = '-----BEGIN CERTIFICATE-----';
const closing = '-----END CERTIFICATE-----';
const longest = 16_384;
const mostCertificates = 16;

/** A key whose certificate stands in the same text is somebody's: its proof is the pair. Keys that everyone has stay so. */
export function withCertificate(verdict: Verdict, bytes: Buffer): Verdict {
  const digest = verdict.details?.['public-key-sha256'];
  if (digest === undefined || verdict.proof !== 'parsed') return verdict;
  const certificate = subjectOfKey(bytes, digest);
  if (certificate === undefined) return verdict;
  return { ...verdict, proof: 'pair', details: { ...verdict.details, certificate } };
}

/** Whom the first certificate in `bytes` names whose key is the one of this SHA-256 (SPKI, hex); `undefined` where none is. */
function subjectOfKey(bytes: Buffer, digest: string): string | undefined {
  let at = bytes.indexOf(opening, 0, 'latin1');
  for (let count = 0; at !== -1 && count < mostCertificates; count += 1) {
    const end = bytes.indexOf(closing, at, 'latin1');
    if (end === -1) return undefined;
    const subject = end - at > longest ? undefined : subjectOf(bytes, { at, end }, digest);
    if (subject !== undefined) return subject;
    at = bytes.indexOf(opening, at + opening.length, 'latin1');
  }
  return undefined;
}

function subjectOf(
  bytes: Buffer,
  { at, end }: { readonly at: number; readonly end: number },
  digest: string,
): string | undefined {
  try {
    // Written out, in a string of a program or indented in YAML.
    const body = bytes
      .toString('latin1', at + opening.length, end)
      .replaceAll(/\\[rn]|[^A-Za-z0-9+/=]/g, '');
    const certificate = new X509Certificate(Buffer.from(body, 'base64'));
    const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
    if (createHash('sha256').update(spki).digest('hex') !== digest) return undefined;
    return certificate.subject.replaceAll('\n', ', ').slice(0, 200) || 'without a name';
  } catch {
    // Cut, altered or of a kind that is not known: it proves nothing.
    return undefined;
  }
}
