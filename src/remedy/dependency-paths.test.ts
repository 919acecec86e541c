import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Component, Relation } from '#model/component.ts';
import { dependencyPaths } from './dependency-paths.ts';
import { component } from './testing.ts';

function node(name: string, direct?: boolean): Component {
  return component(['npm', name, '1.0.0'], '/lock', {
    id: name,
    ...(direct !== undefined && { direct }),
  });
}

function edges(text: string): readonly Relation[] {
  return text
    .split(' ')
    .filter((edge) => edge !== '')
    .map((edge) => {
      const [from = '', to = ''] = edge.split('>');
      return { from, to, kind: 'depends-on' };
    });
}

const cases = [
  ['a root is its own path', 'a', '', 'a', ['a'], 1],
  ['the shortest way', 'a b c', 'a>b b>c a>c', 'c', ['a', 'c'], 2],
  ['down a chain', 'a b c', 'a>b b>c', 'c', ['a', 'b', 'c'], 1],
  ['of equals the first by id', 'z y x', 'z>x y>x', 'x', ['y', 'x'], 2],
  ['a direct dependency ends the way', 'app a* b', 'app>a a>b', 'b', ['a', 'b'], 1],
  ['direct and needed by another one', 'a* b*', 'a>b', 'b', ['b'], 2],
  ['a tree that marks nothing beside one that does', 'a* b c d', 'a>b c>d', 'd', ['c', 'd'], 1],
  ['a cycle below a root', 'a b c', 'a>b b>c c>b', 'c', ['a', 'b', 'c'], 1],
  ['edges that stand twice count once', 'a b', 'a>b a>b', 'b', ['a', 'b'], 1],
  ['edges to nowhere', 'a b', 'a>x x>b a>b', 'b', ['a', 'b'], 1],
] as const;

test.for(cases)('%s', ([, names, relations, wanted, ids, ways]) => {
  const components = names
    .split(' ')
    .map((name) => node(name.replace('*', ''), name.endsWith('*') ? true : undefined));

  const path = dependencyPaths({ components, relations: edges(relations) })(wanted);

  expect(path).toEqual({ ids, names: ids.map((id) => `${id} 1.0.0`), ways });
});

test('what only a cycle asks for, and what is unknown, has no path', () => {
  const pathOf = dependencyPaths({
    components: [node('a'), node('b')],
    relations: edges('a>b b>a'),
  });

  expect(pathOf('a')).toBeUndefined();
  expect(pathOf('nobody')).toBeUndefined();
});

test('many ways are counted up to 100', () => {
  const names = Array.from({ length: 20 }, (_, level) => [`${level}a`, `${level}b`]).flat();
  const relations = Array.from({ length: 19 }, (_, level) => {
    const next = level + 1;
    return edges(`${level}a>${next}a ${level}a>${next}b ${level}b>${next}a ${level}b>${next}b`);
  }).flat();

  const pathOf = dependencyPaths({ components: names.map((name) => node(name)), relations });

  expect(pathOf('19a')).toMatchObject({ ways: 100 });
  expect(pathOf('2a')).toMatchObject({ ways: 4 });
});

test('a chain without end is cut in the middle', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `n${String(index).padStart(5, '0')}`);
  const relations = names.slice(1).map((to, index): Relation => {
    return { from: names[index] ?? '', to, kind: 'depends-on' };
  });

  const path = dependencyPaths({ components: names.map((name) => node(name)), relations })(
    'n04999',
  );

  expect(path?.ids).toHaveLength(100);
  expect(path?.ids[0]).toBe('n00000');
  expect(path?.ids.at(-1)).toBe('n04999');
});

test('the order of components and relations changes nothing, and paths follow edges', () => {
  const edge = fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 }));
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 40 }), fc.nat(), (pairs, seed) => {
      const components = Array.from({ length: 13 }, (_, index) => node(`n${index}`));
      const relations = pairs.map(([from, to]): Relation => {
        return { from: `n${from}`, to: `n${to}`, kind: 'depends-on' };
      });
      const known = new Set(relations.map(({ from, to }) => `${from}>${to}`));

      const pathOf = dependencyPaths({ components, relations });
      const turned = dependencyPaths({
        components: components.toReversed(),
        relations: [...relations.slice(seed % 40), ...relations.slice(0, seed % 40)],
      });

      for (const { id } of components) {
        const path = pathOf(id);
        expect(turned(id)).toEqual(path);
        for (const [index, step] of (path?.ids ?? []).slice(1).entries())
          expect(known).toContain(`${path?.ids[index] ?? ''}>${step}`);
        expect(path?.ways ?? 1).toBeGreaterThan(0);
      }
    }),
  );
});
