import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadRules } from '../language/load-rules.ts';
import { printCondition } from '../language/print-condition.ts';
import { importSigma } from './import-sigma.ts';

function sigma(detection: string, source = 'category: process_creation'): string {
  return `title: A test of ours
id: 00000000-0000-4000-8000-000000000001
status: test
description: What it finds
author: Somebody
references: [https://example.org/why]
tags: [attack.execution, attack.t1059.004]
logsource:
  product: linux
  ${source}
detection:
${detection}
level: high
falsepositives: [backups]
`;
}

function conditionOf(text: string): string {
  const { rule, diagnostics } = importSigma(text, 'a.yml');
  const loaded = loadRules([{ name: 'a.yaml', text: rule ?? '' }]);
  expect(loaded.diagnostics).toEqual([]);
  const [only] = loaded.rules;
  return only === undefined ? (diagnostics[0]?.message ?? '') : printCondition(only.condition);
}

const exec = '(evt.type in (execve, execveat) and evt.failed = false)';

const selections = [
  ['equality without case', 'Image: /bin/Sh', 'tolower(proc.exepath) = /bin/sh'],
  ['a list is any of them', 'Image: [/bin/a, /bin/b]', 'tolower(proc.exepath) in (/bin/a, /bin/b)'],
  ['the end', 'Image|endswith: [/SH, /bash]', 'tolower(proc.exepath) endswith anyof (/sh, /bash)'],
  ['the beginning', 'ParentImage|startswith: /tmp/', 'tolower(proc.pexepath) startswith /tmp/'],
  ['a part', 'CommandLine|contains: Base64', 'proc.exeline icontains Base64'],
  ['all parts', 'CommandLine|contains|all: [a, b]', 'proc.exeline icontains allof (a, b)'],
  ['with case', 'CommandLine|contains|cased: A', 'proc.exeline contains A'],
  ['wildcards at the ends', 'CommandLine: "*x*"', 'proc.exeline icontains x'],
  ['wildcards within', 'CommandLine: "a*b?c"', 'proc.exeline iglob a*b?c'],
  ['wildcards that are none', String.raw`CommandLine: 'a\*b'`, 'tolower(proc.exeline) = a*b'],
  ['signs of globs', 'CommandLine: "[a]*b"', String.raw`proc.exeline iglob "\\[a]*b"`],
  [
    'backslashes',
    String.raw`CommandLine|endswith: 'a\'`,
    String.raw`tolower(proc.exeline) endswith "a\x5c"`,
  ],
  ['nothing', 'CommandLine: null', 'not proc.exeline exists'],
  ['anything', 'CommandLine: "*"', 'proc.exeline exists'],
  ['a number', 'LogonId: 1000', 'user.loginuid in (1000)'],
  ['more than', 'LogonId|gte: 1000', 'user.loginuid >= 1000'],
  [
    'a regular expression',
    String.raw`CommandLine|re: 'a\d+(?:b|c)'`,
    String.raw`proc.exeline regex "(.|\n)*(a[0-9]+(b|c))(.|\n)*"`,
  ],
  [
    'an expression in any case',
    String.raw`CommandLine|re: '(?i)/ab\d'`,
    String.raw`proc.exeline regex "(.|\n)*(/[aA][bB][0-9])(.|\n)*"`,
  ],
  ['Base64', 'CommandLine|base64|contains: ab', 'proc.exeline icontains "YWI="'],
  [
    'two fields',
    'Image: /bin/a\n    User: root',
    '(tolower(proc.exepath) = /bin/a and tolower(user.name) = root)',
  ],
] as const;
test.for(selections)('%s', ([, selection, condition]) => {
  const text = sigma(`  selection:\n    ${selection}\n  condition: selection`);
  expect(conditionOf(text)).toBe(`(${exec.slice(1, -1)} and ${condition})`);
});

test('Base64 wherever it may begin', () => {
  const text = sigma('  s:\n    CommandLine|base64offset|contains: /bin/sh\n  condition: s');
  const encoded = ['', 'x', 'xy'].map((before) =>
    Buffer.from(`${before}/bin/sh;`).toString('base64'),
  );

  const parts = [...conditionOf(text).matchAll(/[A-Za-z0-9+/]{8,}/g)].map(([part]) => part);
  for (const line of encoded) expect(parts.some((part) => line.includes(part))).toBe(true);
});

const a = 'tolower(proc.exepath) = /a';
const b = 'tolower(proc.exepath) = /b';
const c = 'proc.exeline icontains c';
const conditions = [
  ['sel_a and sel_b', `${a} and ${b}`],
  ['sel_a or sel_b', `(${a} or ${b})`],
  ['sel_a and not filter', `${a} and not ${c}`],
  ['not (sel_a or filter)', `not (${a} or ${c})`],
  ['1 of sel_*', `(${a} or ${b})`],
  ['all of sel_* and not 1 of filter*', `(${a} and ${b}) and not ${c}`],
  ['1 of them', `(${a} or ${b} or ${c})`],
  ['all of them', `${a} and ${b} and ${c}`],
] as const;
test.for(conditions)('the condition %s', ([condition, expected]) => {
  const text = sigma(
    `  sel_a:\n    Image: /a\n  sel_b:\n    Image: /b\n  filter:\n    CommandLine|contains: c\n  condition: ${condition}`,
  );
  expect(conditionOf(text).replaceAll(/^\(|\)$/g, '')).toContain(
    expected.replaceAll(/^\(|\)$/g, ''),
  );
});

test('keeps who wrote it, its licence, and what it says', () => {
  const { outcome, title, rule } = importSigma(
    sigma('  s:\n    Image: /a\n  condition: s'),
    'x/a.yml',
  );
  const [loaded] = loadRules([{ name: 'a', text: rule ?? '' }]).rules;

  expect([outcome, title]).toEqual(['converted', 'A test of ours']);
  expect(loaded).toMatchObject({
    name: 'Sigma: A test of ours (00000000)',
    id: 'sigma:00000000-0000-4000-8000-000000000001',
    description: 'What it finds',
    priority: 'error',
    enabled: true,
    tags: ['T1059.004', 'attack.execution', 'attack.t1059.004', 'sigma'],
    extensions: { falsePositives: 'backups' },
  });
  for (const text of [rule, loaded?.outputText, loaded?.extensions.explanation])
    expect(text).toContain('by Somebody');
  expect(loaded?.extensions.explanation).toContain('Detection Rule License (DRL 1.1)');
  expect(loaded?.extensions.explanation).toContain('https://github.com/SigmaHQ/sigma x/a.yml');
});

test('experimental rules are off', () => {
  const text = sigma('  s:\n    Image: /a\n  condition: s').replace(
    'status: test',
    'status: experimental',
  );
  expect(loadRules([{ name: 'a', text: importSigma(text, 'a').rule ?? '' }]).rules).toMatchObject([
    { enabled: false },
  ]);
});

const sources = [
  [
    'files',
    'category: file_event',
    'TargetFilename|startswith: /etc/cron',
    'tolower(fs.path.target) startswith /etc/cron',
  ],
  [
    'networks',
    'category: network_connection',
    'DestinationIp|cidr: 10.0.0.0/8',
    'fd.snet in (10.0.0.0/8)',
  ],
  ['addresses', 'category: network_connection', 'DestinationIp: 10.0.0.1', 'fd.sip in (10.0.0.1)'],
  ['ports', 'category: network_connection', 'DestinationPort: [80, 443]', 'fd.sport in (80, 443)'],
  [
    'who began',
    'category: network_connection',
    "Initiated: 'true'",
    'evt.type in (connect, dns, tls, http)',
  ],
  [
    'names of hosts',
    'category: network_connection',
    'DestinationHostname|endswith: .Example',
    'tolower(tls.sni) endswith .example',
  ],
  ['DNS', 'category: dns_query', 'QueryName: a.example', 'tolower(dns.name) = a.example'],
] as const;
test.for(sources)('reads rules for %s', ([, source, selection, part]) => {
  expect(conditionOf(sigma(`  s:\n    ${selection}\n  condition: s`, source))).toContain(part);
});

const audit = [
  [
    'commands',
    'type: EXECVE\n    a0: Chmod\n    a1|contains: "777"',
    '(evt.type in (execve, execveat) and tolower(basename(proc.exe)) = chmod and proc.args[0] icontains 777)',
  ],
  ['a path', "type: 'PATH'\n    name: /etc/x", 'tolower(fd.name) = /etc/x'],
  [
    'a call',
    'type: SYSCALL\n    SYSCALL: [bpf, ptrace]\n    comm: x',
    '(evt.type in (bpf, ptrace) and tolower(proc.name) = x)',
  ],
  [
    'programs',
    'type: SYSCALL\n    exe|startswith: /tmp/',
    '(evt.type in (execve, execveat) and tolower(proc.exepath) startswith /tmp/)',
  ],
] as const;
test.for(audit)('records of auditd: %s', ([, selection, part]) => {
  const text = sigma(`  s:\n    ${selection}\n  condition: s`, 'service: auditd');

  expect(importSigma(text, 'a').outcome).toBe('shim');
  expect(conditionOf(text)).toContain(part);
});

const cluster = [
  ['  s:\n    verb: [create, patch]', 'tolower(ka.verb) in (create, patch)'],
  [
    '  s:\n    objectRef.resource: pods\n    objectRef.subresource: exec',
    '(tolower(ka.target.resource) = pods and tolower(ka.target.subresource) = exec)',
  ],
  ['  s:\n    responseStatus.code: 403', 'tolower(ka.response.code) = 403'],
  ["  s:\n    user.extra.reason|contains: 'x'", 'jevt.value[/user/extra/reason] icontains x'],
  ["  s:\n    hostPath: '*'", 'ka.req.pod.volumes.hostpath exists'],
] as const;
test.for(cluster)('events of the Kubernetes audit log: %s', ([selection, condition]) => {
  const text = sigma(`${selection}\n  condition: s`, 'service: audit').replace(
    'linux',
    'kubernetes',
  );
  const [rule] = loadRules([{ name: 'a', text: importSigma(text, 'a').rule ?? '' }]).rules;

  expect(rule?.source).toBe('k8s_audit');
  expect(conditionOf(text)).toBe(condition);
});

test('a part that has no event is told and never holds', () => {
  const text = sigma(
    '  s1:\n    type: ADD_USER\n    acct: x\n  s2:\n    type: EXECVE\n    a0: useradd\n  condition: 1 of s*',
    'service: auditd',
  );
  expect(importSigma(text, 'a').diagnostics).toMatchObject([{ level: 'warning' }]);
  expect(conditionOf(text)).toBe(
    '(evt.type in (execve, execveat) and tolower(basename(proc.exe)) = useradd)',
  );
});

const impossible = [
  [
    'words in logs',
    sigma('  keywords: [error]\n  condition: keywords', 'service: sshd'),
    'the log of sshd is not known here',
  ],
  [
    'another system',
    sigma('  s:\n    Image: /a\n  condition: s').replace('product: linux', 'product: windows'),
    'rule for windows',
  ],
  ['counting', sigma('  s:\n    Image: /a\n  condition: s | count() > 5'), 'counts or correlates'],
  ['two of them', sigma('  s:\n    Image: /a\n  condition: 2 of s*'), '"2 of" is not known'],
  ['an unknown selection', sigma('  s:\n    Image: /a\n  condition: t'), 'no selection "t"'],
  [
    'an unknown field',
    sigma('  s:\n    Hashes: x\n  condition: s'),
    'nothing for the field "Hashes"',
  ],
  [
    'an unknown modifier',
    sigma('  s:\n    Image|utf16: x\n  condition: s'),
    '"utf16" is not known',
  ],
  [
    'what only Perl knows',
    sigma(String.raw`  s:
    Image|re: '(?=x)'
  condition: s`),
    'POSIX',
  ],
  ['an open bracket', sigma('  s:\n    Image: x\n  condition: (s'), 'is not closed'],
  ['no rule', 'just: a map', 'no detection'],
  ['no YAML', 'a: [', 'line 1'],
] as const;
test.for(impossible)('says why %s is not possible', ([, text, message]) => {
  expect(importSigma(text, 'a.yml')).toMatchObject({
    outcome: 'not-possible',
    diagnostics: [
      { level: 'error', file: 'a.yml', message: expect.stringContaining(message) as string },
    ],
  });
});

test('throws nothing, and what it makes loads, whatever stands in a rule', () => {
  const pieces = [
    '*',
    '?',
    '\\',
    '"',
    "'",
    '%',
    '(',
    ')',
    ' and ',
    '|re',
    '|all',
    '\n',
    '\t',
    ':',
    '[',
    '{',
    'a',
    '#',
    '- ',
    'é',
  ];
  const sample = sigma(
    '  s:\n    Image|contains: [a, b]\n    CommandLine|re: x+\n  condition: s and not 1 of f*\n  f:\n    User: r',
  );
  const edits = fc.array(fc.tuple(fc.nat(sample.length), fc.nat(3), fc.constantFrom(...pieces)), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(edits, (all) => {
      let text = sample;
      for (const [at, length, piece] of all)
        text = text.slice(0, at) + piece + text.slice(at + length);
      const { rule } = importSigma(text, 'a.yml');
      if (rule === undefined) return;
      expect(loadRules([{ name: 'a', text: rule }]).rules).toHaveLength(1);
    }),
    { numRuns: 100 },
  );
});
