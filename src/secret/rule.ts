import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import { type SecretClass, secretClasses } from '#model/secret.ts';
import { type Severity, severities } from '#model/severity.ts';

/** One kind of secret, as `catalog/secret/<id>/secret.yaml` states it and `data/catalog/secrets.json` carries it. */
export interface SecretRule {
  /** Permanent: `github-pat`. */
  readonly id: string;
  readonly title: string;
  /** Who issues it, as a domain; absent for passwords and keys. */
  readonly provider?: string;
  readonly class: SecretClass;
  /** Of a valid-looking secret; proof and context move it. */
  readonly severity: Severity;
  /** Texts of at least 3 bytes, one of which stands inside every match. The automaton looks for these, nothing else runs before. */
  readonly anchors: readonly Anchor[];
  /**
   * Expression in the subset that `pattern/parse.ts` reads, tried on Latin-1 text (one character for one byte) without flags;
   * `(?i:…)` is allowed. The secret is group `secret`, else group 1, else all of it.
   */
  readonly pattern: string;
  /** How its form can be proven without a network. */
  readonly verify?: VerifyRule;
  /** Least Shannon entropy of the secret, in bits for a character. */
  readonly entropy?: number;
  /** Lower-case words that void the match when they stand in the secret. */
  readonly stop: readonly string[];
  readonly pair?: PairRule;
  /** Globs of paths on which the rule works; elsewhere it is silent. Only for forms that mean nothing elsewhere. */
  readonly paths?: readonly string[];
  /** What an attacker can do with it. */
  readonly meaning: string;
  /** How to make it worthless, as an order to a person. */
  readonly revoke: string;
  /** The provider's page on it. */
  readonly docs?: string;
  /** `tool:id`. */
  readonly aliases: readonly string[];
  /** What the compiler of the catalogue worked out of the pattern; absent in the catalogue's source. */
  readonly plan?: SearchPlan;
}

/** How the expression of a rule is tried, worked out of it once. */
export interface SearchPlan {
  /** Bytes that are looked at before the end and behind the start of an anchor. */
  readonly reach: number;
  /** Every match begins with an anchor: the expression is tried at that place only. */
  readonly pinned: boolean;
  /** A run that every match holds: `set` in hex, a bit for each byte, lowest first. */
  readonly run?: { readonly set: string; readonly length: number };
  /** Of a pinned rule: sets of the first characters, as `run` writes them. */
  readonly head?: readonly string[];
  /** Of a pinned rule: what may stand before the match. */
  readonly before?: string;
}

/** `fold` ignores the case of ASCII letters. */
export interface Anchor {
  readonly text: string;
  readonly fold: boolean;
}

/** A proof by `kind` with numbers that it takes: `tail` (characters of the checksum), `bytes` (length once decoded). */
export interface VerifyRule {
  readonly kind: VerifyKind;
  readonly tail?: number;
  readonly bytes?: number;
}

/**
 * `crc32-base62`: the last `tail` (6) characters are the CRC-32 of what stands before, after the prefix or with it. `base64`:
 * decodes to exactly `bytes` bytes. `private-key` reads PEM, OpenSSH and PGP. `json`: parses as JSON. `connection-string`: a URI
 * with user information that is no placeholder. `basic-auth`, `docker-auth`: base64 of `user:password`.
 */
const verifyKinds = [
  'crc32-base62',
  'jwt',
  'aws-key-id',
  'private-key',
  'docker-auth',
  'basic-auth',
  'k8s-secret',
  'base64',
  'connection-string',
  'bech32',
  'base58check',
  'gitlab-routable',
  'openai',
  'json',
] as const;
export type VerifyKind = (typeof verifyKinds)[number];

/** The other half of a credential: a match of rule `with` at most `lines` lines away. */
interface PairRule {
  readonly with: string;
  readonly lines: number;
  /** `pair-only`: reported only when the other half is near; `both`: always, and the pair is its proof. */
  readonly report: 'pair-only' | 'both';
}

/** Other spellings of kinds that a person may write. */
const kindNames: ReadonlyMap<string, VerifyKind> = new Map([
  ...verifyKinds.map((kind) => [kind, kind] as const),
  ['pem', 'private-key'],
  ['openssh', 'private-key'],
  ['pgp', 'private-key'],
  ['azure-storage-key', 'base64'],
  ['base64-length', 'base64'],
  ['base64-bytes', 'base64'],
  ['uri', 'connection-string'],
  ['url', 'connection-string'],
  ['age', 'bech32'],
  ['wif', 'base58check'],
  ['openai-marker', 'openai'],
]);

type Fields = Readonly<Record<string, unknown>>;

/** Reads the compiled rules (`data/catalog/secrets.json`). Throws `input.malformed`: it is our own file, and checked. */
export function parseSecretRules(value: unknown): readonly SecretRule[] {
  const rules = isRecord(value) ? value['rules'] : undefined;
  if (!Array.isArray(rules)) throw malformed('the catalogue of secrets', 'has no list "rules"');
  return rules.map((rule) => parseSecretRule(rule));
}

/** Reads one rule, also from the catalogue's source, where fields have defaults. Throws `input.malformed`. */
export function parseSecretRule(value: unknown): SecretRule {
  if (!isRecord(value)) throw malformed('a secret rule', 'is not an object');
  const id = textIn(value, 'id', 'a secret rule');
  if (!/^[a-z0-9][a-z0-9-]{1,63}$/.test(id)) throw malformed(id, 'has no kebab-case id');
  return {
    id,
    title: textIn(value, 'title', id),
    ...textField(value, 'provider'),
    class: oneOf(value, 'class', secretClasses, id),
    severity: oneOf(value, 'severity', severities, id),
    anchors: listIn(value, 'anchors', id).map((anchor) => parseAnchor(anchor, id)),
    pattern: textIn(value, 'pattern', id),
    ...proofFields(value, id),
    stop: textsIn(value, 'stop', id).map((word) => word.toLowerCase()),
    ...pathsOf(value, id),
    meaning: textIn(value, 'meaning', id),
    revoke: textIn(value, 'revoke', id),
    ...textField(value, 'docs'),
    aliases: textsIn(value, 'aliases', id),
    ...planOf(value['plan']),
  };
}

function planOf(value: unknown): Pick<SecretRule, 'plan'> {
  if (!isRecord(value)) return {};
  const { reach, pinned, run, head, before } = value;
  if (typeof reach !== 'number' || typeof pinned !== 'boolean') return {};
  const ready = runOf(run);
  return {
    plan: {
      reach,
      pinned,
      ...(ready !== undefined && { run: ready }),
      ...(Array.isArray(head) && { head: head.map(String) }),
      ...(typeof before === 'string' && { before }),
    },
  };
}

function runOf(run: unknown): SearchPlan['run'] {
  if (!isRecord(run)) return undefined;
  const { set, length } = run;
  return typeof set === 'string' && typeof length === 'number' ? { set, length } : undefined;
}

function proofFields(value: Fields, id: string): Pick<SecretRule, 'verify' | 'entropy' | 'pair'> {
  const entropy = value['entropy'];
  const min = isRecord(entropy) ? entropy['min'] : entropy;
  return {
    ...(value['verify'] !== undefined && { verify: parseVerify(value['verify'], id) }),
    ...(typeof min === 'number' && { entropy: min }),
    ...(value['pair'] !== undefined && { pair: parsePair(value['pair'], id) }),
  };
}

function parseAnchor(value: unknown, id: string): Anchor {
  if (typeof value === 'string') return { text: value, fold: false };
  if (!isRecord(value)) throw malformed(id, 'has an anchor that is not an object');
  const { text } = value;
  if (typeof text !== 'string') throw malformed(id, 'has an anchor without text');
  return { text, fold: value['case'] === 'fold' || value['fold'] === true };
}

function parseVerify(value: unknown, id: string): VerifyRule {
  const fields: Fields = isRecord(value) ? value : { kind: value };
  const kind = kindNames.get(textIn(fields, 'kind', id));
  if (kind === undefined)
    throw malformed(
      id,
      `has an unknown kind of proof (known: ${[...kindNames.keys()].join(', ')})`,
    );
  const { tail, bytes } = fields;
  return {
    kind,
    ...(typeof tail === 'number' && { tail }),
    ...(typeof bytes === 'number' && { bytes }),
  };
}

function parsePair(value: unknown, id: string): PairRule {
  if (!isRecord(value)) throw malformed(id, 'has a pair that is not an object');
  const { lines } = value;
  return {
    with: textIn(value, 'with', id),
    lines: typeof lines === 'number' ? lines : 5,
    report: value['report'] === 'pair-only' ? 'pair-only' : 'both',
  };
}

function pathsOf(value: Fields, id: string): Pick<SecretRule, 'paths'> {
  const paths = value['paths'];
  if (paths === undefined) return {};
  return {
    paths: Array.isArray(paths)
      ? textsIn(value, 'paths', id)
      : textsIn(recordOf(paths), 'only', id),
  };
}

function recordOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function oneOf<Word extends string>(
  value: Fields,
  key: string,
  words: readonly Word[],
  id: string,
): Word {
  const found = words.find((word) => word === value[key]);
  if (found === undefined) throw malformed(id, `has no ${key} out of ${words.join(', ')}`);
  return found;
}

function textField<Key extends string>(value: Fields, key: Key): { readonly [K in Key]?: string } {
  const text = value[key];
  const out: { [K in Key]?: string } = {};
  if (typeof text === 'string' && text !== '') out[key] = text.trim();
  return out;
}

function textIn(value: Fields, key: string, id: string): string {
  const text = value[key];
  if (typeof text !== 'string' || text === '') throw malformed(id, `has no ${key}`);
  return text.trim();
}

function listIn(value: Fields, key: string, id: string): readonly unknown[] {
  const list = value[key] ?? [];
  if (!Array.isArray(list)) throw malformed(id, `has a ${key} that is no list`);
  return list;
}

function textsIn(value: Fields, key: string, id: string): readonly string[] {
  return listIn(value, key, id).map((text) => {
    if (typeof text === 'number') return String(text);
    if (typeof text !== 'string') throw malformed(id, `has a ${key} that is no text`);
    return text;
  });
}

function malformed(id: string, detail: string): CaissonError {
  return new CaissonError('input.malformed', `secret rule ${quote(id)} ${detail}`);
}
