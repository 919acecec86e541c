import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleScanner, testScope, viewOf } from '../../src/secret/testing.ts';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const cases: readonly (readonly [string, string, readonly string[], string])[] = [
  ['shop.p12', 'shop', [], 'weak-keystore-password'],
  ['empty.p12', '', [], 'weak-keystore-password'],
  ['old.p12', 'changeit', ['-macalg', 'sha1'], 'weak-keystore-password'],
  ['long.p12', 'password', ['-macalg', 'sha512'], 'weak-keystore-password'],
  ['strong.p12', 'Zt4-kQ9w-m2', [], 'key-file'],
];

test.skipIf(!hasOpenssl).for(cases)('a store of OpenSSL: %s', ([name, password, more, rule]) => {
  const directory = mkdtempSync(join(tmpdir(), 'keystore-'));
  try {
    const [key, certificate, store] = ['key.pem', 'cert.pem', name].map((file) =>
      join(directory, file),
    ) as [string, string, string]; // three names give three paths
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    execFileSync(
      'openssl',
      ['req', '-x509', ...curve, '-keyout', key, '-out', certificate, '-subj', '/CN=a'],
      { stdio: 'ignore' },
    );
    const pair = ['-inkey', key, '-in', certificate, '-out', store];
    execFileSync('openssl', [
      'pkcs12',
      '-export',
      ...pair,
      '-passout',
      `pass:${password}`,
      ...more,
    ]);

    const { secrets } = sampleScanner().scanFile(
      viewOf(`/srv/${name}`, readFileSync(store)),
      testScope(),
    );

    expect(secrets.map((secret) => secret.rule)).toEqual([rule]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
