import { expect, test } from 'vitest';
import { conditionIn, load, ruleText, shown } from './testing.ts';

test('a rule with all keys', () => {
  const text = `
- rule: Shell
  desc: >
    A shell
  condition: evt.type = execve and proc.name = sh
  output: "shell %proc.name "
  priority: Info
  source: syscall
  enabled: false
  tags: [b, a]
  warn_evttypes: false
  skip-if-unknown-filter: true
  capture: true
  capture_duration: 5000
`;
  const { rules, diagnostics } = load(text);

  expect(diagnostics).toEqual([]);
  expect(rules).toMatchObject([
    {
      name: 'Shell',
      description: 'A shell',
      conditionText: 'evt.type = execve and proc.name = sh',
      outputText: 'shell %proc.name',
      priority: 'informational',
      source: 'syscall',
      enabled: false,
      tags: ['a', 'b'],
      place: { file: '0.yaml', line: 2 },
      eventTypes: new Set(['execve']),
      extensions: { capture: true, captureDurationMs: 5000 },
    },
  ]);
});

test('several documents, empty items and comments', () => {
  const text = `# rules\n---\n${ruleText('evt.type = open')}\n---\n-\n- list: l\n  items: []\n...`;
  expect(load(text).rules).toHaveLength(1);
});

const priorities = [
  ['Emergency', 'emergency'],
  ['ALERT', 'alert'],
  ['critical', 'critical'],
  ['Error', 'error'],
  ['WARNING', 'warning'],
  ['notice', 'notice'],
  ['Informational', 'informational'],
  ['info', 'informational'],
  ['Debug', 'debug'],
] as const;
test.for(priorities)('the priority %s is %s', ([word, priority]) => {
  const text = ruleText('evt.type = open').replace('INFO', word);
  expect(load(text).rules).toMatchObject([{ priority }]);
});

test('lists are written out where their names stand, at any depth and in any order', () => {
  const text = `
- list: outer
  items: [middle, z]
- list: middle
  items: [inner, "a b"]
- list: inner
  items: [x, '"q r"']
- list: empty
  items: []
${ruleText('evt.type = open and proc.name in (w, outer, empty) and fd.name pmatch (empty) and fd.name = "inner"')}`;
  const loaded = load(text);

  expect(shown(loaded.diagnostics)).toEqual([]);
  expect(conditionIn(loaded)).toBe(
    '(evt.type = open and proc.name in (w, x, "q r", "a b", z) and fd.name pmatch () and fd.name = inner)',
  );
  expect(loaded.lists.find(({ name }) => name === 'outer')?.members).toEqual([
    'x',
    'q r',
    'a b',
    'z',
  ]);
});

test('names of services are their ports', () => {
  const text = ruleText('evt.type = connect and (fd.sport = https or fd.port in (ssh, 80))');
  expect(conditionIn(load(text))).toBe(
    '(evt.type = connect and (fd.sport = 443 or fd.port in (22, 80)))',
  );
});

test('names of lists in quotes are values', () => {
  const text = `- list: l\n  items: [x]\n${ruleText('evt.type = open and proc.name in ("l", l)')}`;
  expect(conditionIn(load(text))).toBe('(evt.type = open and proc.name in (l, x))');
});

test('a list stands without brackets, and where one value stands when it has one', () => {
  const text = `- list: l\n  items: [open]\n${ruleText('evt.type = l and evt.type in l')}`;
  expect(conditionIn(load(text))).toBe('(evt.type = open and evt.type in (open))');
});

test('a list where one value must stand is an error', () => {
  const text = `- list: l\n  items: [a, b]\n${ruleText('evt.type = open and proc.name = l')}`;
  expect(load(text).diagnostics).toMatchObject([
    { level: 'error', code: 'list-as-value', line: 5, suggestion: 'use "in (l)"' },
  ]);
});

test('a list that holds itself keeps its name as a value', () => {
  const text = `- list: a\n  items: [b]\n- list: b\n  items: [a, x]\n${ruleText('evt.type = open and proc.name in (a)')}`;
  const loaded = load(text);

  expect(conditionIn(loaded)).toBe('(evt.type = open and proc.name in (a, x))');
  expect(loaded.diagnostics).toMatchObject([{ level: 'warning', code: 'list-loop' }]);
});

test('macros are trees, whatever stands around them', () => {
  const text = `
- macro: either
  condition: proc.name = a or proc.name = b
- macro: outer
  condition: not either
${ruleText('evt.type = open and either and outer')}`;
  const loaded = load(text);

  expect(loaded.diagnostics).toEqual([]);
  expect(conditionIn(loaded)).toBe(
    '(evt.type = open and (proc.name = a or proc.name = b) and not (proc.name = a or proc.name = b))',
  );
});

test('a rule sees macros behind it, a macro only those before it', () => {
  const text = `
${ruleText('evt.type = open and late')}
- macro: early
  condition: late
- macro: late
  condition: proc.name = x`;
  const { diagnostics } = load(text);

  expect(shown(diagnostics)).toEqual([
    '0.yaml:8:3 warning unused-macro: no rule and no macro uses it',
    '0.yaml:9:14 error unknown-macro: the macro "late" is defined only behind this one',
  ]);
});

const macros = [
  ['an unknown macro', '- macro: a\n  condition: nothing', 'there is no macro "nothing"'],
  ['a macro that names itself', '- macro: a\n  condition: a', 'is defined only behind'],
  [
    'macros in a ring',
    '- macro: a\n  condition: proc.name = x\n- macro: b\n  condition: a\n- macro: a\n  condition: b',
    'refers to itself',
  ],
  [
    'a list for a macro',
    '- list: l\n  items: [x]\n- macro: a\n  condition: l',
    'there is no macro "l"',
  ],
] as const;
test.for(macros)('%s is an error', ([, text, message]) => {
  const { diagnostics } = load(text);
  expect(shown(diagnostics.filter(({ level }) => level === 'error'))).toContainEqual(
    expect.stringContaining(message),
  );
});

test('what nothing uses is warned of', () => {
  const { diagnostics } = load('- macro: m\n  condition: proc.name = x\n- list: l\n  items: [a]');
  expect(shown(diagnostics)).toEqual([
    '0.yaml:1:3 warning unused-macro: no rule and no macro uses it',
    '0.yaml:3:3 warning unused-list: no rule, macro or list uses it',
  ]);
});

test('a wrong macro is told once, at its own place, and its rules are left out', () => {
  const text = `
- macro: m
  condition: >
    proc.name = x and
    proc.nme = y
- rule: A
  desc: D
  condition: evt.type = open and m
  output: O
  priority: INFO
${ruleText('evt.type = close and m')}`;
  const { rules, diagnostics } = load(text);

  expect(rules).toEqual([]);
  expect(diagnostics.filter(({ code }) => code === 'unknown-field')).toMatchObject([
    { line: 5, column: 5, item: 'macro "m"', suggestion: 'did you mean "proc.name"?' },
  ]);
  expect(diagnostics[0]?.snippet).toBe('proc.name = x and proc.nme = y \n                  ^');
});

const wrong = [
  ['no map', '- just text', 'item', 1, 'an item is not a map'],
  ['no list', 'rule: R', 'item', 1, 'a rule file is a list'],
  ['broken YAML', '- rule: [', 'yaml', 1, 'not closed'],
  [
    'no description',
    '- rule: R\n  condition: a.b = c\n  output: O\n  priority: INFO',
    'missing-key',
    1,
    '"desc" is missing',
  ],
  [
    'an empty condition',
    '- rule: R\n  desc: D\n  condition:\n  output: O\n  priority: INFO',
    'item',
    3,
    '"condition" is empty',
  ],
  ['a condition that is a list', ruleText('[a]'), 'item', 3, 'not a scalar'],
  ['no rule at all', '- rule: R\n  tags: [a]', 'missing-key', 1, 'neither defines a rule'],
  [
    'a priority',
    ruleText('evt.type = open').replace('INFO', 'LOUD'),
    'priority',
    5,
    '"LOUD" is no priority',
  ],
  ['a switch', ruleText('evt.type = open', '  enabled: perhaps'), 'item', 6, 'not true or false'],
  ['tags', ruleText('evt.type = open', '  tags: a'), 'item', 6, 'not a list'],
  [
    'a duration',
    ruleText('evt.type = open', '  capture_duration: long'),
    'item',
    6,
    'number of milliseconds',
  ],
  ['items', '- list: l\n  items: a', 'item', 2, 'not a list'],
  ['an item of a list', '- list: l\n  items: [[a]]', 'item', 2, 'not a scalar'],
  ['a name', '- macro: {}\n  condition: a', 'item', 1, 'not a scalar'],
  ['syntax', ruleText('evt.type = open and'), 'syntax', 3, 'expected blank'],
  ['types', ruleText('evt.type = open and proc.pid = x'), 'value', 3, '"x" is not a number'],
  [
    'an output',
    ruleText('evt.type = open').replace('output: O', 'output: "%proc.nme"'),
    'unknown-field',
    4,
    'no field "proc.nme"',
  ],
  [
    'a field of conditions in an output',
    ruleText('evt.type = open').replace('output: O', 'output: "%fd.net"'),
    'filter-only',
    4,
    'only in conditions',
  ],
  [
    'an output that ends early',
    ruleText('evt.type = open').replace('output: O', 'output: 5%'),
    'output',
    4,
    'ends where a field',
  ],
  [
    'a transformer of evt.type',
    ruleText('tolower(evt.type) = open'),
    'event-type',
    3,
    'hides which events',
  ],
  [
    'evt.type against a field',
    ruleText('evt.type = val(proc.name)'),
    'event-type',
    3,
    'hides which events',
  ],
  [
    'a fresh engine',
    '- required_engine_version: 99.0.0',
    'engine-version',
    1,
    'needs version 99.0.0',
  ],
  [
    'an engine that is none',
    '- required_engine_version: seven',
    'engine-version',
    1,
    'no version like',
  ],
  [
    'a plug-in without version',
    '- required_plugin_versions:\n    - name: json',
    'missing-key',
    2,
    '"version" is missing',
  ],
] as const;
test.for(wrong)('%s stops the file', ([, text, code, line, message]) => {
  const { rules, diagnostics } = load([text, ruleText('evt.type = close').replace('R', 'S')]);

  const errors = diagnostics.filter(({ level }) => level === 'error');
  expect(errors).toContainEqual(expect.objectContaining({ file: '0.yaml', code, line }));
  expect(shown(errors)).toContainEqual(expect.stringContaining(message));
  expect(rules.map(({ name }) => name)).toEqual(['S']);
});

const warned = [
  [
    'an unknown key',
    ruleText('evt.type = open', '  tag: [a]'),
    'unknown-key',
    'did you mean "tags"?',
  ],
  ['a key of another kind', '- list: l\n  items: [x]\n  priority: INFO', 'unknown-key', undefined],
  ['an unknown item', '- rules: R', 'unknown-item', 'did you mean "rule"?'],
  ['an unknown source', ruleText('a = b', '  source: okta'), 'unknown-source', undefined],
  ['a key that stands twice', ruleText('evt.type = open', '  desc: E'), 'duplicate-key', undefined],
  [
    'a list whose lines are indented too little',
    '- list: l\n  items: [\n  x\n  ]',
    'yaml',
    undefined,
  ],
  ['a rule for all events', ruleText('proc.name = sh'), 'many-event-types', undefined],
  [
    '%container.info',
    ruleText('evt.type = open').replace('output: O', 'output: "a %container.info"'),
    'deprecated',
    undefined,
  ],
  [
    'an unknown plug-in',
    '- required_plugin_versions:\n    - {name: okta, version: 0.1.0}',
    'plugin-version',
    undefined,
  ],
  ['a name of a macro', '- macro: a-b\n  condition: proc.name = x', 'invalid-name', undefined],
  ['a name of a list', '- list: a b\n  items: [x]', 'invalid-name', undefined],
] as const;
test.for(warned)('%s is a warning', ([, text, code, suggestion]) => {
  const { diagnostics } = load(text);

  expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([]);
  expect(diagnostics).toContainEqual(
    expect.objectContaining({ code, ...(suggestion !== undefined && { suggestion }) }),
  );
});

const fine = [
  ['an older engine', '- required_engine_version: 0.57.0'],
  ['an engine as a number', '- required_engine_version: 31'],
  ['known plug-ins', '- required_plugin_versions:\n    - {name: container, version: 0.4.0}'],
  [
    'an alternative',
    '- required_plugin_versions:\n    - {name: x, version: 9.0.0, alternatives: [{name: json, version: 0.7.0}]}',
  ],
  ['a rule that never fires', ruleText('evt.num = 0')],
  ['a rule for all events that says so', ruleText('proc.name = sh', '  warn_evttypes: false')],
  [
    'a list whose name has a blank',
    `- list: a b\n  items: [x]\n${ruleText('evt.type = open and proc.name in (a b, c)')}`,
  ],
] as const;
test.for(fine)('%s is fine', ([, text]) => {
  expect(shown(load(text).diagnostics).filter((line) => !line.includes('invalid-name'))).toEqual(
    [],
  );
});

test('a rule with a field that is not known is left out when it says so', () => {
  const text = ruleText('evt.type = open and new.field = x', '  skip-if-unknown-filter: true');
  const { rules, diagnostics } = load([
    `${text}\n${ruleText('evt.type = open').replace('R', 'S')}`,
  ]);

  expect(rules.map(({ name }) => name)).toEqual(['S']);
  expect(diagnostics).toMatchObject([{ level: 'warning', code: 'unknown-field' }]);
});

test('audit rules know their own fields', () => {
  const text = ruleText('ka.verb = create and jevt.value[/a] = x', '  source: k8s_audit');
  expect(load(text)).toMatchObject({ diagnostics: [], rules: [{ source: 'k8s_audit' }] });
});

test('a minimum priority leaves lower rules out', () => {
  const options = { minimumPriority: 'warning' } as const;
  expect(load(ruleText('evt.type = open'), options).rules).toEqual([]);
  expect(load(ruleText('evt.type = open').replace('INFO', 'ERROR'), options).rules).toHaveLength(1);
});

const selections = [
  [[{ action: 'disable', rule: '*' }], [false, false]],
  [[{ action: 'disable', rule: 'Te*ll' }], [false, true]],
  [[{ action: 'disable', tag: 'net' }], [true, false]],
  [
    [
      { action: 'disable', rule: '*' },
      { action: 'enable', tag: 'net' },
    ],
    [false, true],
  ],
  [[{ action: 'disable', rule: 'T*', tag: 'net' }], [true, true]],
] as const;
test.for(selections)('%j switches rules', ([selected, enabled]) => {
  const first = ruleText('evt.type = open', '  tags: [file]\n').replace('R', 'Terminal shell');
  const second = ruleText('evt.type = open', '  tags: [net]\n').replace('R', 'Other');
  const { rules } = load(first + second, { selections: selected });

  expect(rules.map((rule) => rule.enabled)).toEqual(enabled);
});

test('outputs are added where they match', () => {
  const text = ruleText('evt.type = open', '  tags: [a, b]').replace(
    'output: O',
    'output: O %proc.name',
  );
  const { rules } = load(text, {
    appendOutputs: [
      { match: { source: 'k8s_audit' }, extraOutput: 'no' },
      { match: { tags: ['a', 'c'] }, extraOutput: 'no' },
      { match: { rule: 'R', tags: ['b'] }, extraOutput: 'pid=%proc.pid' },
      { extraFields: ['proc.exe', { key: 'static', format: 'host %evt.hostname' }] },
      { suggestedOutput: true },
    ],
  });

  expect(rules[0]?.outputText).toMatch(/^O %proc.name pid=%proc.pid container_id=%container.id /);
  expect(rules[0]?.output).toContainEqual(expect.objectContaining({ text: 'proc.pid' }));
  expect(rules[0]?.extraFields).toMatchObject([
    { key: 'proc.exe', raw: true },
    { key: 'static', raw: false },
  ]);
});

test('a strict file has nothing that Falco does not know', () => {
  const text = ruleText('evt.type = dns and dns.name = x', '  risk: 5');
  const codes = load(text, { falcoStrict: true }).diagnostics.map(({ code }) => code);
  expect(codes).toEqual(['falco-strict', 'falco-strict']);
});
