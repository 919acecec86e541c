import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recogniseHash } from './recognise.ts';
import { ciscoForm, rabbitForm, vncForm, wildflyForm } from './service-forms.ts';

/** Made with the tools of the system (crypt(3), openssl, htpasswd) and hashlib, from one invented password. */
const password = 'Tr0ub4dor&3x';
const stored: readonly (readonly [scheme: string, hash: string])[] = [
  ['DES crypt', 'Qz3hSeGHZhLLk'],
  ['bsdi DES crypt', '_J9..Qz3dU9/.sxx.EGA'],
  ['md5-crypt', '$1$Qz3dLp0a$/DoQVyKMCR3XdOP8DF7vx0'],
  ['Apache MD5', '$apr1$Qz3dLp0a$8/7yL63odEi26qaSmuR6O/'],
  ['sha256-crypt', '$5$rounds=1000$Qz3dLp0a$kcWS.Bqvr0lZLXH7yompfLdy8P1by68VJu1kLvnilI5'],
  [
    'sha512-crypt',
    '$6$Qz3dLp0aQz3dLp0a$ra.3O06WaSla7pm0icgl5MU2YTaQoVXosfURFmtSLkXz08RRgdjOGCB5TORakilGj5SI7RTYiK/Hr6UEKRJ2o.',
  ],
  ['bcrypt', '$2b$04$Qz3dLp0aQz3dLp0aQz3dLeJLRI48w4XOuwk4n1NL2FbRLK3K8/IM6'],
  ['bcrypt', '$2a$04$Qz3dLp0aQz3dLp0aQz3dLeJLRI48w4XOuwk4n1NL2FbRLK3K8/IM6'],
  ['bcrypt', '$2y$04$Qz3dLp0aQz3dLp0aQz3dLeJLRI48w4XOuwk4n1NL2FbRLK3K8/IM6'],
  ['yescrypt', '$y$j75$Qz3dLp0a$i2kE.eMyQYMN8AdsOnS6HdOgI5fLxjotEauCRsiblt2'],
  ['yescrypt', '$y$/75$Qz3dLp0a$dB.93l87ioyCMO3kSCdhq.fMhGtzwr.i9MzXvnYa56.'],
  ['yescrypt', '$y$.75$Qz3dLp0a$ksLZBw6C6aXHAC8CeD7ahJziMdy8kgFpVTZYblxbri6'],
  ['yescrypt', '$y$j75/.$Qz3dLp0a$GlTrtzPAeZQ.Lh0S6ialhpeHXhP2sJA4ajGiUVCwBu/'],
  ['scrypt', '$7$6U..../....Qz3dLp0a$6xVRbjT.tW3nWzcC6qAD4HxDlenjOn/UTWiRhlE7so2'],
  ['NT hash', '$3$$e2e61e2e150d4f587ebcc19afd0f93a5'],
  ['{SSHA}', '{SSHA}zJ7FZcri5uis3n8UIlAIw9vKocdRejNk'],
  [
    '{SSHA512}',
    '{SSHA512}mHvYJwUFUjBNdLz+8iHWns718HNeSLkL2Vfhez2Vz0u5EXGaCptgw3palA9XVH/BdMPbxOYMoD+caOaixhzhCVF6M2Q=',
  ],
  ['MySQL native password', '*7E563F0CA73AF14F27CC1FB6394B38AC0FE7AFF1'],
  ['PostgreSQL MD5', 'md547c30112eb2fc77403952c3032fe2fab'],
  [
    'SCRAM-SHA-256',
    'SCRAM-SHA-256$4096:UXozZFF6M2RRejNkUXozZA==$oc04RnMpnqpqC8mWfPnk1XTrLZ3Uonlf2Xp1UA6iwPU=:A2JH0N76sCdvk4idfTkCyoviD/pzstV1w8MlV059Zm4=',
  ],
  ['Django PBKDF2', 'pbkdf2_sha256$1000$Qz3d$J4hP5NbvOnG2Sp0SZEPrPgX9B/qjQkiO9yqNRy8k8MA='],
  [
    'Werkzeug PBKDF2',
    'pbkdf2:sha256:1000$Qz3d$27884fe4d6ef3a71b64a9d126443eb3e05fd07faa342488ef72a8d472f24f0c0',
  ],
  [
    'scrypt',
    'scrypt:1024:8:1$Qz3d$3bbaee93eb80132b4050433d6b0f78e2284ac3276c3f283a1d160e8ceb12b9202b50e25055c73fb4d2d1b8a58e7acaa4919b71c7e0f13fad134261d905f3bac9',
  ],
  ['CouchDB PBKDF2', '-pbkdf2-43b91d074dab4c5bfcc6d7ae1c5c04afdf6181dd,ab12,10'],
  [
    'salted sha512',
    '$6$UXozZFF6M2RRejNk$JkW5kmIZZYXX6urcEldXiT+vNfDPytPp6KufGgQfIw1/xnQUnoBLTjDEjNi+A0OlVdyHliNCovzLHUtXF7u65g==',
  ],
  [
    'Mosquitto PBKDF2',
    '$7$101$UXozZFF6M2RRejNk$XuES/KrN14YylznA2BWrv7+LBYi6o8pZAnnGWkhbomcupWrf+nYgZB6o2c37yEYnPda1DVO2tf08BDKlaEqDBA==',
  ],
  [
    'PBKDF2',
    '$pbkdf2-sha256$1000$UXozZFF6M2RRejNkUXozZA$bzNiysR6C3018z07lhpdvFIxMXvqeW1VFymEsfeSSt8',
  ],
  ['phpass', '$P$5Qz3dLp0at7aHuHNCfeJUtJJOPVsH90'],
  [
    'Argon2',
    '$argon2id$v=19$m=64,t=2,p=1$UXozZExwMGFRejNkTHAwYQ$5yHiJrxQP/R6cZ5yFGU/76A+N4hGBUFl/tggHMtCzkE',
  ],
];

test.for(stored)('%s knows its password and no other: %s', ([scheme, hash]) => {
  const form = recogniseHash(hash, 'ops');

  expect(form?.scheme).toBe(scheme);
  expect(form?.verify?.(password)).toBe(true);
  expect(form?.verify?.(`x${password}`)).toBe(false);
  expect(form?.verify?.('')).toBe(false);
});

test.for([
  ['rounds of sha512-crypt', `$6$rounds=999999999$ab$${'a'.repeat(86)}`],
  ['bcrypt cost', `$2b$31$${'a'.repeat(53)}`],
  ['memory of yescrypt', `$y$jFT$ab$${'a'.repeat(43)}`],
  ['memory of scrypt', `$7$EU..../....ab$${'a'.repeat(43)}`],
  ['memory of Argon2', `$argon2id$v=19$m=4194304,t=1,p=1$${'a'.repeat(22)}$${'a'.repeat(43)}`],
  ['rounds of PBKDF2', `pbkdf2_sha256$900000000$ab$${'a'.repeat(43)}=`],
  ['rounds of phpass', `$P$Sab345678${'a'.repeat(22)}`],
])('a hash bomb is never tried: %s', ([, hash]) => {
  const form = recogniseHash(hash ?? '');

  expect(form !== undefined && 'verify' in form).toBe(false);
  expect(form?.reason).toMatch(/allowed|rounds/);
});

test.for([
  ['gost-yescrypt', '$gy$j9T$abcdefgh$QMjMLYUGcfnSGrH1pCn3Y5RwUQrdWhOgTf1.yysIut0'],
  ['sunmd5', '$md5,rounds=5$abcdefgh$$UlCSQRciAwe7x3qTE2qam1'],
])('%s is known but said not to be tried', ([scheme, hash]) => {
  const form = recogniseHash(hash ?? '');

  expect(form?.scheme).toBe(scheme);
  expect(form !== undefined && 'verify' in form).toBe(false);
});

test('salted digests agree with node:crypto for any password', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (guess) => {
      const salt = randomBytes(6);
      const digest = createHash('sha1').update(guess).update(salt).digest();
      const form = recogniseHash(`{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`);
      const inner = createHash('sha1').update(guess).digest();
      const native = createHash('sha1').update(inner).digest('hex').toUpperCase();

      expect(form?.verify?.(guess)).toBe(true);
      expect(recogniseHash(`*${native}`)?.verify?.(guess)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('services keep passwords in ways of their own', () => {
  const wildfly = createHash('md5').update('ops:ManagementRealm:admin').digest('hex');
  const rabbit = createHash('sha256').update('saltguest').digest();

  expect(wildflyForm(wildfly, 'ops', 'ManagementRealm')?.verify?.('admin')).toBe(true);
  expect(
    rabbitForm(Buffer.concat([Buffer.from('salt'), rabbit]).toString('base64'), '')?.verify?.(
      'guest',
    ),
  ).toBe(true);
  expect(ciscoForm('7', '0822455D0A16')?.verify?.('cisco')).toBe(true);
  expect(vncForm(Buffer.from('dbd83cfd727a1458', 'hex'))?.verify?.('password')).toBe(true);
});

test('any text is recognised or not, but never throws', () => {
  const marks = fc.constantFrom(
    '$1$',
    '$5$',
    '$6$rounds=',
    '$2b$',
    '$y$j9T$',
    '$7$',
    '$argon2id$v=19$m=',
    '{SSHA}',
    '{CRYPT}',
    '*',
    'md5',
    'pbkdf2:',
    '_',
    '-pbkdf2-',
    '$P$',
  );
  const text = fc.tuple(marks, fc.string({ maxLength: 120 })).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.string({ maxLength: 8 }), (hash, guess) => {
      const form = recogniseHash(hash, 'user');
      const isCheap = form !== undefined && form.cost < 1000;

      expect([true, false, undefined]).toContain(isCheap ? form.verify?.(guess) : undefined);
    }),
    { numRuns: 300 },
  );
});
