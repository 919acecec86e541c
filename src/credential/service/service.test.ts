import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { configurationFormats, readConfiguration } from '../format/read.ts';
import { scope, viewOf } from '../testdata/view.ts';
import { type CompiledService, recordOf } from './catalogue.ts';
import { commandAnalyzer } from './command.ts';
import { parseCondition } from './condition.ts';
import { holds } from './evaluate.ts';
import { splitWords } from './words.ts';

const compiled = JSON.parse(readFileSync('data/catalog/services.json', 'utf8')) as {
  readonly services: readonly CompiledService[];
};
const services = compiled.services.map(recordOf);

const values: Readonly<Record<string, string>> = {
  bind: '0.0.0.0',
  local: '127.0.0.1 -::1',
  socket: 'unix:///run/x.sock',
  port: ':8080',
  flag: 'yes',
  none: '',
  secret: '(guessable)',
  list: 'a one\nb two',
};

function ask(source: string): boolean {
  return holds(parseCondition(source), {
    valueOf: (name) => values[name],
    isGiven: (name) => Object.hasOwn(values, name),
    has: (path) => path === '/bin/x',
    started: true,
  });
}

test.for([
  ["flag == 'YES' && !off(flag)", true],
  ["flag != 'yes' || empty(none)", true],
  ['public(bind) && public(port) && !public(local) && !public(socket)', true],
  ['set(bind) && !set(none) && !set(absent) && given(none) && !given(absent)', true],
  ['weak(secret) && !weak(bind)', true],
  ["like(list, 'b *') && !like(list, 'two*')", true],
  ["has('/bin/x') && !has('/bin/y') && started()", true],
  ["!(flag == 'yes') || (on(absent))", false],
  ["absent == ''", true],
] as const)('the condition %s is %s', ([source, expected]) => {
  expect(ask(source)).toBe(expected);
});

test.for([
  '',
  'a ==',
  '(a == b',
  'a = b',
  "set('x'",
  'a == b)',
  '!'.repeat(100),
  `${'('.repeat(40)}a == b`,
])('a wrong condition is refused: %s', (source) => {
  expect(() => parseCondition(source)).toThrow(/condition/);
});

test.for([
  ['ini', '[a]\nb = "c" ; note\n;d = e\n', 'a.b=c'],
  ['properties', 'a.b: c\n!d=e\n', 'a.b=c'],
  ['yaml', 'a:\n  b: [c, d]\n', 'a.b.0=c a.b.1=d'],
  ['json', '// note\n{"a": {"b": false}}', 'a.b=false'],
  ['toml', '[a]\nb = "c"\n', 'a.b=c'],
  ['xml', '<a><b c="d">e</b></a>', 'a.b=e a.b.@c=d a='],
  ['nginx', 'http { # x\n a b; c { d "e;f"; } }', 'http.a=b http.c.d=e;f'],
  ['hcl', 'a "x" {\n  b = "c" // note\n}\nd = 1\n', 'a.b=c d=1'],
  ['apache', '<A "/x">\nB c d\n</A>\nE f\n', 'A.@=/x A.B=c d E=f'],
  ['pg-hba', 'host  all all 0.0.0.0/0   trust # x\n', 'host=host all all 0.0.0.0/0 trust => trust'],
  ['sshd', 'A b\na c\nMatch User x\nD e\n', 'A=b'],
  ['shell', "export A='b c'\nD=e # f\n", 'A=b c D=e'],
  ['spaced', 'a b c\nd = e\n', 'a=b c d=e'],
  ['php', "define('A', 'b');\n$c['d']['e'] = true;\n// $f = 'g';\n", 'A=b c.d.e=true'],
  ['script', "A = 'b'\nc.d = f()\nif x == 'y':\n", `A=b c.d=\${}`],
] as const)('%s is read', ([format, text, expected]) => {
  const settings = readConfiguration(format, text);

  expect(settings.map(({ key, value }) => `${key}=${value}`).join(' ')).toBe(expected);
});

test('any text in any format gives settings, input or limit errors', () => {
  const words = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '<',
    '>',
    '=',
    ':',
    ';',
    '"',
    "'",
    '\n',
    '&a ',
    '*a',
    '#',
    '__proto__',
    'a',
    '- ',
  );
  const text = fc.array(fc.oneof(words, fc.string({ maxLength: 6 })), { maxLength: 40 });
  fc.assert(
    fc.property(fc.constantFrom(...configurationFormats), text, (format, parts) => {
      expect(failureOf(() => readConfiguration(format, parts.join('')))).toMatch(
        /^$|^(?:input|limit)\./,
      );
    }),
    { numRuns: 500 },
  );
});

test('large hostile texts are read in time that follows their size', () => {
  for (const unit of ['{', '"', 'a=', '[', '<a>', ' ', "$a['", 'define(', '\\'])
    for (const format of configurationFormats) {
      const started = performance.now();
      failureOf(() => readConfiguration(format, unit.repeat(20_000)));
      expect([format, unit, performance.now() - started < 1500]).toEqual([format, unit, true]);
    }
});

test('a command line is taken apart as a shell does', () => {
  expect(splitWords(`exec 'a b' --c="d e" && f; g`)).toEqual([
    'exec',
    'a b',
    '--c=d e',
    '&&',
    'f',
    ';',
    'g',
  ]);
});

function failureOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return isCaissonError(error) ? error.code : String(error);
  }
}

test('start scripts and units tell with which flags a service runs', () => {
  const redis = services.filter(({ id }) => id === 'redis');
  const analyzer = commandAnalyzer(redis, 1);
  const script =
    'apt-get install redis-server\nexec gosu redis redis-server \\\n  --protected-mode no\n';

  const facts = [...analyzer.analyze(viewOf('/entrypoint.sh', script), scope)];
  const unit = '[program:x]\ncommand=/usr/bin/redis-server --requirepass foobared\n';
  const others = [...analyzer.analyze(viewOf('/etc/supervisord.conf', unit), scope)];

  expect(facts).toMatchObject([{ topic: 'command/redis', values: { protected: 'no' } }]);
  expect(others).toMatchObject([{ topic: 'command/redis', values: { password: '(guessable)' } }]);
});
