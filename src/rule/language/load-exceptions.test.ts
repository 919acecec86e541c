import { expect, test } from 'vitest';
import { conditionIn, load, ruleText, shown } from './testing.ts';

function withException(keys: string): string {
  return ruleText(
    'evt.type = open',
    `  exceptions:\n    - name: e\n      ${keys.replaceAll('\n', '\n      ')}\n`,
  );
}

const conditions = [
  ['one field', 'fields: proc.name\nvalues: [a, b c]', 'proc.name in (a, "b c")'],
  [
    'one field by paths',
    'fields: fd.name\ncomps: pmatch\nvalues: [/a, /b]',
    'fd.name pmatch (/a, /b)',
  ],
  [
    'a modifier',
    'fields: proc.name\ncomps: startswith anyof\nvalues: [a, b]',
    'proc.name startswith anyof (a, b)',
  ],
  [
    'fields of equal values',
    'fields: [proc.name, fd.name]\nvalues:\n  - [a, /x]',
    '(proc.name = a and fd.name = /x)',
  ],
  [
    'several values',
    'fields: [proc.name, proc.pname]\nvalues:\n  - [a, b]\n  - [c, d]',
    '((proc.name = a and proc.pname = b) or (proc.name = c and proc.pname = d))',
  ],
  [
    'one field in a list',
    'fields: [proc.cmdline]\ncomps: [contains]\nvalues:\n  - [curl 127.0.0.1]',
    'proc.cmdline contains "curl 127.0.0.1"',
  ],
  [
    'a list for a list operator',
    'fields: [proc.name, fd.name]\ncomps: [in, startswith]\nvalues:\n  - [[a, b], /x]',
    '(proc.name in (a, b) and fd.name startswith /x)',
  ],
  [
    'a text for a list operator',
    'fields: [proc.name]\ncomps: [in]\nvalues:\n  - [a]',
    'proc.name in (a)',
  ],
  [
    'a list in brackets for a list operator',
    'fields: [proc.name]\ncomps: [in]\nvalues:\n  - ["(a, b)"]',
    'proc.name in (a, b)',
  ],
  [
    'a text for a modifier',
    'fields: [proc.name]\ncomps: [startswith oneof]\nvalues:\n  - [sshd]',
    'proc.name startswith oneof (sshd)',
  ],
  [
    'blanks around operators',
    'fields: [proc.name]\ncomps: ["  startswith   oneof "]\nvalues:\n  - [[a]]',
    'proc.name startswith oneof (a)',
  ],
  [
    'equality with a modifier',
    'fields: [proc.name]\ncomps: [= oneof]\nvalues:\n  - [[a, b]]',
    'proc.name = oneof (a, b)',
  ],
  ['a number', 'fields: [proc.pid]\ncomps: [">="]\nvalues:\n  - ["5"]', 'proc.pid >= 5'],
  [
    'a transformer as field',
    'fields: ["tolower( proc.name)"]\nvalues:\n  - [x]',
    'tolower(proc.name) = x',
  ],
  ['an argument', 'fields: ["proc.aname[2]"]\nvalues:\n  - [x]', 'proc.aname[2] = x'],
  [
    'quotes inside of a value',
    `fields: [proc.name]\nvalues:\n  - ['a" or "b']`,
    String.raw`proc.name = "a\" or \"b"`,
  ],
  [
    'brackets inside of a value',
    'fields: [proc.cmdline]\nvalues:\n  - ["sh -c (x) or (y"]',
    'proc.cmdline = "sh -c (x) or (y"',
  ],
  ['a value in quotes of its own', `fields: proc.name\nvalues: ["'a b'"]`, 'proc.name in ("a b")'],
] as const;
test.for(conditions)('%s', ([, keys, excluded]) => {
  const loaded = load(withException(keys));

  expect(loaded.diagnostics).toEqual([]);
  expect(conditionIn(loaded)).toBe(`(evt.type = open and not ${excluded})`);
});

test('names of lists are lists in values, too', () => {
  const text = `- list: l\n  items: [a, b]\n${withException('fields: [proc.name, fd.name]\ncomps: [in, in]\nvalues:\n  - [l, [x, l]]')}`;
  expect(conditionIn(load(text))).toBe(
    '(evt.type = open and not (proc.name in (a, b) and fd.name in (x, a, b)))',
  );
});

test('without values nothing is excluded, but fields are judged', () => {
  expect(conditionIn(load(withException('fields: [proc.name]')))).toBe('evt.type = open');
  expect(load(withException('fields: [proc.nme]')).diagnostics).toMatchObject([
    { level: 'error', code: 'unknown-field', suggestion: 'did you mean "proc.name"?' },
  ]);
});

test('several exceptions stand side by side', () => {
  const text = ruleText(
    'evt.type = open or evt.type = close',
    `  exceptions:
    - {name: a, fields: proc.name, values: [x]}
    - {name: b, fields: fd.name, values: [y]}
    - {name: c, fields: fd.num}`,
  );
  expect(conditionIn(load(text))).toBe(
    '((evt.type = open or evt.type = close) and not proc.name in (x) and not fd.name in (y))',
  );
});

test('a value that looks like a field is a value, and is warned of', () => {
  const text = withException('fields: [proc.name]\nvalues:\n  - [proc.pname]');

  expect(load(text).diagnostics).toMatchObject([{ level: 'warning', code: 'field-as-value' }]);
  expect(conditionIn(load(text))).toContain('proc.name = proc.pname');
});

const calls = [
  ['toupper(proc.pname)', 'proc.name = toupper(proc.pname)'],
  ['val(proc.pname)', 'proc.name = val(proc.pname)'],
  ['"toupper( proc.pname)"', 'proc.name = "toupper( proc.pname)"'],
  ['"toupper(proc.pname) or"', 'proc.name = "toupper(proc.pname) or"'],
] as const;
test.for(calls)('a value that is a transformer as a whole: %s', ([value, check]) => {
  const text = withException(`fields: [proc.name]\nvalues:\n  - [${value}]`);

  expect(conditionIn(load(text))).toContain(check);
});

test('values are added to an exception of the same name, and new exceptions to the rule', () => {
  const text = `${withException('fields: proc.name\nvalues: [a]')}
- rule: R
  exceptions:
    - {name: e, values: [b]}
    - {name: f, fields: fd.name, values: [c]}
  override: {exceptions: append}`;
  const loaded = load(text);

  expect(loaded.diagnostics).toEqual([]);
  expect(conditionIn(loaded)).toBe(
    '(evt.type = open and not proc.name in (a, b) and not fd.name in (c))',
  );
});

test('exceptions are replaced as a whole', () => {
  const text = `${withException('fields: proc.name\nvalues: [a]')}
- rule: R
  exceptions: [{name: g, fields: fd.name, values: [c]}]
  override: {exceptions: replace}`;
  expect(conditionIn(load(text))).toBe('(evt.type = open and not fd.name in (c))');
});

const added = [
  ['fields', '{name: e, fields: fd.name, values: [b]}', 'only values can be added'],
  ['a new one without fields', '{name: f, values: [b]}', 'has no fields'],
  ['a new one without values', '{name: f, fields: fd.name}', 'has no values'],
] as const;
test.for(added)('adding %s is an error', ([, exception, message]) => {
  const text = `${withException('fields: proc.name')}\n- rule: R\n  exceptions: [${exception}]\n  override: {exceptions: append}`;
  expect(shown(load(text).diagnostics)).toContainEqual(expect.stringContaining(message));
});

const wrong = [
  ['no fields', 'values: [a]', 'has no fields'],
  ['an operator', 'fields: [proc.name]\ncomps: [like]', '"like" is no operator'],
  ['a modifier alone', 'fields: [proc.name]\ncomps: [oneof]', '"oneof" is no operator'],
  [
    'a modifier of a list operator',
    'fields: [proc.name]\ncomps: [in oneof]',
    '"in oneof" is no operator',
  ],
  [
    'a modifier of a number',
    'fields: [proc.pid]\ncomps: [">= oneof"]',
    '">= oneof" is no operator',
  ],
  [
    'an operator for one field',
    'fields: proc.name\ncomps: startswith',
    'with one field "comps" is',
  ],
  [
    'an operator for one field that is none',
    'fields: proc.name\ncomps: frobulate oneof',
    'is no operator',
  ],
  ['a list of operators for one field', 'fields: proc.name\ncomps: [in]', '"comps" is a list'],
  ['one operator for a list', 'fields: [proc.name]\ncomps: in', '"comps" is not'],
  ['too many operators', 'fields: [proc.name]\ncomps: [=, =]', 'not equally long'],
  ['too few values', 'fields: [proc.name, fd.name]\nvalues:\n  - [a]', 'not equally long'],
  ['a value for a list', 'fields: [proc.name]\nvalues: [a]', 'not equally long'],
  ['a list for one field', 'fields: proc.name\nvalues: [[a]]', 'each value is a text'],
  [
    'a list for an operator of one value',
    'fields: [proc.name]\nvalues:\n  - [[a, b]]',
    'a list of values stands',
  ],
  [
    'a field that is none',
    'fields: ["proc.name = x or proc.name"]\nvalues:\n  - [a]',
    'is no field',
  ],
  ['a type', 'fields: [proc.pid]\nvalues:\n  - [abc]', '"abc" is not a number'],
  ['an empty value', 'fields: proc.name\nvalues: [""]', 'an empty value'],
  ['values that are no list', 'fields: proc.name\nvalues: a', 'is not a list'],
] as const;
test.for(wrong)('%s is an error', ([, keys, message]) => {
  expect(shown(load(withException(keys)).diagnostics)).toContainEqual(
    expect.stringMatching(message.replaceAll(/[[\]"]/g, '.')),
  );
});

test('names that stand twice, unknown keys and no values are warned of', () => {
  const twice = ruleText(
    'evt.type = open',
    '  exceptions:\n    - {name: a, fields: fd.num}\n    - {name: a, fields: fd.num, value: 1}',
  );
  expect(
    load(twice)
      .diagnostics.map(({ code }) => code)
      .sort(),
  ).toEqual(['exception', 'unknown-key']);
});
