import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { sha256Hex } from '#kit/hash.ts';
import { parseJson } from '#kit/json.ts';
import { parseSecretRules, type SecretRule } from './rule.ts';

/** The rules that come with the program, and the SHA-256 of their text: a part of cache keys. */
export interface SecretRules {
  readonly rules: readonly SecretRule[];
  readonly digest: string;
}

/** Reads `catalog/secrets.json` of the data directory. Throws `host.io` when it is not there. */
export function loadSecretRules(dataDirectory: string): SecretRules {
  const path = join(dataDirectory, 'catalog', 'secrets.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CaissonError('host.io', 'cannot read the catalogue of secrets', { cause });
  }
  return {
    rules: parseSecretRules(parseJson(text, 'the catalogue of secrets')),
    digest: sha256Hex(text),
  };
}
