import { createCipheriv, createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleScanner, testScope, viewOf } from '../testing.ts';

const scanner = sampleScanner();

function found(path: string, content: Uint8Array | string): readonly string[] {
  return scanner
    .scanFile(viewOf(path, content), testScope())
    .secrets.map(({ rule, severity, details }) =>
      [rule, severity, details?.['password'] ?? ''].join(' ').trim(),
    );
}

/** A keystore of Java with one entry of a kind: 1 is a private key, 2 a certificate. */
function jksOf(password: string, kind = 1): Buffer {
  const name = Buffer.from('a');
  const head = Buffer.alloc(12);
  head.writeUInt32BE(0xfeedfeed, 0);
  head.writeUInt32BE(2, 4);
  head.writeUInt32BE(1, 8);
  const entry = Buffer.alloc(6 + name.length + 8 + 2 + 5 + 4 + 3);
  entry.writeUInt32BE(kind, 0);
  entry.writeUInt16BE(name.length, 4);
  name.copy(entry, 6);
  entry.writeUInt16BE(5, 15);
  entry.write('X.509', 17);
  entry.writeUInt32BE(3, 22);
  const body = Buffer.concat([head, entry]);
  const salted = Buffer.from(`${password}`, 'utf16le').swap16();
  const digest = createHash('sha1').update(salted).update('Mighty Aphrodite').update(body).digest();
  return Buffer.concat([body, digest]);
}

const stores: readonly (readonly [string, Uint8Array | string, readonly string[]])[] = [
  ['/srv/a.jks', jksOf('changeit'), ['weak-keystore-password high the usual password of Java']],
  ['/srv/a', jksOf(''), ['weak-keystore-password high an empty password']],
  ['/srv/shop.jks', jksOf('shop'), ['weak-keystore-password high the name of the file']],
  ['/srv/a.jks', jksOf('Zt4-kQ9w'), ['key-file low']],
  ['/srv/cacerts', jksOf('changeit', 2), []],
  ['/srv/trust.jks', jksOf('changeit', 2), []],
  ['/srv/passwords.kdbx', Buffer.from('03d9a29a67fb4bb5', 'hex'), ['key-file low']],
  ['/srv/login.PPK', 'PuTTY', ['key-file low']],
  ['/srv/site.pfx', '', ['key-file low']],
  ['/srv/notes.txt', 'nothing', []],
];

test.for(stores)('%s', ([path, content, expected]) => {
  expect(found(path, content)).toEqual(expected);
});

test('neither the password of a keystore nor its name are shown', () => {
  const { secrets } = scanner.scanFile(viewOf('/srv/hunter2x.jks', jksOf('hunter2x')), testScope());
  const told = secrets.map((secret) => ({ ...secret, location: {} }));

  expect(JSON.stringify(told)).not.toContain('hunter2x');
});

/** A `.mylogin.cnf`: its key in its head, each line with its length. */
function myLoginOf(lines: readonly string[]): Buffer {
  const key = Buffer.from('00112233445566778899aabbccddeeff01020304', 'hex');
  const folded = Buffer.alloc(16);
  for (const [at, byte] of key.entries()) folded[at % 16] = (folded[at % 16] ?? 0) ^ byte;
  const sealed = lines.flatMap((line) => {
    const cipher = createCipheriv('aes-128-ecb', folded, null);
    const text = Buffer.concat([cipher.update(line), cipher.final()]);
    const length = Buffer.alloc(4);
    length.writeInt32LE(text.length);
    return [length, text];
  });
  return Buffer.concat([Buffer.alloc(4), key, ...sealed]);
}

test('the login file of MySQL hides nothing', () => {
  const file = myLoginOf(['[client]\n', 'user = "root"\n', 'password = "Zt4-kQ9w-m2"\n']);
  const { secrets } = scanner.scanFile(viewOf('/root/.mylogin.cnf', file), testScope());

  expect(secrets).toMatchObject([
    { rule: 'generic-password', decoders: ['mylogin'], location: { line: 3 } },
  ]);
});

test('damaged stores throw nothing', () => {
  const samples = [jksOf('changeit'), myLoginOf(['a\n']), Buffer.from('308201000201033081', 'hex')];
  fc.assert(
    fc.property(
      fc.constantFrom(...samples),
      fc.nat(200),
      fc.nat(255),
      fc.uint8Array({ maxLength: 64 }),
      (sample, at, byte, tail) => {
        const bytes = Buffer.concat([sample, tail]);
        bytes[at % bytes.length] = byte;
        for (const path of ['/a.p12', '/root/.mylogin.cnf'])
          expect(() => scanner.scanFile(viewOf(path, bytes), testScope())).not.toThrow();
      },
    ),
    { numRuns: 200 },
  );
});
