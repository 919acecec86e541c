import type { Hidden, InlineAllowance } from './fault.ts';
import type { Location } from './location.ts';
import type { Severity } from './severity.ts';

export const secretClasses = [
  'provider-token',
  'private-key',
  'password',
  'connection-string',
  'session',
  'generic',
] as const;
export type SecretClass = (typeof secretClasses)[number];

/** A secret that was seen in one place. It never holds the secret: a fingerprint, its last characters and its length. */
export interface Secret {
  /** Id of the rule in the catalogue: `github-pat`; rules of users keep theirs. */
  readonly rule: string;
  /** `GitHub personal access token`. */
  readonly title: string;
  readonly class: SecretClass;
  /** Who issues it, as a domain: `github.com`; absent for passwords and keys. */
  readonly provider?: string;
  readonly severity: Severity;
  /** Where it stands; `path` is a file, a file in an archive, or a field of the image (`config.Env[3]`). */
  readonly location: Location;
  /** 32 hex digits: the same secret has the same key wherever it stands. Salted, see `secret/fingerprint.ts`. */
  readonly key: string;
  /** The last 4 characters of secrets of at least 16; empty for shorter ones. */
  readonly ending: string;
  /** Length of the secret in characters. */
  readonly length: number;
  /** The line with every secret in it masked, at most 200 characters. */
  readonly excerpt: string;
  /** What it was unpacked from, outermost first: `base64`, `gzip`. */
  readonly decoders?: readonly string[];
  /** How it was proven without asking anyone: `checksum`, `parsed`, `pair`, `well-known`; absent: by its form only. */
  readonly proof?: SecretProof;
  /** What its parts tell, harmless to show: `issuer`, `expires`, `account`, `cluster`. */
  readonly details?: Readonly<Record<string, string>>;
  /** Why its severity is lower or higher than that of its rule, for people: `shipped by pkg:deb/…`, `expired in 2024`. */
  readonly reasons?: readonly string[];
  /** What to do, as an order to a person. */
  readonly remediation: string;
  readonly references: readonly string[];
  readonly aliases: readonly string[];
  /** Further places of the same secret in the same file. */
  readonly more?: number;
  /** What the issuer said, where it was asked. */
  readonly validity?: 'active' | 'revoked' | 'unknown';
  readonly hidden?: Hidden;
  readonly allowed?: InlineAllowance;
}

export type SecretProof = 'checksum' | 'parsed' | 'pair' | 'well-known';
