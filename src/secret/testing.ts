import { crc32, deflateRawSync } from 'node:zlib';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { SecretClass } from '#model/secret.ts';
import type { Severity } from '#model/severity.ts';
import { parseSecretRule, type SecretRule } from './rule.ts';
import { createSecretScanner, type SecretScanner, type SecretSettings } from './scanner.ts';

/** A scope for tests: nothing is printed, the clock stands still. */
export function testScope(): Scope {
  function quiet(): undefined {}
  return {
    signal: new AbortController().signal,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    progress: { begin: () => ({ advance: quiet, [Symbol.dispose]: quiet }) },
    clock: () => new Date('2026-11-22T12:00:00Z'),
    limits: defaultLimits,
    temporaryDirectory: '/nonexistent',
  };
}

/** A rule with what a test does not care about filled in. */
export function testRule(
  id: string,
  pattern: string,
  anchors: readonly unknown[],
  more: {
    readonly class?: SecretClass;
    readonly severity?: Severity;
    readonly [key: string]: unknown;
  } = {},
): SecretRule {
  return parseSecretRule({
    id,
    title: `Rule ${id}`,
    class: 'provider-token',
    severity: 'high',
    meaning: 'whoever has it can do everything',
    revoke: 'delete it and make a new one',
    pattern,
    anchors,
    ...more,
  });
}

/** `tok_` and 24 letters or digits; `ctx` as a name beside 20 lower-case letters. */
const sampleRules: readonly SecretRule[] = [
  testRule('sample-token', '\\b(?<secret>tok_[A-Za-z0-9]{24})\\b', ['tok_'], {
    aliases: ['gitleaks:sample'],
  }),
  testRule('sample-context', '(?i:acme)[\\w-]{0,10}[=:] {0,2}(?<secret>[a-z]{20})\\b', [
    { text: 'acme', case: 'fold' },
  ]),
];

/** A token of the first sample rule; another number gives another token. */
export function sampleToken(number = 1): string {
  const alphabet = 'AbCdEfGh1J2kLmN3pQrStUvWx4Yz5';
  return `tok_${Array.from({ length: 24 }, (_, at) => alphabet[(at * 7 + number * 11 + at * at * number) % alphabet.length]).join('')}`;
}

/** A scanner of the sample rules. */
export function sampleScanner(settings: Partial<SecretSettings> = {}): SecretScanner {
  return createSecretScanner(sampleRules, { installationKey: new Uint8Array(32), ...settings });
}

/** A file in memory. */
export function viewOf(path: string, content: string | Uint8Array): FileView {
  const bytes = Buffer.from(content);
  return {
    path,
    size: bytes.length,
    mode: 0o644,
    bytes: () => bytes,
    text: () => bytes.toString(),
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** A ZIP archive of deflated files. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const raw = Buffer.from(content);
    const data = deflateRawSync(raw);
    const sizes = Buffer.alloc(14);
    sizes.writeUInt32LE(crc32(raw), 0);
    sizes.writeUInt32LE(data.length, 4);
    sizes.writeUInt32LE(raw.length, 8);
    sizes.writeUInt16LE(name.length, 12);
    const local = Buffer.concat([
      Buffer.from('504b03041400000008000000000000', 'hex').subarray(0, 14),
      sizes,
      Buffer.alloc(2),
      Buffer.from(name),
      data,
    ]);
    const place = Buffer.alloc(4);
    place.writeUInt32LE(offset);
    directory.push(
      Buffer.concat([
        Buffer.from('504b0102140014000000080000000000', 'hex'),
        sizes,
        Buffer.alloc(12),
        place,
        Buffer.from(name),
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** A tar archive (POSIX ustar). */
export function tarOf(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const raw = Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(`${raw.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        0', 148);
    header.write('ustar\u000000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, raw, Buffer.alloc((512 - (raw.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
