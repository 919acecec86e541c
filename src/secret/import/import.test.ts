import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import type { Screen } from '../screen.ts';
import { sampleScanner, sampleToken, testScope, viewOf } from '../testing.ts';
import { readDetectSecretsBaseline, readGitleaksBaseline, readGitleaksIgnore } from './baseline.ts';
import { readGitleaksSettings } from './gitleaks.ts';
import { toJavaScript } from './translate.ts';
import { readTrivySettings } from './trivy.ts';
import { userExpression } from './user-expression.ts';

const token = sampleToken();

function found(screen: Screen, content: string, path = '/srv/app.txt') {
  return sampleScanner({ screen }).scanFile(viewOf(path, content), testScope()).secrets;
}

function rulesOf(screen: Screen, content: string, path?: string): readonly string[] {
  return found(screen, content, path).map(({ rule }) => rule);
}

const translations: readonly (readonly [string, string | undefined])[] = [
  ['(?i)abc', '(?i:abc)'],
  ['a(?i)b(c)', 'a(?i:b(c))'],
  ['a(?i)b|c', undefined],
  ['(?P<x>a)(?P<x>b)', '(?<x>a)(?<x__2>b)'],
  ['[[:alnum:]_]', '[A-Za-z0-9_]'],
  ['[]a]', '[\\]a]'],
  ['\\Qa.b\\E+', 'a\\.b+'],
  ['\\x{41}', '\\x41'],
  ['\\pL', undefined],
  ['(?U)a+', undefined],
];

test.for(translations)('%s', ([source, expected]) => {
  expect(toJavaScript(source)).toBe(expected);
});

test('what is translated finds what RE2 finds', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    'ab',
    '[ab]',
    '[^a]',
    '(?:a|b)',
    '(a)',
    '\\w',
    '\\d',
    '\\b',
    'a{1,3}',
    'b?',
    'a*',
    '(?i:A)',
    '[[:digit:]]',
    '^',
    '$',
  );
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '1', ' '), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), text, (pieces, given) => {
      const source = pieces.join('');
      const translated = toJavaScript(source);
      const match = translated === undefined ? null : new RegExp(translated).exec(given);
      const matcher = RE2JS.compile(source).matcher(given);
      const expected = matcher.find() ? [matcher.start(), matcher.group()] : undefined;

      expect(match === null ? undefined : [match.index, match[0]]).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('what V8 would take too long for runs on the linear engine', () => {
  const expression = userExpression('(a+)+$');

  expect(expression.find(`${'a'.repeat(5000)}b`, 0)).toBeUndefined();
});

test.for(['(', '[', 'a**', '(?<'])('%s is refused as a mistake of its writer', (source) => {
  expect(() => userExpression(source)).toThrow(
    expect.objectContaining({ code: 'usage.invalid-config' }),
  );
});

test('settings of Trivy: rules, groups, allowances, blocks', () => {
  const rule =
    'rules:\n  - id: mine\n    title: Mine\n    severity: HIGH\n    regex: (?i)pass (?P<secret>\\w+) (?P<secret>\\w+)\n    secret-group-name: secret\n';

  expect(
    found(readTrivySettings(rule), 'PASS one two\n').map(({ rule: id, location, severity }) => [
      id,
      location.column,
      severity,
    ]),
  ).toEqual([
    ['mine', 6, 'high'],
    ['mine', 10, 'high'],
  ]);
  expect(
    rulesOf(
      readTrivySettings(`${rule}allow-rules:\n  - id: x\n    regex: one\n`),
      'pass one two\n',
    ),
  ).toEqual([]);
  expect(
    rulesOf(
      readTrivySettings(`${rule}exclude-block:\n  regexes: ["begin(.|\\\\s)*end"]\n`),
      'begin pass one two end\n',
    ),
  ).toEqual([]);
  expect(rulesOf(readTrivySettings(rule), 'pass one two\n', '/srv/README.md')).toEqual([]);
  expect(rulesOf(readTrivySettings('disable-rules: [sample-token]\n'), token)).toEqual([]);
});

test('settings of gitleaks: rules, entropy, groups, allow lists', () => {
  const rule = "[[rules]]\nid = 'mine'\nregex = '''pass (\\w+)'''\nkeywords = ['pass']\n";

  expect(rulesOf(readGitleaksSettings(rule), `pass one ${token}`)).toEqual(['mine']);
  expect(
    rulesOf(readGitleaksSettings(`[extend]\nuseDefault = true\n${rule}`), `pass one ${token}`),
  ).toEqual(['mine', 'sample-token']);
  expect(
    rulesOf(
      readGitleaksSettings(`[extend]\nuseDefault = true\ndisabledRules = ['sample']\n`),
      token,
    ),
  ).toEqual([]);
  expect(
    rulesOf(readGitleaksSettings(`${rule}[[rules.allowlists]]\nstopwords = ['ONE']\n`), 'pass one'),
  ).toEqual([]);
  expect(
    rulesOf(readGitleaksSettings(`${rule}[allowlist]\npaths = ['\\.txt$']\n`), 'pass one'),
  ).toEqual([]);
  expect(
    rulesOf(
      readGitleaksSettings(
        `${rule}[[allowlists]]\ncondition = 'AND'\npaths = ['\\.txt$']\nregexes = ['two']\n`,
      ),
      'pass one',
    ),
  ).toEqual(['mine']);
  expect(rulesOf(readGitleaksSettings(`${rule}entropy = 3.5\n`), 'pass one')).toEqual([]);
});

test('what a program of Betterleaks decides is refused, not dropped', () => {
  expect(() => readGitleaksSettings("[[rules]]\nid = 'x'\nregex = 'y'\nvalidate = 'z'\n")).toThrow(
    expect.objectContaining({ code: 'usage.invalid-config' }),
  );
});

const baselines: readonly (readonly [string, Screen])[] = [
  [
    '.secrets.baseline',
    readDetectSecretsBaseline(
      JSON.stringify({
        results: {
          'srv/app.txt': [
            {
              type: 'x',
              hashed_secret: createHash('sha1').update(token).digest('hex'),
              line_number: 7,
            },
          ],
        },
      }),
    ),
  ],
  [
    'a report of gitleaks',
    readGitleaksBaseline(
      JSON.stringify([{ RuleID: 'sample', File: 'app.txt', Secret: token, StartLine: 9 }]),
    ),
  ],
  [
    'a redacted report of gitleaks',
    readGitleaksBaseline(
      JSON.stringify([{ RuleID: 'sample', File: 'app.txt', Secret: 'REDACTED', StartLine: 1 }]),
    ),
  ],
  ['.gitleaksignore', readGitleaksIgnore('# ours\napp.txt:sample:1\n')],
];

test.for(baselines)('%s accepts what it lists, and nothing else', ([, screen]) => {
  const [accepted] = found(screen, token);
  const [other] = found(screen, `\n${sampleToken(2)}`);

  expect(accepted?.allowed).toBeDefined();
  expect(other?.allowed).toBeUndefined();
});

/** The code of a refusal; empty when there was none. Other errors pass. */
function refusalOf(read: () => unknown): string {
  try {
    read();
    return '';
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}

test('whatever a file of settings holds, it is read or refused', () => {
  const readers = [
    readTrivySettings,
    readGitleaksSettings,
    readDetectSecretsBaseline,
    readGitleaksBaseline,
    readGitleaksIgnore,
  ];
  const line = fc.constantFrom(
    'rules:',
    '  - id: x',
    '    regex: "("',
    '[[rules]]',
    "regex = '('",
    'a: &a [*a]',
    '{"results": {}}',
    '__proto__: 1',
    '[extend]',
    '\0',
    '- - -',
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...readers),
      fc.array(fc.oneof(line, fc.string()), { maxLength: 6 }),
      (read, lines) => {
        expect(refusalOf(() => read(lines.join('\n')))).toMatch(
          /^(?:|usage\.invalid-config|input\.malformed)$/,
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('a choice that ignores case keeps all its cases', () => {
  const whole = userExpression('(?i)x_(?:abc|zip)=([a-z]+)', { number: 1 });
  const partly = userExpression('x_(?i:abc|zip)=([a-z]+)', { number: 1 });

  for (const text of ['x_ABC=aa', 'x_ZIP=aa', 'x_zip=aa', 'x_aBc=aa']) {
    expect(whole.find(text, 0)?.secrets).toEqual([{ start: 6, end: 8 }]);
    expect(partly.find(text, 0)?.secrets).toEqual([{ start: 6, end: 8 }]);
  }
});

test('a rule of gitleaks may ask for a path alone', () => {
  const screen = readGitleaksSettings(
    "[[rules]]\nid = 'store'\npath = '''(?i)\\.p12$'''\n[[rules.allowlists]]\npaths = ['''^test/''']\n",
  );

  expect(rulesOf(screen, 'x', '/etc/a.P12')).toContain('store');
  expect(rulesOf(screen, 'x', '/test/a.p12')).not.toContain('store');
  expect(rulesOf(screen, 'x', '/etc/a.txt')).toEqual([]);
});

test('a rule of gitleaks may require another near by, which itself is not told', () => {
  const screen = readGitleaksSettings(
    [
      '[[rules]]',
      "id = 'secret-part'",
      "regex = '''sec-([a-z]{6})'''",
      '[[rules.required]]',
      "id = 'id-part'",
      'withinLines = 2',
      '[[rules]]',
      "id = 'id-part'",
      "regex = '''id-([a-z]{6})'''",
      'skipReport = true',
    ].join('\n'),
  );

  expect(rulesOf(screen, 'id-abcdef\nsec-ghijkl')).toEqual(['secret-part']);
  expect(rulesOf(screen, 'id-abcdef\n\n\n\nsec-ghijkl')).toEqual([]);
  expect(rulesOf(screen, 'sec-ghijkl')).toEqual([]);
});

test('a file of gitleaks extends another, and may add allowances to a built-in rule', () => {
  const files = new Map([['base.toml', "[[rules]]\nid = 'base'\nregex = '''base-([a-z]{6})'''\n"]]);
  const other = readGitleaksSettings(
    "[extend]\npath = 'base.toml'\n",
    (path) => files.get(path) ?? '',
  );
  const more = readGitleaksSettings(
    "[extend]\nuseDefault = true\n[[rules]]\nid = 'sample'\n[[rules.allowlists]]\npaths = ['''^docs/''']\n",
  );

  expect(rulesOf(other, `base-abcdef ${token}`)).toEqual(['base']);
  expect(rulesOf(more, token)).toEqual(['sample-token']);
  expect(rulesOf(more, token, '/docs/a.md')).toEqual([]);
  expect(() => readGitleaksSettings("[extend]\nurl = 'https://acme.test/x'\n")).toThrow(
    'extend.url',
  );
});

test('an allowance for commits and more never holds for files', () => {
  const screen = readGitleaksSettings(
    "[extend]\nuseDefault = true\n[[allowlists]]\ncondition = 'AND'\ncommits = ['abc']\npaths = ['''.*''']\n",
  );

  expect(rulesOf(screen, token)).toEqual(['sample-token']);
});
