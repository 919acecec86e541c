import type { Digest } from '#model/digest.ts';
import type { Location } from '#model/location.ts';
import type { Secret } from '#model/secret.ts';
import type { Candidate } from './candidate.ts';
import type { Fingerprints } from './fingerprint.ts';
import type { Placed } from './settle.ts';

/** Where a file lies. */
export interface Origin {
  readonly path: string;
  readonly layer?: Digest;
}

const shortestEnding = 16;

/** What is told of a secret: everything but the secret. */
export function secretOf(
  placed: Placed & { readonly more: number },
  origin: Origin,
  fingerprints: Fingerprints,
): Secret {
  const { candidate, from, to, more } = placed;
  const { facts, secret } = candidate;
  const location: Location = {
    path: origin.path,
    ...(origin.layer !== undefined && { layer: origin.layer }),
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
  };
  return {
    rule: facts.id,
    title: facts.title,
    class: candidate.class,
    ...(facts.provider !== undefined && { provider: facts.provider }),
    severity: candidate.severity,
    location,
    key: fingerprints.keyOf(candidate.class, secret),
    ending:
      secret.length >= shortestEnding && candidate.class !== 'password' ? secret.slice(-4) : '',
    length: secret.length,
    excerpt: candidate.excerpt,
    remediation: facts.revoke,
    references: facts.docs === undefined ? [] : [facts.docs],
    aliases: facts.aliases,
    ...(more > 0 && { more }),
    ...optionalParts(candidate, from.line),
  };
}

function optionalParts(candidate: Candidate, line: number) {
  const { decoders, proof, details, reasons, allowed } = candidate;
  return {
    ...(decoders.length > 0 && { decoders }),
    ...(proof !== undefined && { proof }),
    ...(details !== undefined && Object.keys(details).length > 0 && { details }),
    ...(reasons.length > 0 && { reasons }),
    ...(allowed !== undefined && { allowed: { ...allowed, line: allowed.line + line } }),
  };
}
