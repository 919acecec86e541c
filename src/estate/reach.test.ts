import { expect, test } from 'vitest';
import { assetWithin, placedWithin } from './reach.ts';

test('a grant without places reaches nothing, "all" everything', () => {
  expect(placedWithin([], 'w').sql).toBe('1 = 0');
  expect(placedWithin('all', 'w').sql).toBe('1 = 1');
  expect(placedWithin([{}], 'w').sql).toBe('(1 = 1)');
});

test('members of a place are joined by AND, places by OR', () => {
  expect(placedWithin([{ cluster: 'a', namespace: 'b' }, { namespace: 'c' }], 'w')).toEqual({
    sql: '((w.cluster = ? AND w.namespace = ?) OR (w.namespace = ?))',
    values: ['a', 'b', 'c'],
  });
});

test('a repository reaches what lies below it', () => {
  expect(assetWithin([{ repository: 'r/team/' }], 'f.asset')).toEqual({
    sql: 'EXISTS (SELECT 1 FROM asset_place reach WHERE reach.asset = f.asset AND (((reach.repository = ? OR substr(reach.repository, 1, 7) = ?))))',
    values: ['r/team', 'r/team/'],
  });
});
