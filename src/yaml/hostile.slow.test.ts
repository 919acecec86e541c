import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CaissonError } from '#kit/error.ts';
import { defaultYamlLimits, type YamlLimits } from './limits.ts';
import type { YamlNode, YamlScalar } from './node.ts';
import { parseYaml } from './parse.ts';
import { plain } from './read.ts';

const large = 1_000_000;

/** The code of the limit that is met, or how many problems there are. */
function outcome(source: string | Uint8Array, limits: Partial<YamlLimits> = {}): string | number {
  try {
    return parseYaml(source, limits).problems.length;
  } catch (error) {
    if (error instanceof CaissonError) return error.code;
    throw error;
  }
}

const floods: readonly (readonly [string, string, string | number])[] = [
  ['double quotes', '"', 1],
  ['single quotes', "'", 0],
  ['quotes on lines', 'a: "\n', 100],
  ['brackets', '[', 'limit.depth'],
  ['braces', '{', 'limit.depth'],
  ['closing brackets', ']', 1],
  ['dashes', '- ', 'limit.depth'],
  ['question marks', '? ', 'limit.depth'],
  ['colons', 'a: ', 1],
  ['anchors and aliases', '&a *a ', 3],
  ['anchors', '&a ', 100],
  ['tags', '!', 0],
  ['a single line', 'x', 0],
  ['words on a line', 'x y ', 0],
  ['NULs', '\0', 1],
  ['tabs', '\t', 0],
  ['line breaks', '\n', 0],
  ['letters of three bytes', '日', 0],
  ['unclosed lists', 'a: [b\n', 100],
];

test.for(floods)('reads a megabyte of %s in bounded time', ([, piece, expected]) => {
  const source = Buffer.from(piece.repeat(large / Buffer.byteLength(piece)));

  expect(outcome(source)).toBe(expected);
});

const bounds: readonly (readonly [string, string, Partial<YamlLimits>, string])[] = [
  ['bytes', 'é'.repeat(6), { maxBytes: 10 }, 'limit.size'],
  ['depth', '[[[1]]]', { maxDepth: 2 }, 'limit.depth'],
  ['values', '[1, 2, 3]', { maxNodes: 3 }, 'limit.entries'],
  ['comments', '#\n#\n#\n', { maxNodes: 2 }, 'limit.entries'],
  ['documents', '---\n---\n', { maxDocuments: 1 }, 'limit.entries'],
];

test.for(bounds)('bounds %s', ([, source, limits, code]) => {
  expect(outcome(source, limits)).toBe(code);
  expect(outcome(source)).toBe(0);
});

test('bounds bytes by default', () => {
  expect(outcome(new Uint8Array(defaultYamlLimits.maxBytes + 1))).toBe('limit.size');
});

test('looking for places in a long line of other alphabets takes bounded time', () => {
  const root = parseYaml(`"${'é\\n'.repeat(200_000)}"`).documents[0]?.root;
  if (root?.kind !== 'scalar') throw new Error('no scalar');

  const offsets = Array.from({ length: 400_000 }, (_, index) => root.placeOf(index).offset);

  expect(offsets.at(-1)).toBe(1 + 200_000 * 4 - 2);
});

const pieces = [
  'a',
  'key',
  ': ',
  ':',
  '\n',
  '\n  ',
  '\n    ',
  '- ',
  '? ',
  '[',
  ']',
  '{',
  '}',
  ', ',
  '"',
  "'",
  ' # c',
  '&a ',
  '*a',
  '!t ',
  '|\n',
  '>-\n',
  '|2\n',
  '\t',
  ' ',
  '---\n',
  '...\n',
  '\\n',
  '\r\n',
  '\r',
  '\0',
  'é',
  '😀',
  '%YAML 1.2\n',
  '<<: ',
];
const texts = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join(''));

test('whatever the text: no error, all places in order and within the text', () => {
  fc.assert(
    fc.property(texts, (source) => {
      const size = Buffer.byteLength(source);
      const text = parseYaml(source);
      for (const { root, range } of text.documents) {
        expect(range.end).toBeLessThanOrEqual(size);
        check(root, range.start, range.end);
        plain(root, undefined, { merge: true });
      }
    }),
    { numRuns: 1500 },
  );
});

test('whatever the bytes: no error but a limit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const found = outcome(bytes);
      expect(typeof found === 'number' || found.startsWith('limit.')).toBe(true);
    }),
    { numRuns: 500 },
  );
});

/** Every node stands within its parent, and every character within its scalar. */
function check(node: YamlNode | undefined, start: number, end: number): void {
  if (node === undefined) return;
  const { range } = node;
  expect(range.start).toBeGreaterThanOrEqual(start);
  expect(range.end).toBeLessThanOrEqual(end);
  expect(range.start).toBeLessThanOrEqual(range.end);
  if (node.kind === 'list') for (const item of node.items) check(item, range.start, range.end);
  if (node.kind === 'map')
    for (const entry of node.entries) {
      check(entry.key, range.start, range.end);
      check(entry.value, entry.key.range.end, range.end);
    }
  if (node.kind === 'scalar') checkText(node);
}

test('whatever the text: each character is found where it stands', () => {
  fc.assert(
    fc.property(texts, (source) => {
      const bytes = Buffer.from(source);
      for (const { root } of parseYaml(source).documents)
        for (const scalar of scalarsOf(root)) expect(misplacedIn(scalar, bytes)).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

const manifest = `# a pod
apiVersion: v1
metadata: {name: "w\\u00e9b", labels: {app: 'it''s'}}
spec:
  containers:
  - name: app # main
    command: ["sh", -c, "a \\
      b"]
    args: &args
    - |
      set -e
      echo "x: y"
    - >-
      folded
      text
    env: *args
---
? key
: !t value
`;

test('a manifest cut anywhere or with a byte changed reads without an error', () => {
  const bytes = Buffer.from(manifest);
  expect(outcome(bytes)).toBe(0);

  fc.assert(
    fc.property(fc.nat(bytes.length), fc.nat(bytes.length - 1), fc.nat(255), (end, at, byte) => {
      const changed = Buffer.from(bytes);
      changed[at] = byte;
      expect(outcome(bytes.subarray(0, end))).toBeTypeOf('number');
      expect(outcome(changed)).toBeTypeOf('number');
    }),
    { numRuns: 500 },
  );
});

function scalarsOf(node: YamlNode | undefined): readonly YamlScalar[] {
  if (node?.kind === 'scalar') return [node];
  if (node?.kind === 'list') return node.items.flatMap(scalarsOf);
  if (node?.kind !== 'map') return [];
  return node.entries.flatMap((one) => [...scalarsOf(one.key), ...scalarsOf(one.value)]);
}

/** ASCII characters of the text that do not stand at their place, nor a break, backslash or quote instead. */
function misplacedIn(scalar: YamlScalar, bytes: Uint8Array): readonly string[] {
  return Array.from(scalar.text, (_, index) => index)
    .filter((index) => scalar.text.charCodeAt(index) < 0x80)
    .filter((index) => {
      const byte = bytes[scalar.placeOf(index).offset] ?? 0x0a;
      return byte !== scalar.text.charCodeAt(index) && ![0x0a, 0x0d, 0x5c, 0x27].includes(byte);
    })
    .map((index) => `${index} of ${scalar.text}`);
}

function checkText(node: YamlScalar): void {
  const offsets = Array.from(node.text, (_, index) => node.placeOf(index).offset);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  expect(offsets.every((one) => one >= node.range.start)).toBe(true);
}
