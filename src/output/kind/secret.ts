import { plural } from '#kit/text.ts';
import type { SecretFinding } from '#model/finding.ts';
import type { Secret } from '#model/secret.ts';
import { clean } from '../clean.ts';
import { referenceLinks } from '../link.ts';
import { placeText } from './place.ts';
import type { Detail } from './words.ts';

/** Why a secret in an artifact matters, whatever it opens. */
export const secretRationale =
  'Whoever can read the artifact or its history can use the secret until its issuer revokes it; deleting the file changes nothing.';

/** A password, key or token. Only its last characters are shown. */
export function secretDetail({ secret }: SecretFinding): Detail {
  return {
    ids: [secret.rule, ...secret.aliases],
    subject: placeText(secret.location),
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
  const { location, more = 0 } = secret;
  const line = location.line === undefined ? '' : `, line ${location.line}`;
  const further = more === 0 ? '' : ` and ${plural(more, 'further place')} of the file`;
  return `${secretName(secret)} in ${clean(location.path, 300)}${line}${further}${insideWords(secret)}${hiddenWords(secret)}`;
}

/** The same without the path, for where it stands beside: `GitHub personal access token (…x9Zf), inside base64`. */
export function secretWords(secret: Secret): string {
  return `${secretLabel(secret)}${hiddenWords(secret)}`;
}

/** What it is, without place and state. */
export function secretLabel(secret: Secret): string {
  return `${secretName(secret)}${insideWords(secret)}`;
}

function secretName({ title, ending }: Secret): string {
  return `${clean(title, 120)}${ending === '' ? '' : ` (…${clean(ending, 8)})`}`;
}

/** Decoders are outermost first, so the innermost is named first. */
function insideWords({ decoders = [] }: Secret): string {
  const names = decoders.toReversed().map((name) => clean(name, 40));
  return names.length === 0 ? '' : `, inside ${names.join(' in ')}`;
}

/** Where a hidden file can still be read. */
function hiddenWords({ hidden, location }: Pick<Secret, 'hidden' | 'location'>): string {
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
