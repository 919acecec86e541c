import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { buildDatabase } from './build.ts';
import type { Trust } from './location.ts';
import { parseTrustedKey } from './signature.ts';
import { osvRecord, writeBucket } from './testing.ts';

/**
 * Makes feeds and signed databases of three days below `root` (`feeds-1`, `day-1` …). From day to day only `debian-12` and `core`
 * differ. Gives the trust in the key that signed them.
 */
export async function writeDays(root: string, scope: Scope): Promise<Trust> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signingKey = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  for (const day of [1, 2, 3]) {
    const from = join(root, `feeds-${day}`);
    writeBucket(from, 'npm', [osvRecord('GHSA-aaaa-bbbb-cccc', ['npm', 'left-pad'])]);
    writeBucket(from, 'Debian', [
      osvRecord(`DEBIAN-CVE-2026-000${day}`, ['Debian:12', 'openssl'], undefined, {
        modified: `2026-04-0${day}T00:00:00Z`,
      }),
    ]);
    await buildDatabase({ from, out: join(root, `day-${day}`), signingKey }, scope);
  }
  return { keys: [parseTrustedKey(String(publicKey.export({ type: 'spki', format: 'pem' })))] };
}
