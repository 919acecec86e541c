import type { Candidate, RuleFacts } from '../candidate.ts';
import { type ByteSource, copyOf } from '../container/source.ts';
import { type Keystore, readJks } from './jks.ts';
import { readPkcs12 } from './pkcs12.ts';

const weakPassword: RuleFacts = {
  id: 'weak-keystore-password',
  title: 'Keystore with keys that a guessed password opens',
  class: 'password',
  severity: 'high',
  revoke:
    'replace the keys in it and the certificates for them, and keep the new ones out of the image or behind a generated password',
  aliases: ['gitleaks:pkcs12-file', 'betterleaks:pkcs12-file'],
  own: true,
};

const keyFile: RuleFacts = {
  id: 'key-file',
  title: 'File that usually holds private keys or passwords',
  class: 'private-key',
  severity: 'low',
  revoke: 'take the file out unless everybody may have it, and replace the keys in it otherwise',
  aliases: ['gitleaks:pkcs12-file', 'betterleaks:pkcs12-file'],
  own: true,
};

const names = /\.(?:p12|pfx|jks|jceks|bcfks|keystore|kdbx?|ppk)$/i;
const largest = 8 << 20;
/** Hash operations for all tries of one file: about half a second. */
const mostWork = 400_000;

/** What a file is by its name and form: a keystore that a known password opens, or one of which only the name tells. */
export function keyFileCandidate(path: string, source: ByteSource): Candidate | undefined {
  const named = names.test(path);
  const store = readStore(source);
  if (store === undefined) return named ? candidateOf(keyFile, '', {}, []) : undefined;
  if (!store.holdsKeys && store.form === 'JKS') return undefined;
  const form = { form: store.form };
  const opened = openedBy(store, path);
  if (opened === undefined || !store.holdsKeys)
    return named ? candidateOf(keyFile, '', form, []) : undefined;
  const details = { ...form, password: opened.kind };
  return candidateOf(weakPassword, opened.word, details, [`opens with ${opened.kind}`]);
}

function readStore(source: ByteSource): Keystore | undefined {
  if (source.size < 32 || source.size > largest) return undefined;
  const [a = 0, b = 0] = source.read(0, 2);
  if (!mayBegin(a, b)) return undefined;
  const bytes = copyOf(source, 0, source.size);
  return a === 0x30 ? readPkcs12(bytes) : readJks(bytes);
}

/** PKCS #12 is a sequence whose length takes more than one byte; JKS and JCEKS have their own first bytes. */
function mayBegin(a: number, b: number): boolean {
  if (a === 0x30) return b >= 0x80;
  return (a === 0xfe && b === 0xed) || (a === 0xce && b === 0xce);
}

function openedBy(store: Keystore, path: string): { word: string; kind: string } | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const stem = name.replace(/\.[^.]*$/, '');
  const words: readonly (readonly [string, string])[] = [
    ['', 'an empty password'],
    ['changeit', 'the usual password of Java'],
    ['password', 'a common word'],
    [stem, 'the name of the file'],
    ['changeme', 'a common word'],
    ['secret', 'a common word'],
    ['notasecret', 'the usual password of Google'],
    ['123456', 'a common word'],
    ['keystore', 'a common word'],
    ['test', 'a common word'],
    ['admin', 'a common word'],
  ];
  const tries = Math.floor(mostWork / Math.max(1, store.costPerTry));
  const found = words.slice(0, tries).find(([word]) => store.opensWith(word));
  return found === undefined ? undefined : { word: found[0], kind: found[1] };
}

function candidateOf(
  facts: RuleFacts,
  secret: string,
  details: Readonly<Record<string, string>>,
  reasons: readonly string[],
): Candidate {
  return {
    start: 0,
    end: 0,
    facts,
    class: facts.class,
    severity: facts.severity,
    secret,
    excerpt: '',
    specificity: 0,
    decoders: [],
    details,
    reasons,
    ...(reasons.length > 0 && { proof: 'parsed' as const }),
  };
}
