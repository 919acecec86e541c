import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binaryAnalyzers } from '../../binary/analyzers.ts';
import { componentsOf, edgesOf, observe, testFile } from '../../binary/testing/file.ts';

const analyzer = binaryAnalyzers.find(({ id }) => id === 'rust/cargo-lock') ?? expect.fail();
const checksum = 'ab'.repeat(32);

const version1 = `[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "rand 0.7.0 (registry+https://example.org/index)",
 "rand 0.8.0 (registry+https://example.org/index)",
]

[[package]]
name = "rand"
version = "0.7.0"
source = "registry+https://example.org/index"

[[package]]
name = "rand"
version = "0.8.0"
source = "registry+https://example.org/index"

[metadata]
"checksum rand 0.7.0 (registry+https://example.org/index)" = "${checksum}"
`;

const version4 = `version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = ["rand 0.7.0", "serde", "nowhere"]

[[package]]
name = "rand"
version = "0.7.0"
source = "registry+https://example.org/index"
checksum = "${checksum}"

[[package]]
name = "rand"
version = "0.8.0"
dependencies = ["app", "rand 0.8.0"]

[[package]]
name = "serde"
version = "1.0.0"
`;

function read(text: string) {
  return observe(analyzer, testFile('/src/Cargo.lock', text));
}

test('reads version 1 with checksums in the metadata', () => {
  const { observations } = read(version1);

  expect(componentsOf(observations).map(({ purl, hashes }) => [purl, hashes?.[0]?.value])).toEqual([
    ['pkg:cargo/app@0.1.0', undefined],
    ['pkg:cargo/rand@0.7.0', checksum],
    ['pkg:cargo/rand@0.8.0', undefined],
  ]);
  expect(edgesOf(observations)).toEqual([
    'pkg:cargo/app@0.1.0 -> pkg:cargo/rand@0.7.0',
    'pkg:cargo/app@0.1.0 -> pkg:cargo/rand@0.8.0',
  ]);
});

test('reads version 4 with short names and cycles', () => {
  const { observations } = read(version4);

  expect(componentsOf(observations)[1]).toEqual({
    id: 'pkg:cargo/rand@0.7.0#/src/Cargo.lock',
    direct: true,
    purl: 'pkg:cargo/rand@0.7.0',
    name: 'rand',
    version: '0.7.0',
    ecosystem: 'cargo',
    presence: 'declared',
    locations: [{ path: '/src/Cargo.lock' }],
    hashes: [{ algorithm: 'sha256', value: checksum }],
  });
  expect(edgesOf(observations)).toEqual([
    'pkg:cargo/app@0.1.0 -> pkg:cargo/rand@0.7.0',
    'pkg:cargo/app@0.1.0 -> pkg:cargo/serde@1.0.0',
    'pkg:cargo/rand@0.8.0 -> pkg:cargo/app@0.1.0',
  ]);
});

test('hostile files give input and limit errors only', () => {
  fc.assert(
    fc.property(fc.constantFrom(version1, version4), fc.nat(), fc.string(), (sample, at, added) => {
      const cut = at % sample.length;
      expect(() => read(sample.slice(0, cut) + added + sample.slice(cut))).not.toThrow();
    }),
  );
});
