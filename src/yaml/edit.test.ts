import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '#model/json-value.ts';
import type { FieldChange, FieldPath } from '#model/kubernetes.ts';
import { editsOf } from './edit.ts';
import { parseYaml } from './parse.ts';
import { plain } from './read.ts';
import { mapText } from './write.ts';

function edited(text: string, ...changes: readonly FieldChange[]): string | undefined {
  const source = Buffer.from(text);
  const root = parseYaml(source).documents[0]?.root;
  const edits = root && editsOf(root, source, changes);
  if (edits === undefined) return undefined;
  let result = source;
  for (const { start, end, text: put } of edits.toReversed())
    result = Buffer.concat([result.subarray(0, start), Buffer.from(put), result.subarray(end)]);
  return result.toString();
}

function set(path: FieldPath, value: Json): FieldChange {
  return { op: 'set', path, value };
}
function remove(...path: FieldPath): FieldChange {
  return { op: 'remove', path };
}

test('fields are added behind the last one, in the indentation of the file', () => {
  const text =
    'spec:\n    containers:\n    -   name: web # main\n        image: nginx # pinned\n# tail\n';

  expect(
    edited(
      text,
      set(['spec', 'containers', 0, 'securityContext', 'privileged'], false),
      set(['spec', 'containers', 0, 'securityContext', 'capabilities', 'drop'], ['ALL']),
    ),
  ).toBe(`spec:
    containers:
    -   name: web # main
        image: nginx # pinned
        securityContext:
            privileged: false
            capabilities:
                drop:
                - ALL
# tail
`);
});

test.for([
  ['a: 1 # one\nb: 2\n', set(['a'], 5), 'a: 5 # one\nb: 2\n'],
  ['a:   true\n', set(['a'], false), 'a:   false\n'],
  ['a: 1\n', set(['b', 'c'], 'yes'), 'a: 1\nb:\n  c: "yes"\n'],
  ['a: 1', set(['b'], 2), 'a: 1\nb: 2'],
  ['a:\nb: 1\n', set(['a', 'x'], 1), 'a:\n  x: 1\nb: 1\n'],
  ['a: # why\nb: 1\n', set(['a', 'x'], 1), 'a: # why\n  x: 1\nb: 1\n'],
  ['a: {}\nb: 1\n', set(['a', 'x'], 1), 'a:\n  x: 1\nb: 1\n'],
  ['a: {y: 2}\n', set(['a', 'x'], [1]), 'a: {y: 2, x: [1]}\n'],
  ['{"a": {"y": 2}}', set(['a', 'x'], 'q'), '{"a": {"y": 2, "x": "q"}}'],
  ['{\n  "a": 1,\n  "b": 2\n}\n', set(['x'], true), '{\n  "a": 1,\n  "b": 2,\n  "x": true\n}\n'],
  ['l:\n- a\n- b # last\nz: 1\n', set(['l', 2], 'c'), 'l:\n- a\n- b # last\n- c\nz: 1\n'],
  ['l: [a]\n', set(['l', 1], 'c'), 'l: [a, c]\n'],
  [
    'l:\n  - a: 1\n',
    set(['l', 1], { a: 2, b: [1] }),
    'l:\n  - a: 1\n  - a: 2\n    b:\n      - 1\n',
  ],
  ['l: []\n', set(['l', 0], 'c'), 'l: [c]\n'],
  ['a:\r\n  b: 1\r\n', set(['a', 'c'], 2), 'a:\r\n  b: 1\r\n  c: 2\r\n'],
  ['a:\n  b: |\n    text\nz: 1\n', set(['a', 'c'], 2), 'a:\n  b: |\n    text\n  c: 2\nz: 1\n'],
  ['a:\n  - x\n  - y\nb: 1\n', set(['a'], ['z']), 'a:\n  - z\nb: 1\n'],
  ['a: 1\nb: 2 # two\nc: 3\n', remove('b'), 'a: 1\nc: 3\n'],
  ['a:\n  b:\n    c: 1\nd: 2\n', remove('a', 'b', 'c'), 'd: 2\n'],
  ['l:\n  - a: 1\n    b: 2\n', remove('l', 0, 'a'), 'l:\n  - b: 2\n'],
  ['l:\n  - a\n  - b\n', remove('l', 0), 'l:\n  - b\n'],
  ['a: {x: 1, y: 2}\n', remove('a', 'x'), 'a: {y: 2}\n'],
  ['a: {x: 1, y: 2}\n', remove('a', 'y'), 'a: {x: 1}\n'],
  ['a: [1, 2, 3]\n', remove('a', 1), 'a: [1, 3]\n'],
  ['a: 1\n', remove('x', 'y'), 'a: 1\n'],
] as const)('%j', ([text, change, wanted]) => {
  expect(edited(text, change)).toBe(wanted);
});

test.for([
  ['base: &b {x: 1}\na: *b\n', set(['a', 'x'], 2)],
  ['a: &b\n  x: 1\nc:\n  <<: {y: {z: 1}}\n', set(['c', 'y', 'q'], 1)],
  ['a: text\n', set(['a', 'b'], 1)],
] as const)('%j cannot be changed alone', ([text, change]) => {
  expect(edited(text, change)).toBeUndefined();
});

const key = fc.constantFrom('a', 'b-c', 'd.e/f', 'yes', 'x y', '0');
const leaf = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.constantFrom('t', 'no', '', 'a: b', '# c', '1'),
);
const tree = fc.letrec<{ value: Json; map: { readonly [name: string]: Json } }>((tie) => ({
  map: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('map')),
}));

test('what is set can be read back, and nothing else has changed', () => {
  fc.assert(
    fc.property(
      tree.map,
      fc.array(key, { minLength: 1, maxLength: 3 }),
      tree.value,
      (map, path, value) => {
        const text = `${mapText(map, 0, { indent: 2, dash: 0, newline: '\n' }).slice(1)}\n`;
        const after = edited(text, set(path, value));
        if (after === undefined) return;

        const wanted = structuredClone(map);
        assign(wanted, path, value);
        expect(JSON.parse(JSON.stringify(plain(parseYaml(after).documents[0]?.root)))).toEqual(
          wanted,
        );
        expect(parseYaml(after).problems).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

function assign(map: object, path: readonly string[], value: Json): void {
  let current = map as Record<string, unknown>;
  for (const step of path.slice(0, -1)) {
    current[step] ??= {};
    current = current[step] as Record<string, unknown>;
  }
  current[path.at(-1) ?? ''] = value;
}
