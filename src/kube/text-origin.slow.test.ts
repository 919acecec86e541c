import { expect, test } from 'vitest';
import type { YamlNode } from '#yaml/node.ts';
import { fixOf } from './edit.ts';
import { RecentTexts } from './manifest-text.ts';
import { locate } from './object.ts';
import { readManifests } from './read-manifests.ts';

const texts = {
  'several documents': `# head
%YAML 1.2
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a, labels: {x: &x y, z: *x}}
data:
  text: |+
    grün

--- # behind
{apiVersion: v1, kind: Secret,
  metadata: {name: b}} # tail
...
---
  apiVersion: v1
  kind: Pod
  metadata:
    name: c # name
  spec:
    containers:
    - name: d
      image: "ä\\u00e4 x"
`,
  'a list': `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata:
      name: a
    spec: {ports: [{port: 1}]} # last
  - {apiVersion: v1, kind: Service, metadata: {name: b}}
  - apiVersion: v1
    kind: List
    items:
    - {apiVersion: v1, kind: Service, metadata: {name: c}}
    - apiVersion: v1
      kind: ConfigMap
      metadata: {name: d}
      data:
        last: >-
          folded
          text`,
  'JSON of several lines': JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'List',
      items: ['a', 'b'].map((name) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } })),
    },
    undefined,
    4,
  ),
  'JSON of one line': `{"apiVersion":"v1","kind":"PodList","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"},"spec":{"nodeName":"ö"}}]}`,
  'anchors in another item': `kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata: &meta {name: a}
- apiVersion: v1
  kind: Pod
  metadata: *meta
`,
  'a broken document': `kind: Pod
apiVersion: v1
metadata: {name: a, name: b}
spec: [
---
apiVersion: v1
kind: Pod
`,
};

/** What a tree says of places, without cycles. */
function shape(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  const { range, anchor, tag } = node;
  if (node.kind === 'alias') return { range, name: node.name };
  if (node.kind === 'scalar') {
    const places = Array.from(node.text, (_, at) => node.placeOf(at));
    return { range, anchor, tag, text: node.text, style: node.style, places };
  }
  if (node.kind === 'list') return { range, flow: node.flow, items: node.items.map(shape) };
  const entries = node.entries.map(({ key, value }) => [shape(key), shape(value)]);
  return { range, flow: node.flow, entries };
}

/** Forgets everything that is kept for a while. */
function flood(recent: RecentTexts): void {
  const node = readManifests('b', Buffer.from('{apiVersion: v1, kind: X}')).objects[0]?.origin.node;
  if (node !== undefined) recent.keepNode({}, node, 2 ** 40);
  recent.keepBytes({}, new Uint8Array(2 ** 26));
}

function bytesOf(text: string, encoding: string): Uint8Array {
  if (encoding === 'marked') return Buffer.from(`\uFEFF${text}`);
  if (encoding === 'UTF-16') return Buffer.from(`\uFEFF${text}`, 'utf16le');
  return Buffer.from(encoding === 'Windows' ? text.replaceAll('\n', '\r\n') : text);
}

const cases = Object.keys(texts).flatMap((name) =>
  ['Unix', 'Windows', 'marked', 'UTF-16'].map((encoding) => [name, encoding] as const),
);

test.for(cases)('%s (%s): an object that is read again is what it was', ([name, encoding]) => {
  const bytes = bytesOf(texts[name as keyof typeof texts], encoding);
  const recent = new RecentTexts();
  const { objects } = readManifests('a.yaml', bytes, undefined, { recent, again: () => bytes });
  const before = objects.map(({ origin }) => shape(origin.node));
  flood(recent);

  expect(objects.length).toBeGreaterThan(0);
  expect(
    objects.map(({ origin }) => {
      const again = shape(origin.node);
      flood(recent);
      return again;
    }),
  ).toStrictEqual(before);
});

test('a file that has changed has no fields any more, and no fixes', () => {
  const text = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n';
  let now = text;
  const recent = new RecentTexts();
  const { objects } = readManifests('a.yaml', Buffer.from(text), undefined, {
    recent,
    again: () => Buffer.from(now),
  });
  const [pod] = objects;
  if (pod === undefined) throw new Error('there is no object');
  const change = { op: 'set', path: ['spec', 'x'], value: 1 } as const;
  const patch = { title: 'x', safety: 'safe', changes: [change] } as const;

  flood(recent);
  expect(locate(pod, ['metadata', 'name'])).toMatchObject({ line: 4, column: 3 });
  expect(fixOf(pod, patch)?.edits).toHaveLength(1);
  now = `# more\n${text}`;
  flood(recent);
  expect(locate(pod, ['metadata', 'name'])).toStrictEqual({
    path: 'a.yaml',
    line: 1,
    column: 1,
    field: 'metadata.name',
  });
  expect(fixOf(pod, patch)).toBeUndefined();
});
