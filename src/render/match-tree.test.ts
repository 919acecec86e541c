import { expect, test } from 'vitest';
import { SourceFile } from './match-tree.ts';

const source = `apiVersion: v1
kind: Service
metadata:
  name: web
---
kind: Deployment
apiVersion: apps/v1
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1
          args: [a]
        - name: log
          image: fluent:1
`;
const made = `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: web
  name: prod-web
spec:
  template:
    spec:
      containers:
      - image: fluent:1
        name: log
      - args:
        - a
        image: nginx:2
        name: web
`;

test('lines of sorted, renamed and changed objects are those of their fields', () => {
  const rendered = new SourceFile(Buffer.from(source)).linesOf(made);

  const found = made.split('\n').map((text, at) => [text.trim(), rendered.lineOf(at + 1)]);

  expect(Object.fromEntries(found)).toMatchObject({
    'kind: Deployment': 6,
    'labels:': 8,
    'app: web': 8,
    'name: prod-web': 9,
    'containers:': 13,
    '- image: fluent:1': 18,
    'name: log': 17,
    '- args:': 16,
    'image: nginx:2': 15,
  });
});

test('what has no source has the lines that say the same', () => {
  const rendered = new SourceFile(Buffer.from('a: 1\nkind: Secret\n')).linesOf(made);

  expect(rendered.lineOf(2)).toBeUndefined();
});
