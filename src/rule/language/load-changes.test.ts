import { expect, test } from 'vitest';
import { conditionIn, load, ruleText, shown } from './testing.ts';

const rule = ruleText('evt.type = open', '  tags: [a]\n');

test('an item of the same name takes the place of the earlier one', () => {
  const text = `${rule}${ruleText('evt.type = close').replace('R', 'S')}
${ruleText('evt.type = creat').replace('INFO', 'ERROR')}`;
  const { rules } = load(text);

  expect(rules.map(({ name, priority }) => [name, priority])).toEqual([
    ['R', 'error'],
    ['S', 'informational'],
  ]);
});

test('texts are added behind a blank, tags are united', () => {
  const text = `${rule}
- rule: R
  condition: and proc.name = cat
  output: by %proc.name
  desc: more
  tags: [b, a]
  override: {condition: append, output: append, desc: append, tags: append}`;
  const loaded = load(text);

  expect(loaded.diagnostics).toEqual([]);
  expect(conditionIn(loaded)).toBe('(evt.type = open and proc.name = cat)');
  expect(loaded.rules).toMatchObject([
    { outputText: 'O by %proc.name', description: 'D more', tags: ['a', 'b'] },
  ]);
});

test('keys are replaced one by one', () => {
  const text = `${rule}
- rule: R
  condition: evt.type = close
  priority: ERROR
  enabled: false
  tags: [z]
  capture: true
  capture_duration: 10
  warn_evttypes: false
  output: P
  override:
    condition: replace
    priority: replace
    enabled: replace
    tags: replace
    capture: replace
    capture_duration: replace
    warn_evttypes: replace
    output: replace`;
  const loaded = load(text);

  expect(loaded.diagnostics).toEqual([]);
  expect(conditionIn(loaded)).toBe('evt.type = close');
  expect(loaded.rules).toMatchObject([
    {
      priority: 'error',
      enabled: false,
      tags: ['z'],
      outputText: 'P',
      description: 'D',
      extensions: { capture: true, captureDurationMs: 10 },
    },
  ]);
});

test('lists and macros grow and are replaced', () => {
  const text = `
- list: l
  items: [a]
- list: l
  items: [b]
  override: {items: append}
- macro: m
  condition: proc.name = x
- macro: m
  condition: or proc.name = y
  override: {condition: append}
- list: r
  items: [a]
- list: r
  items: [b]
  override: {items: replace}
${ruleText('evt.type = open and m and fd.name in (l, r)')}`;
  const loaded = load(text);

  expect(loaded.diagnostics).toEqual([]);
  expect(conditionIn(loaded)).toBe(
    '(evt.type = open and (proc.name = x or proc.name = y) and fd.name in (a, b, b))',
  );
});

test('the old way to append works, and is warned of', () => {
  const text = `${rule}
- rule: R
  append: true
  condition: and proc.name = cat
  priority: ERROR
- list: l
  items: [a]
- list: l
  append: true
  items: [b]
- macro: m
  condition: proc.name = x
- macro: m
  append: true
  condition: or fd.name in (l)
${ruleText('evt.type = close and m').replace('R', 'S')}`;
  const loaded = load(text);

  expect(conditionIn(loaded)).toBe('(evt.type = open and proc.name = cat)');
  expect(conditionIn(loaded, 'S')).toBe(
    '(evt.type = close and (proc.name = x or fd.name in (a, b)))',
  );
  expect(loaded.rules[0]?.priority).toBe('informational');
  expect(loaded.diagnostics.map(({ code }) => code)).toEqual(Array(3).fill('deprecated'));
});

test('an item with only "enabled" switches a rule, and is warned of', () => {
  const loaded = load([rule, '- rule: R\n  enabled: false']);

  expect(loaded.rules).toMatchObject([{ enabled: false }]);
  expect(loaded.diagnostics).toMatchObject([
    { level: 'warning', code: 'deprecated', file: '1.yaml' },
  ]);
});

test('a later file changes what an earlier one defines, and is told of what is wrong in it', () => {
  const more =
    '- rule: R\n  condition: |\n    and\n    proc.nme = x\n  override: {condition: append}';
  const { rules, diagnostics } = load([
    `${rule}${ruleText('evt.type = close').replace('R', 'S')}`,
    more,
  ]);

  expect(rules.map(({ name }) => name)).toEqual(['S']);
  expect(shown(diagnostics)).toEqual([
    '1.yaml:4:5 error unknown-field: there is no field "proc.nme"',
  ]);
});

const wrong = [
  [
    'append of a priority',
    'priority: ERROR\n  override: {priority: append}',
    'cannot be appended to; use "replace" instead',
  ],
  ['replacing the name', 'override: {rule: replace}', '"rule" cannot be replaced'],
  ['an unknown operation', 'desc: E\n  override: {desc: merge}', 'must be "append" or "replace"'],
  [
    'a named key that is absent',
    'override: {desc: replace}',
    'names "desc", which the item does not have',
  ],
  [
    'a key that is not named',
    'desc: E\n  priority: ERROR\n  override: {desc: replace}',
    'does not name the key "priority"',
  ],
  ['append and override', 'append: true\n  desc: E\n  override: {desc: replace}', 'stand together'],
  ['append of nothing', 'append: true', 'adds neither a condition nor exceptions'],
  ['an override that is no map', 'override: [desc]\n  desc: E', 'is not a map'],
  [
    'another source',
    'source: k8s_audit\n  desc: E\n  override: {desc: replace}',
    'is defined again with another',
  ],
] as const;
test.for(wrong)('%s is an error', ([, keys, message]) => {
  const { diagnostics } = load(`${rule}- rule: R\n  ${keys}`);
  expect(shown(diagnostics.filter(({ level }) => level === 'error'))).toEqual([
    expect.stringContaining(message),
  ]);
});

const early = [
  '- list: l\n  items: [a]\n  override: {items: append}',
  '- macro: m\n  condition: proc.name = x\n  override: {condition: append}',
  '- macro: m\n  condition: proc.name = x\n  append: true',
  '- rule: R\n  condition: and proc.name = x\n  override: {condition: append}',
  '- rule: R\n  condition: evt.type = open\n  override: {condition: replace}',
  '- rule: R\n  condition: and proc.name = x\n  append: true',
  '- rule: R\n  enabled: true',
];
test.for(early)('nothing stands before %j', (text) => {
  const { diagnostics } = load(text);
  expect(diagnostics).toContainEqual(
    expect.objectContaining({ level: 'error', code: 'no-previous' }),
  );
});

test('a replaced list or macro need not stand before', () => {
  const text =
    '- list: l\n  items: [a]\n  override: {items: replace}\n- macro: m\n  condition: fd.name in (l)\n  override: {condition: replace}';
  expect(load(text).diagnostics).toMatchObject([{ code: 'unused-macro' }]);
});

test('an empty source of a change says nothing', () => {
  const text = `${rule}- rule: R\n  condition: and proc.name = x\n  source:\n  append: true`;
  expect(load(text).diagnostics).toMatchObject([{ code: 'deprecated' }]);
});
