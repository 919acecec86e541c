import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import type { Observation } from '#model/observation.ts';
import { lineCounter } from '../account/account.ts';
import type { MakeFault } from '../checks.ts';
import { fingerprintOf, knownKey } from './known.ts';
import { openSshKey } from './openssh.ts';

const maxBlocks = 20;

/**
 * What key files hold, as facts for the reviewer: fingerprints of public halves, so that it sees which private key belongs to
 * which certificate. Published keys are told at once.
 */
export function* keyFacts(text: string, path: string, make: MakeFault): Iterable<Observation> {
  const found = new Map<string, string>();
  const ssh = publicLine(text);
  if (ssh !== undefined) found.set(`public:${ssh}`, '1');
  for (const [block, kind, line] of blocksOf(text)) {
    const fact = factOf(kind, block);
    if (fact === undefined) continue;
    found.set(`${fact.half}:${fact.id}`, `${line}`);
    const known = fact.half === 'private' ? knownKey(fact.id, fact.comment) : undefined;
    if (known === undefined) continue;
    const place = { path, line };
    const violation = { message: `the private key is ${known}`, identity: fact.id };
    yield { type: 'fault', location: place, fault: make('knownKey', violation, place) };
  }
  if (found.size === 0) return;
  const values = Object.fromEntries(found);
  yield { type: 'fact', location: { path }, topic: 'credential/key', values };
}

type Block = readonly [block: string, kind: string, line: number];

/** The first PEM blocks (RFC 7468) of a text. Each search goes on behind the last one, so that damage costs no more than its length. */
function blocksOf(text: string): readonly Block[] {
  const found: Block[] = [];
  const lineOf = lineCounter(text);
  let at = text.indexOf(begin);
  for (let count = 0; at !== -1 && count < maxBlocks; count += 1) {
    const labelEnd = text.indexOf('-----', at + begin.length);
    const kind = text.slice(at + begin.length, Math.max(labelEnd, 0));
    const end = kind.length > 40 ? -1 : text.indexOf(`-----END ${kind}-----`, labelEnd);
    if (end !== -1) found.push([text.slice(at, end + kind.length + 14), kind, lineOf(at)]);
    at = text.indexOf(begin, Math.max(end, at + begin.length));
  }
  return found;
}

const begin = '-----BEGIN ';

interface KeyFact {
  readonly half: 'private' | 'public' | 'locked';
  readonly id: string;
  /** Of SSH keys only. */
  readonly comment?: string;
}

function factOf(kind: string, block: string): KeyFact | undefined {
  if (kind === 'OPENSSH PRIVATE KEY') return openSshFact(block);
  try {
    if (kind === 'CERTIFICATE' || kind === 'TRUSTED CERTIFICATE')
      return { half: 'public', id: spkiOf(new X509Certificate(block).publicKey) };
    if (kind.endsWith('PUBLIC KEY')) return { half: 'public', id: spkiOf(createPublicKey(block)) };
    if (!kind.endsWith('PRIVATE KEY')) return undefined;
    if (kind.startsWith('ENCRYPTED') || block.includes('ENCRYPTED'))
      return { half: 'locked', id: '' };
    return { half: 'private', id: spkiOf(createPublicKey(createPrivateKey(block))) };
  } catch {
    // OpenSSL refuses it: damaged, or of a kind that it does not know. The search for secrets sees it all the same.
    return undefined;
  }
}

function openSshFact(block: string): KeyFact | undefined {
  const key = openSshKey(block);
  if (key === undefined) return undefined;
  const fingerprint = fingerprintOf(key.publicBlob);
  if (key.isEncrypted) return { half: 'locked', id: fingerprint };
  return { half: 'private', id: fingerprint, comment: key.comment };
}

/** SHA-256 of the SubjectPublicKeyInfo (RFC 5280), in hex. */
function spkiOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Fingerprint of a `.pub` file of SSH. */
function publicLine(text: string): string | undefined {
  const blob = /^(?:ssh-|ecdsa-|sk-)[a-z0-9@.-]{1,60}\s+([A-Za-z0-9+/]{40,16000}={0,2})/.exec(
    text,
  )?.[1];
  return blob === undefined ? undefined : fingerprintOf(Buffer.from(blob, 'base64'));
}
