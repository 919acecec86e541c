import { sha256Hex } from '#kit/hash.ts';
import type { Fault } from '#model/fault.ts';
import type { FaultFinding, SecretFinding } from '#model/finding.ts';
import type { Secret } from '#model/secret.ts';

/**
 * Faults as findings. The fingerprint is the SHA-256, in hex, over kind, rule, path and what tells the fault apart in its file
 * (`identity`, else subject and message), joined by NUL: line numbers and layers are not in it. Of several alike in one file
 * the second and later ones have their number behind it.
 */
export function faultFindings(faults: readonly Fault[]): readonly FaultFinding[] {
  const seen = new Map<string, number>();
  return faults.map((fault) => {
    const { kind, rule, severity, title, locations } = fault;
    const identity = fault.identity ?? `${fault.subject ?? ''}\0${fault.message}`;
    const key = [kind, rule, locations[0].path, identity].join('\0');
    const first = sha256Hex(key);
    const count = seen.get(first) ?? 0;
    seen.set(first, count + 1);
    const fingerprint = count === 0 ? first : sha256Hex(`${key}\0${count}`);
    return { kind, rule, fingerprint, severity, title, locations, fault };
  });
}

/**
 * Secrets as findings. The fingerprint is the SHA-256, in hex, over `secret`, the rule, the salted key of the secret and the path
 * where it stands, joined by NUL: another secret in the same place is another finding.
 */
export function secretFindings(secrets: readonly Secret[]): readonly SecretFinding[] {
  const unique = new Map<string, SecretFinding>();
  for (const secret of secrets) {
    const { rule, severity, title, location, key } = secret;
    const fingerprint = sha256Hex(['secret', rule, key, location.path].join('\0'));
    const known = unique.get(fingerprint);
    unique.set(
      fingerprint,
      known === undefined
        ? { kind: 'secret', rule, fingerprint, severity, title, locations: [location], secret }
        : { ...known, locations: [...known.locations, location] },
    );
  }
  return [...unique.values()];
}
