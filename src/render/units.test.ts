import { expect, test } from 'vitest';
import { alignLines, matchLines } from './align.ts';
import { splitBySource } from './split.ts';
import { unitsAmong } from './units.ts';

test('charts and kustomizations are units, what lies in a chart belongs to it', () => {
  const units = unitsAmong([
    'Chart.yaml',
    'charts/redis/Chart.yaml',
    'web/kustomization.yaml',
    'deploy/api/Chart.yaml',
  ]);

  expect(units).toEqual([{ kind: 'helm', path: '.' }]);
  expect(
    unitsAmong(['a/kustomization.yml', 'b/Kustomization', 'c/Chart.yaml', 'c/x.yaml']),
  ).toEqual([
    { kind: 'kustomize', path: 'a' },
    { kind: 'kustomize', path: 'b' },
    { kind: 'helm', path: 'c' },
  ]);
});

test('documents belong to the template that is named before them', () => {
  expect(
    splitBySource(
      '---\n# Source: web/templates/a.yaml\na: 1\n---\nb: 2\n---\n# Source: web/x.yaml\nc: 3\n',
    ),
  ).toEqual([
    {
      source: 'web/templates/a.yaml',
      text: '---\n# Source: web/templates/a.yaml\na: 1\n---\nb: 2\n',
    },
    { source: 'web/x.yaml', text: '---\n# Source: web/x.yaml\nc: 3\n' },
  ]);
});

test('lines of a template are found in order, with actions by their keys', () => {
  const template =
    'kind: Pod\n{{- if .Values.x }}\nmetadata:\n  name: {{ .Release.Name }}\nspec:\n  image: a\n  image: b\n';
  const aligned = alignLines(
    '---\nkind: Pod\nmetadata:\n  name: rel\nspec:\n  image: a\n  image: b\n  extra: 1\n',
    template,
  );

  expect([2, 4, 6, 7, 8].map((line) => aligned.lineOf(line))).toEqual([1, 4, 6, 7, 7]);
});

test('lines that a program sorts are found where only one says the same', () => {
  const aligned = matchLines(
    '- image: a\n  name: b\n  x: 1\n',
    '- name: b\n  image: a\n  x: 1\n  x: 1\n',
  );

  expect([1, 2, 3].map((line) => aligned.lineOf(line))).toEqual([2, 1, undefined]);
});
