import { expect, test } from 'vitest';
import { canonical } from '../canonical.ts';
import { compile, environmentOf } from '../compile.ts';
import type { EnvironmentName } from '../environment.ts';
import { DYN } from '../type.ts';

/** The canonical value, `error: …`, or `problem: …` when it does not compile. `x` is a variable of unknown type. */
function evaluate(text: string, x: unknown = null, name: EnvironmentName = kubernetes(36)): string {
  const compiled = compile(text, environmentOf(name, { x: DYN }));
  if ('problems' in compiled) return `problem: ${compiled.problems[0]?.message ?? ''}`;
  const outcome = compiled.program.evaluate({ x });
  return 'error' in outcome ? `error: ${outcome.error}` : canonical(outcome.value);
}

function costOf(text: string, x: unknown = null): number {
  const compiled = compile(text, environmentOf(kubernetes(36), { x: DYN }));
  return 'problems' in compiled ? -1 : compiled.program.evaluate({ x }).cost;
}

function kubernetes(minor: number): EnvironmentName {
  return { base: 'kubernetes', minor };
}

test.for([
  ["url('https://example.com:80/').getHost()", 's:"example.com:80"'],
  ["url('https://[::1]:80/').getHostname()", 's:"::1"'],
  ["url('/path').getPort()", 's:""'],
  ["url('https://example.com/a b/').getEscapedPath()", 's:"/a%20b/"'],
  ["url('https://example.com/a#b').getEscapedPath()", 's:"/a"'],
  [
    "url('https://example.com/path?k1=a&k2=b&k2=c&k%203=%zz&bad;x=1&e').getQuery()",
    '{s:"e"=[s:""],s:"k1"=[s:"a"],s:"k2"=[s:"b",s:"c"]}',
  ],
  ["url('https://a.b/x') == url('https://a.b/x')", 'b:true'],
  ["url('https://a.b/x') == url('https://a.b/y')", 'b:false'],
  ["isURL('a')", 'b:false'],
  ["isURL('../a')", 'b:false'],
  ["isURL('https://a')", 'b:true'],
  ["'abc 123'.find('[0-9]+')", 's:"123"'],
  ["'abc 123'.find('xyz')", 's:""'],
  ["'123 abc 456'.findAll('[0-9]+')", '[s:"123",s:"456"]'],
  ["'123 abc 456'.findAll('[0-9]+', 1)", '[s:"123"]'],
  ["'123 abc 456'.findAll('[0-9]+', 0)", '[]'],
  ["'123 abc 456'.findAll('[0-9]+', -2)", '[s:"123",s:"456"]'],
  ["'abcabc'.findAll('(?i)B')", '[s:"b",s:"b"]'],
  ['[1, 2, 3].isSorted()', 'b:true'],
  ["['b', 'a'].isSorted()", 'b:false'],
  ['[].isSorted()', 'b:true'],
  ['[1, 3].sum()', 'i:4'],
  ['[1.5, 3.0].sum()', 'd:4.5'],
  ['[1u, 2u].sum()', 'u:3'],
  ["[duration('1m'), duration('1s')].sum()", 'dur:61000000000'],
  ['[].sum()', 'i:0'],
  ['[1.0].filter(e, e > 2.0).sum()', 'd:0'],
  ['[3, 1, 2].min()', 'i:1'],
  ["['a', 'c', 'b'].max()", 's:"c"'],
  ['[1, 2, 2, 3].indexOf(2)', 'i:1'],
  ["['a', 'b', 'b'].lastIndexOf('b')", 'i:2'],
  ['[1.0].indexOf(1.1)', 'i:-1'],
  ["sets.contains(['a', 'b'], ['a'])", 'b:true'],
  ['sets.contains([[1], [2, 3]], [[3, 2]])', 'b:false'],
  ["sets.intersects([{'a': 1}], [{'a': 1}])", 'b:true'],
  ["sets.equivalent(['a', 'a'], ['a'])", 'b:true'],
  ["quantity('1Gi') == quantity('1024Mi')", 'b:true'],
  ["quantity('0.1').add(quantity('0.2')) == quantity('0.3')", 'b:true'],
  ["quantity('1').sub(2)", 'kubernetes.Quantity:-1'],
  ["sign(quantity('-1'))", 'i:-1'],
  ["type(ip('::1')) == net.IP", 'b:true'],
  ["string(cidr('10.0.0.0/8').ip())", 's:"10.0.0.0"'],
  ["cidr('10.0.0.0/8').containsIP('10.1.2.3')", 'b:true'],
  ["isIP('::ffff:1.2.3.4')", 'b:false'],
  ["isIP('fe80::1%eth0')", 'b:false'],
  ["isIP('010.0.0.1')", 'b:false'],
  ["isCIDR('10.0.0.1/8')", 'b:true'],
  ["isCIDR('::ffff:10.0.0.0/104')", 'b:false'],
  ["semver('v1.2', true).minor()", 'i:2'],
  ["semver('1.2.3-rc.1').isLessThan(semver('1.2.3'))", 'b:true'],
  ["semver('1.0.0+a') == semver('1.0.0+b')", 'b:true'],
  ["format.named('dns1123Label').value().validate('a')", 'opt()'],
  ["format.dns1123Label().validate('a.b').value()", '[s:"must not contain dots"]'],
  ['[1, 2, 3, 4].slice(1, 3)', '[i:2,i:3]'],
  ['[[1, 2], [3]].flatten()', '[i:1,i:2,i:3]'],
  ['[1, 2, 2, 1].distinct()', '[i:1,i:2]'],
  ['lists.range(3)', '[i:0,i:1,i:2]'],
  ['lists.range(-1)', '[]'],
  ['[1, 2].reverse()', '[i:2,i:1]'],
  ["['b', 'c', 'a'].sort()", '[s:"a",s:"b",s:"c"]'],
  ["[{'n': 2, 's': 'b'}, {'n': 1, 's': 'c'}].sortBy(e, e.n).map(e, e.n)", 'problem'],
  ["[{'n': 2}, {'n': 1}].sortBy(e, e.n)", '[{s:"n"=i:1},{s:"n"=i:2}]'],
  ['[1, 2].first().value()', 'i:1'],
  ['[1, 2].last().value()', 'i:2'],
  ['[1].filter(e, e > 2).first()', 'opt()'],
] as const)('%s is %s', ([text, wanted]) => {
  const got = evaluate(text);

  expect(wanted === 'problem' ? got.split(':')[0] : got).toBe(wanted);
});

test.for([
  ['x.sum()', [1, 2], 'i:3'],
  ['x.sum()', [1.5, 2.5], 'd:4'],
  ['x.max()', ['a', 'b'], 's:"b"'],
  ['x.sort()', [3, 1, 2], '[i:1,i:2,i:3]'],
  ['x.flatten(2)', [[[1]], [2, [[3]]]], '[i:1,i:2,[i:3]]'],
  [
    'x.distinct()',
    [{ a: 1, b: [2] }, { b: [2], a: 1 }, null, null],
    '[{s:"a"=i:1,s:"b"=[i:2]},null]',
  ],
  ['x.indexOf({"__proto__": 1})', [JSON.parse('{"__proto__": 1}')], 'i:0'],
  ['quantity(x).isLessThan(quantity("1Gi"))', '512Mi', 'b:true'],
] as const)('%s of %j is %s', ([text, x, wanted]) => {
  expect(evaluate(text, x)).toBe(wanted);
});

test.for([
  ["url('path')", /URL parse error during conversion from string: parse "path": invalid URI/],
  ["'a'.find('(')", /Illegal regex/],
  ['x.min()', /min called on empty list/],
  ['x.slice(1, 2)', /cannot slice\(1, 2\), list is length 0/],
  ['lists.range(9223372036854775807)', /error: /],
  ["quantity('1.5').asInteger()", /cannot convert value to integer/],
  ["ip('1.2.3.4.5')", /IP Address "1.2.3.4.5" parse error.*IPv4 address too long/],
  ["ip('::ffff:1.2.3.4')", /IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed/],
  ["ip('fe80::1%eth0')", /IP address "fe80::1%eth0" with zone value is not allowed/],
  ["cidr('1.2.3.4')", /network address parse error/],
  ["semver('v1')", /No Major.Minor.Patch elements found/],
  ['[1, x].sort()', /same type|no such overload/],
] as const)('%s is an error', ([text, wanted]) => {
  expect(evaluate(text, [])).toMatch(wanted);
});

test.for([
  ["quantity('1')", 28],
  ['sets.contains([1], [1])', 29],
  ["ip('1.2.3.4')", 30],
  ["cidr('1.2.3.4/8')", 30],
  ['format.uuid()', 31],
  ["semver('1.0.0')", 33],
  ['[1].reverse()', 34],
  ['[1, 2].sortBy(e, e)', 34],
  ['[1].first()', 34],
  ['[1].includes(1)', 37],
] as const)('%s is of Kubernetes 1.%d and not of the release before', ([text, since]) => {
  expect(evaluate(text, null, kubernetes(since - 1))).toMatch(/^problem: /);
  expect(evaluate(text, null, kubernetes(since))).not.toMatch(/^problem: /);
});

test.for([
  "hash.md5('a')",
  "json.unmarshal('1')",
  "image('nginx')",
  "jsonpatch.escapeKey('a')",
  'Object{}',
  'time.now()',
  "http.get('x')",
  "regex.replace('a', 'a', 'b')",
])('Kubernetes does not know %s', (text) => {
  expect(evaluate(text)).toMatch(/^problem: /);
});

test('costs follow sizes', () => {
  expect(costOf("x.find('abcd')", 'a'.repeat(99))).toBe(1 + 10);
  expect(costOf('x.sum()', [1, 2, 3])).toBe(1 + 3);
  expect(costOf('x.distinct()', [1, 2, 3])).toBe(1 + 18 + 11);
  expect(costOf('url(x)', `https://a/${'b'.repeat(90)}`)).toBe(1 + 10);
});

test('work on long lists of lists is linear', () => {
  const list = Array.from({ length: 20_000 }, (_, at) => ({ name: `n${at}`, port: [at] }));
  const started = performance.now();

  expect(evaluate('size(x.distinct()) == 20000 || true', list)).toMatch(/^b:true|^error/);
  expect(performance.now() - started).toBeLessThan(1000);
});

test.for(['sets.contains(x, x)', 'x.distinct()', 'x.flatten(20)', 'x.sum()', 'x.indexOf([1])'])(
  'a value that holds another many times over and over ends %s soon',
  (text) => {
    const list = Array.from({ length: 12 }).reduce<unknown>(
      (inner) => Array.from({ length: 10 }, () => inner),
      1,
    );
    const started = performance.now();

    expect(typeof evaluate(text, list)).toBe('string');
    expect(performance.now() - started).toBeLessThan(5000);
  },
);
