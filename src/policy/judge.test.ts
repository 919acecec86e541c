import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '#model/finding.ts';
import type { Gap } from '#model/observation.ts';
import { parseExceptionsFile, parseTrivyIgnore } from './exceptions-file.ts';
import { parseExpression } from './expression.ts';
import { type Case, judge, type Policy } from './judge.ts';
import { finding } from './testdata/finding.ts';

const now = '2026-11-22T12:00:00Z';
const artifact = {
  kind: 'image',
  reference: 'registry.local/shop:1.4',
  source: 'registry:',
} as const;
const minor: Gap = { type: 'gap', location: { path: '/a.jar' }, reason: 'malformed', detail: 'x' };
const major: Gap = { type: 'gap', location: { path: '/' }, reason: 'malformed', detail: 'x' };

function subject(parts: Partial<Case> = {}): Case {
  return { artifact, findings: [finding()], gaps: [], now, ...parts };
}

function policy(parts: Partial<Policy> = {}): Policy {
  return { exceptions: [], rejectGaps: 'major', ...parts };
}

function gate(text: string): Pick<Policy, 'failOn'> {
  return { failOn: { text, predicate: parseExpression(text) } };
}

const accepted = `
exceptions:
  - id: CVE-2024-1
    package: pkg:npm/left-pad
    where: ["registry.local/shop:*"]
    reason: vulnerable_code_not_in_execute_path
    owner: team-shop
    expires: 2027-02-01
`;

test.for([
  ['no findings, no gaps', subject({ findings: [] }), policy(), 'allow'],
  ['findings without a gate', subject(), policy(), 'allow'],
  ['a finding that the gate matches', subject(), policy(gate('severity>=high')), 'deny'],
  ['a finding that it does not match', subject(), policy(gate('severity>=critical')), 'allow'],
  ['a small gap', subject({ gaps: [minor] }), policy(), 'warn'],
  ['a gap over a whole layer', subject({ gaps: [major] }), policy(), 'incomplete'],
  [
    'the same with partial results allowed',
    subject({ gaps: [major] }),
    policy({ rejectGaps: 'none' }),
    'warn',
  ],
  [
    'a small gap when none is accepted',
    subject({ gaps: [minor] }),
    policy({ rejectGaps: 'all' }),
    'incomplete',
  ],
  ['denial and gap together', subject({ gaps: [major] }), policy(gate('severity>=high')), 'deny'],
] as const)('%s', ([, given, rules, wanted]) => {
  const { decision } = judge(rules, given);

  expect(decision.verdict).toBe(wanted);
  expect(decision.reasons.length > 0).toBe(wanted !== 'allow');
});

test('an exception accepts a finding without dropping it', () => {
  const exceptions = parseExceptionsFile(accepted, 'e.yaml');

  const { findings, decision, notices } = judge(
    policy({ exceptions, ...gate('severity>=high && !excepted') }),
    subject(),
  );

  expect(decision.verdict).toBe('allow');
  expect(findings).toHaveLength(1);
  expect(findings[0]?.exception).toMatchObject({ owner: 'team-shop', origin: 'e.yaml#1' });
  expect(notices).toEqual([]);
});

test.for([
  ['another vulnerability', subject({ findings: [finding({ id: 'CVE-2024-2' })] })],
  ['another package', subject({ findings: [finding({ purl: 'pkg:npm/right-pad@1.0.0' })] })],
  ['another image', subject({ artifact: { ...artifact, reference: 'registry.local/other:1' } })],
] as const)('an exception does not reach %s', ([, given]) => {
  const { findings, notices } = judge(
    policy({ exceptions: parseExceptionsFile(accepted, 'e.yaml') }),
    given,
  );

  expect(findings[0]?.exception).toBeUndefined();
  expect(notices).toEqual(['the exception e.yaml#1 covers nothing here']);
});

test('an expired exception decides no longer and says so', () => {
  const exceptions = parseExceptionsFile(accepted.replace('2027-02-01', '2026-11-21'), 'e.yaml');

  const { findings, notices } = judge(policy({ exceptions }), subject());

  expect(findings[0]?.exception).toBeUndefined();
  expect(notices[0]).toContain('expired on 2026-11-21');
});

test('an exception holds until the end of its last day and warns before', () => {
  const exceptions = parseExceptionsFile(accepted.replace('2027-02-01', '2026-11-22'), 'e.yaml');

  const { findings, notices } = judge(policy({ exceptions }), subject());

  expect(findings[0]?.exception).toBeDefined();
  expect(notices).toEqual(['the exception e.yaml#1 ends on 2026-11-22']);
});

test.for([
  ['fixed', finding({ fixedVersion: '1.0.1' }), 'a fix is there'],
  ['exploited', finding({ kev: true }), 'known to be exploited'],
] as const)('an exception until %s ends then', ([until, given, wanted]) => {
  const exceptions = parseExceptionsFile(`${accepted}    until: [${until}]\n`, 'e.yaml');

  const { findings, notices } = judge(policy({ exceptions }), subject({ findings: [given] }));

  expect(findings[0]?.exception).toBeUndefined();
  expect(notices[0]).toContain(wanted);
});

test.for([
  ['no expiry', 'exceptions: [{id: CVE-1, reason: x, owner: y}]'],
  ['no owner', 'exceptions: [{id: CVE-1, reason: x, expires: 2027-01-01}]'],
  ['an unknown key', 'exceptions: [{id: CVE-1, reason: x, owner: y, expires: 2027-01-01, pth: z}]'],
  ['neither id nor package', 'exceptions: [{reason: x, owner: y, expires: 2027-01-01}]'],
  [
    'no package URL',
    'exceptions: [{package: "pkg:npm/", reason: x, owner: y, expires: 2027-01-01}]',
  ],
  ['no YAML', 'exceptions: [}'],
  [
    'a bomb of aliases',
    `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join()}]`)
      .join('\n')}`,
  ],
] as const)('an exceptions file with %s is refused', ([, text]) => {
  expect(() => parseExceptionsFile(text, 'e.yaml')).toThrow(/e\.yaml|alias/);
});

test('a .trivyignore is read with its expiry dates', () => {
  const exceptions = parseTrivyIgnore(
    '# note\nCVE-2024-1 exp:2027-01-01\n\nCVE-2024-9',
    '.trivyignore',
  );

  expect(exceptions.map(({ ids, expires, origin }) => [ids[0], expires, origin])).toEqual([
    ['CVE-2024-1', '2027-01-01', '.trivyignore:2'],
    ['CVE-2024-9', undefined, '.trivyignore:4'],
  ]);
});

test('what is shown changes neither the decision nor what is kept', () => {
  fc.assert(
    fc.property(fc.constantFrom('kev', 'severity>=low', 'fixable'), (text) => {
      const rules = policy(gate('severity>=high'));
      const plain = judge(rules, subject());
      const narrowed = judge({ ...rules, show: parseExpression(text) }, subject());

      expect(narrowed.decision).toEqual(plain.decision);
      expect(narrowed.findings.map((f) => f.finding)).toEqual(plain.findings.map((f) => f.finding));
    }),
  );
});

test.for([
  [false, 'warn'],
  [true, 'incomplete'],
] as const)(
  'data that is too old counts only when an age was demanded: %s',
  ([demanded, wanted]) => {
    const old: Gap = {
      type: 'gap',
      location: { path: '/' },
      reason: 'stale-advisories',
      detail: 'x',
    };

    const { decision } = judge(policy({ rejectStale: demanded }), subject({ gaps: [old] }));

    expect(decision.verdict).toBe(wanted);
  },
);

test('what the scan proved to do no harm passes every gate and is not shown', () => {
  const proven = {
    ...finding(),
    vex: {
      rule: 'package-cache',
      status: 'not_affected',
      impact: 'lies in a cache',
      evidence: ['/x'],
    },
  } as const;
  const { findings, decision } = judge(
    policy(gate('severity>=low')),
    subject({ findings: [proven] }),
  );

  expect(decision.verdict).toBe('allow');
  expect(findings.map(({ shown }) => shown)).toEqual([false]);
});

test('a gate looks at new findings only when there is a baseline', () => {
  const old = { ...finding(), isNew: false };
  const added = { ...finding({ id: 'CVE-2024-2' }), isNew: true };
  const rules = policy(gate('severity>=low'));

  expect(judge(rules, subject({ findings: [old] })).decision.verdict).toBe('allow');
  expect(judge(rules, subject({ findings: [old, added] })).decision).toMatchObject({
    verdict: 'deny',
    reasons: [{ findings: [added.fingerprint] }],
  });
});

test.for([
  ['P0', 'tier<=P1', 'deny'],
  ['P1', 'tier<=P1', 'deny'],
  ['P2', 'tier<=P1', 'allow'],
  ['P2', 'tier==P2 && risk>=10', 'deny'],
] as const)('a finding of tier %s with the gate %s: %s', ([tier, text, wanted]) => {
  const risk = { tier, score: 12.5, factors: [], sentence: '' };
  const given = subject({ findings: [{ ...finding(), risk }] });

  expect(judge(policy(gate(text)), given).decision.verdict).toBe(wanted);
});

test('the end of support is accepted by its rule, not by an exception for a package', () => {
  const ended: Finding = {
    kind: 'lifecycle',
    rule: 'end-of-life/debian-10',
    fingerprint: 'f',
    severity: 'high',
    title: 'Debian 10',
    locations: [{ path: '/etc/os-release' }],
    lifecycle: { period: { product: 'debian', line: '10' }, version: '10', status: 'ended' },
  };
  const rules = policy({
    ...gate('severity>=high && !excepted'),
    exceptions: parseTrivyIgnore('end-of-life/debian-10', '.trivyignore'),
  });
  const wide = policy({
    ...rules,
    exceptions: [
      { origin: 'x', justification: 'x', ids: [], packages: [], where: ['*'], until: [] },
    ],
  });

  expect(judge(rules, subject({ findings: [ended] })).decision.verdict).toBe('allow');
  expect(judge(wide, subject({ findings: [ended] })).decision.verdict).toBe('deny');
});

test.for([
  ['age>=30', 'deny'],
  ['age>=31', 'allow'],
  ['fixage>7', 'allow'],
  ['vex==affected', 'allow'],
  ["vex==''", 'deny'],
  ['layer==sha256:x', 'allow'],
] as const)('the gate %s of a vulnerability of a month ago: %s', ([text, wanted]) => {
  const base = finding();
  const found: Finding =
    base.kind === 'vulnerability'
      ? { ...base, vulnerability: { ...base.vulnerability, published: '2026-10-23T12:00:00Z' } }
      : base;

  expect(judge(policy(gate(text)), subject({ findings: [found] })).decision.verdict).toBe(wanted);
});

test.for([
  ['package-cache', 'not_affected', 'allow'],
  ['owned-by-os-package', 'fixed', 'allow'],
  ['owned-by-os-package', 'affected', 'allow'],
  ['owned-by-os-package', 'under_investigation', 'allow'],
  ['declared-only', 'under_investigation', 'allow'],
  ['go-symbols-not-linked', 'under_investigation', 'deny'],
  ['package-cache', 'affected', 'deny'],
] as const)('what rule %s calls %s: %s', ([rule, status, wanted]) => {
  const vex = { rule, status, impact: 'x', evidence: ['y'] };
  const given = subject({ findings: [{ ...finding(), vex }] });

  expect(judge(policy(gate('severity>=low')), given).decision.verdict).toBe(wanted);
});

test.for([
  ['its rule and package', 'license/not-allowed', 'pkg:npm/left-pad', true],
  ['its rule and another package', 'license/not-allowed', 'pkg:npm/x', false],
  ['the licence', 'gpl-3.0-only', undefined, true],
  ['another licence', 'MIT', undefined, false],
] as const)('a licence is accepted by %s', ([, id, named, wanted]) => {
  const base = finding();
  const component = base.kind === 'vulnerability' ? base.vulnerability.component : undefined;
  const exceptions = [
    {
      origin: 'x',
      justification: 'y',
      ids: [id],
      packages: named === undefined ? [] : [named],
      where: [],
      until: [],
    },
  ];
  const found: Finding[] =
    component === undefined
      ? []
      : [
          {
            kind: 'license',
            rule: 'license/not-allowed',
            fingerprint: 'f',
            severity: 'medium',
            title: 'x',
            locations: component.locations,
            license: {
              component,
              expression: 'GPL-3.0-only',
              offending: ['GPL-3.0-only'],
              rule: 'x',
            },
          },
        ];

  const [judged] = judge(policy({ exceptions }), subject({ findings: found })).findings;

  expect(judged?.exception !== undefined).toBe(wanted);
});
