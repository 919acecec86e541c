import type { SecretFinding } from '#model/finding.ts';
import type { Secret } from '#model/secret.ts';
import { clean } from '../clean.ts';
import { referenceLinks } from '../link.ts';
import type { Detail } from './words.ts';

/** A password, key or token. Only its last characters are shown. */
export function secretDetail({ secret }: SecretFinding): Detail {
  return {
    ids: [secret.rule, ...secret.aliases],
    subject: secret.location.path,
    change: secret.location.path,
    version: '',
    unfixed: 'revoke and remove it',
    fix: clean(secret.remediation, 1000),
    reasons: secretReasons(secret),
    statement: secretSentence(secret),
    links: referenceLinks(secret.references),
  };
}

/** `GitHub personal access token (…x9Zf) in /app/.env, line 3`. */
export function secretSentence(secret: Secret): string {
  const { title, ending, location, decoders = [] } = secret;
  const known = ending === '' ? '' : ` (…${clean(ending, 8)})`;
  const line = location.line === undefined ? '' : `, line ${location.line}`;
  const inside = decoders.length === 0 ? '' : `, inside ${decoders.join(' in ')}`;
  return `${clean(title, 120)}${known} in ${clean(location.path, 300)}${line}${inside}${hiddenWords(secret)}`;
}

/** Where a hidden file can still be read. */
export function hiddenWords({ hidden, location }: Pick<Secret, 'hidden' | 'location'>): string {
  const { commit } = location;
  if (hidden === undefined)
    return commit === undefined ? '' : `, since commit ${commit.slice(0, 12)}`;
  return commit === undefined
    ? `, ${hidden.state} by a later layer but still in the image`
    : `, ${hidden.state} since, but still in the history (commit ${commit.slice(0, 12)})`;
}

const proofWords = {
  checksum: 'its checksum is right',
  parsed: 'it is well formed',
  pair: 'its partner stands beside it',
  'well-known': 'everybody knows it',
} as const;

function secretReasons({ proof, validity, reasons = [] }: Secret): readonly string[] {
  return [
    ...(validity === 'active' ? ['accepted by its issuer'] : []),
    ...(validity === 'revoked' ? ['revoked by its issuer'] : []),
    ...(proof === undefined ? [] : [proofWords[proof]]),
    ...reasons.map((reason) => clean(reason, 200)),
  ];
}
