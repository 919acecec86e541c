import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markerHolds } from './marker.ts';

test.for([
  ['python_version < "3.8"', false],
  ['python_version >= "3.8"', true],
  ['"3.8" <= python_version', true],
  ['"3.8" > python_version', false],
  ['python_version ~= "3.9"', true],
  ['python_version == "3.*"', true],
  ['python_version in "2.7 3.11"', true],
  ['python_version not in "2.7, 3.11"', false],
  ['python_full_version < "3.11.4"', true],
  ['python_full_version <= "3.10.9"', false],
  ['sys_platform == "win32"', false],
  ['sys_platform != "win32"', true],
  ["'linux' in sys_platform", true],
  ['sys_platform not in "linux darwin"', false],
  ['platform_system == "Darwin" or os_name == "posix"', true],
  ['platform_python_implementation == "PyPy"', false],
  ['platform_machine == "aarch64"', true],
  ['extra == "dev"', false],
  ['extra == "dev" or python_version > "3"', true],
  ['(extra == "dev") and os_name == "posix"', false],
  ['sys_platform == "win32" and (python_version < "4" or extra == "x")', false],
  ['this is no marker', true],
  ['python_version >', true],
  ['((((python_version < "3"', true],
  ['', true],
] as const)('%s is %s on Linux with CPython 3.11', ([marker, expected]) => {
  expect(markerHolds(marker, { version: [3, 11] })).toBe(expected);
});

test('without a known interpreter every version comparison holds', () => {
  expect(markerHolds('python_version < "3"', {})).toBe(true);
});

test('answers for any text', () => {
  const words = fc.constantFrom(
    '(',
    ')',
    'and',
    'or',
    'not',
    'in',
    '==',
    '"3.8"',
    'extra',
    'x',
    '<',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 60 }).map((list) => list.join(' ')),
  );

  fc.assert(
    fc.property(texts, (text) => typeof markerHolds(text, { version: [3, 9] }) === 'boolean'),
  );
  expect(markerHolds('('.repeat(1_000_000), {})).toBe(true);
});
