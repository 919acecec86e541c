import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleScanner, testScope, viewOf } from '../../src/secret/testing.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

test.skipIf(!hasOpenssl)('a key beside its certificate is told as a pair', () => {
  const directory = mkdtempSync(join(tmpdir(), 'pair-'));
  try {
    const key = join(directory, 'key.pem');
    const certificate = join(directory, 'cert.pem');
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    execFileSync(
      'openssl',
      ['req', '-x509', ...curve, '-keyout', key, '-out', certificate, '-subj', '/CN=shop.test'],
      { stdio: 'ignore' },
    );
    const text = `${readFileSync(key, 'utf8')}${readFileSync(certificate, 'utf8')}`;
    const { privateKey } = generateKeyPairSync('ed25519');
    const other = `${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${readFileSync(certificate, 'utf8')}`;

    function told(content: string) {
      return sampleScanner().scanFile(viewOf('/etc/ssl/site.pem', content), testScope()).secrets;
    }

    expect(told(text)).toMatchObject([{ proof: 'pair', details: { certificate: 'CN=shop.test' } }]);
    expect(told(other)).toMatchObject([{ proof: 'parsed' }]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
