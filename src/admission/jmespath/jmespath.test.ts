import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import type { Json } from '#model/json-value.ts';
import { Queries } from '../rule/query.ts';

const data: Json = {
  a: { b: { c: 1 }, list: [1, 2, 3], 'd-e': 'x' },
  pods: [
    { name: 'web', cpu: 2, labels: { app: 'w' }, tags: ['x', 'y'] },
    { name: 'db', cpu: 1, tags: [] },
  ],
  empty: [],
  text: 'Hello',
  cpu: '500m',
  wait: '1h30m',
};

function search(query: string): Json {
  return new Queries(() => new Date('2026-01-15T12:00:00Z')).search(query, data);
}

test.for<readonly [string, Json]>([
  ['a.b.c', 1],
  ['a."d-e"', 'x'],
  ['a.list[0]', 1],
  ['a.list[-1]', 3],
  ['a.list[::-1]', [3, 2, 1]],
  ['a.list[1:]', [2, 3]],
  ['pods[*].name', ['web', 'db']],
  ['pods[].tags[]', ['x', 'y']],
  ['pods[?cpu > `1`].name', ['web']],
  ["pods[?name == 'db'] | [0].cpu", 1],
  ["pods[?labels.app == 'w'].name", ['web']],
  ['pods[*].labels.app', ['w']],
  ['pods[*].{n: name, c: cpu} | [0]', { n: 'web', c: 2 }],
  ['pods[0].[name, cpu]', ['web', 2]],
  ["missing || 'none'", 'none'],
  ['!empty', true],
  ['a.b && text', 'Hello'],
  ['length(pods)', 2],
  ['keys(a.b)', ['c']],
  ['sort_by(pods, &cpu)[0].name', 'db'],
  ['max_by(pods, &cpu).name', 'web'],
  ['map(&name, pods)', ['web', 'db']],
  ["join('-', pods[*].name)", 'web-db'],
  ["contains(pods[*].name, 'db')", true],
  ['to_string(a.b)', '{"c":1}'],
  ['to_number(`"12"`)', 12],
  ['merge(`{"a":1}`, `{"b":2}`)', { a: 1, b: 2 }],
  ["split('a,b', ',')", ['a', 'b']],
  ["replace_all('a.b.c', '.', '-')", 'a-b-c'],
  ["replace('aaa', 'a', 'b', `2`)", 'bba'],
  ["trim('--x--', '-')", 'x'],
  ["regex_match('^(a+)+$', 'aaaa')", true],
  ["regex_replace_all('(\\w+):(\\d+)', 'web:80', '$2=$1')", '80=web'],
  ["regex_replace_all_literal('b', 'abc', '$1')", 'a$1c'],
  ["pattern_match('w?b*', 'webby')", true],
  ['label_match(`{"app":"w"}`, pods[0].labels)', true],
  ["to_boolean('True')", true],
  ["add(cpu, '1')", '1500m'],
  ["subtract('1Gi', '512Mi')", '512Mi'],
  ["multiply('100m', `3`)", '300m'],
  ["divide('1Gi', '512Mi')", 2],
  ["divide('10', `3`)", '3'],
  ['modulo(`7`, `4`)', 3],
  ["add(wait, '0h30m')", '2h0m0s'],
  ['round(`2.567`, `1`)', 2.6],
  ["sum(['1', '2'])", '3'],
  ["base64_decode(base64_encode('é'))", 'é'],
  ["path_canonicalize('/a/../b//c/')", '/b/c'],
  ["truncate('abcdef', `3`)", 'abc'],
  ["semver_compare('1.2.3', '>=1.0.0 <2.0.0')", true],
  ["semver_compare('4.1.3', '1.x || >=5.0.0')", false],
  ['parse_json(\'{"x": [1]}\').x[0]', 1],
  ["parse_yaml('x: [1]').x", [1]],
  ["lookup(a, 'd-e')", 'x'],
  ["items(a.b, 'key', 'value')", [{ key: 'c', value: 1 }]],
  ["object_from_lists(['a', 'b'], [`1`])", { a: 1, b: null }],
  ["image_normalize('nginx')", 'docker.io/nginx:latest'],
  ["time_add('2026-01-01T00:00:00Z', '36h')", '2026-01-02T12:00:00Z'],
  ["time_diff('2026-01-01T00:00:00Z', '2026-01-01T01:30:00Z')", '1h30m0s'],
  ["time_since('', '2026-01-15T11:00:00Z', '')", '1h0m0s'],
  ["time_to_cron('2026-01-15T11:05:00Z')", '5 11 15 1 4'],
  ["time_parse('2006-01-02', '2026-03-04')", '2026-03-04T00:00:00Z'],
  ["time_parse('1702691171', '1702691171')", '2023-12-16T01:46:11Z'],
  ["time_utc('2026-01-01T02:00:00+02:00')", '2026-01-01T00:00:00Z'],
  ["time_between('2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z', '2026-01-03T00:00:00Z')", true],
  ["is_external_url('https://10.1.2.3/x')", false],
  ["sha256('')", 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
])('%s', ([query, expected]) => {
  expect(JSON.parse(JSON.stringify(search(query)))).toEqual(expected);
});

test.for([
  'a.nowhere',
  'a.__proto__',
  'constructor',
  'length(`1`)',
  'nothing(a)',
  'a.',
  "'open",
  'a[?',
  "divide('1', '0')",
  "random('[a-z]')",
  "is_external_url('https://example.com')",
  `${'('.repeat(300)}a${')'.repeat(300)}`,
  Array.from({ length: 5000 }, () => 'a').join('.'),
  `\`${'['.repeat(400)}${']'.repeat(400)}\``,
])('is an error: %.40s', (query) => {
  expect(() => search(query)).toThrow(/\w/);
});

test('patterns that backtracking engines hang on are answered at once', () => {
  expect(search(`regex_match('^(a+)+$', '${'a'.repeat(5000)}!')`)).toBe(false);
});

/** Whether a query gives a value or an error of ours. */
function isBounded(query: string): boolean {
  try {
    search(query);
    return true;
  } catch (error) {
    return isCaissonError(error);
  }
}

test.for([
  "join('', [join('', pods[].tags[]), to_string(@)])",
  'a.*.*[] | [*].[*]',
  'sort(pods[*].name)[::-2]',
  "pods[?contains(name, 'w') && !labels]",
])('whatever is cut or changed in %s is an error or a value', (query) => {
  fc.assert(
    fc.property(
      fc.nat(query.length),
      fc.nat(query.length),
      fc.string({ maxLength: 6 }),
      (from, to, text) => {
        const mutant = query.slice(0, Math.min(from, to)) + text + query.slice(Math.max(from, to));
        expect(isBounded(mutant)).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});
