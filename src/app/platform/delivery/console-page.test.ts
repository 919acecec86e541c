import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RecordSubject } from '#contract/delivery.ts';
import { consolePage } from './console-page.ts';

function asset(kind: string): RecordSubject {
  return { type: 'asset', asset: { id: '7', kind, name: 'n', identity: 'i' } };
}

const known = readFileSync('console/src/pages/pages.ts', 'utf8');

test.for([
  ['finding.opened', undefined, '/findings?open=7', '/findings'],
  ['exception.ended', undefined, '/exceptions?open=7', '/exceptions'],
  ['incident.updated', undefined, '/incidents/7', '/incidents/$id'],
  ['detection', undefined, '/runtime?open=7', '/runtime'],
  ['asset.scanned', asset('image'), '/images/7', '/images/$id'],
  ['asset.scanned', asset('host'), '/hosts/7', '/hosts/$id'],
  ['asset.seen', asset('cluster'), '/clusters', '/clusters'],
] as const)('%s leads to a page that there is: %s', ([kind, about, path, page]) => {
  expect(consolePage(kind, '7', about)).toBe(path);
  expect(known).toContain(`path: '${page}'`);
});

test.for(['audit', 'gap', 'asset.gone', 'test'])('no page shows %s', (kind) => {
  expect(consolePage(kind, '7', undefined)).toBeUndefined();
});

test('what stands in an id is no part of the path', () => {
  expect(consolePage('incident.opened', '../a?b', undefined)).toBe('/incidents/..%2Fa%3Fb');
});
