import { expect, test } from 'vitest';
import type { KnownExploited, Ssvc } from '#model/advisory.ts';
import type {
  Finding,
  LicenseFinding,
  LifecycleFinding,
  VulnerabilityFacts,
} from '#model/finding.ts';
import type { Tier } from '#model/risk.ts';
import { assess } from './assess.ts';
import type { RiskContext } from './context.ts';
import { library, vectors, vulnerability } from './testing.ts';

const now = '2026-11-22T08:00:00Z';
const kev: KnownExploited = {
  cve: 'CVE-2026-0001',
  added: '2026-11-15',
  due: '2026-12-06',
  ransomware: false,
};
const wormable: Ssvc = {
  exploitation: 'none',
  automatable: true,
  impact: 'total',
  date: '2026-11-01',
};
const unlikely = { ...wormable, automatable: false, impact: 'partial' } as const;

function epss(probability: number): Pick<VulnerabilityFacts, 'exploitPrediction'> {
  const cve = 'CVE-2026-0001';
  return { exploitPrediction: { cve, probability, percentile: 0.9, date: '2026-11-21' } };
}

const neverLoaded: Partial<RiskContext> = { usageOf: () => 'not-loaded' };
const loaded: Partial<RiskContext> = { usageOf: () => 'loaded' };

/** The published table: what is known, where it stands, and the tier that follows. */
const scenarios: readonly (readonly [string, Finding, Partial<RiskContext>, Tier])[] = [
  ['known exploited, nothing known of the place', vulnerability({ knownExploited: kev }), {}, 'P0'],
  [
    'known exploited, loaded, on the internet',
    vulnerability({ knownExploited: kev, cvss: [vectors.wormable] }),
    { ...loaded, exposure: 'internet' },
    'P0',
  ],
  [
    'known exploited, isolated, but whoever gets in has the node',
    vulnerability({ knownExploited: kev }),
    { exposure: 'isolated', blast: 'node' },
    'P0',
  ],
  [
    'known exploited, isolated, never loaded',
    vulnerability({ knownExploited: kev }),
    { ...neverLoaded, exposure: 'isolated' },
    'P1',
  ],
  [
    'active by SSVC alone',
    vulnerability({ ssvc: { ...unlikely, exploitation: 'active' } }),
    {},
    'P0',
  ],
  [
    'CVSS 9.8, automatable and total, in a build tool that never runs',
    vulnerability({ cvss: [vectors.wormable] }),
    { ...neverLoaded, exposure: 'internet' },
    'P2',
  ],
  [
    'CVSS 9.8, automatable and total, on the internet',
    vulnerability({ cvss: [vectors.wormable] }),
    { exposure: 'internet' },
    'P1',
  ],
  [
    'medium, but automatable and total by SSVC, loaded, on the internet',
    vulnerability({ cvss: [vectors.medium], ssvc: wormable }),
    { ...loaded, exposure: 'internet' },
    'P1',
  ],
  [
    'CVSS 9.8, but SSVC says neither automatable nor total',
    vulnerability({ cvss: [vectors.wormable], ssvc: unlikely }),
    { exposure: 'internet' },
    'P2',
  ],
  ['CVSS 7.8, local, never executed', vulnerability({ cvss: [vectors.local] }), neverLoaded, 'P3'],
  ['CVSS 7.8, local, in use', vulnerability({ cvss: [vectors.local] }), {}, 'P2'],
  [
    'CVSS 7.5, isolated',
    vulnerability({ cvss: [vectors.remoteLeak] }),
    { exposure: 'isolated' },
    'P3',
  ],
  [
    'likely to be exploited, on the internet',
    vulnerability({ cvss: [vectors.medium], ...epss(0.4) }),
    { exposure: 'internet' },
    'P1',
  ],
  [
    'likely to be exploited, in the cluster',
    vulnerability({ cvss: [vectors.medium], ...epss(0.4) }),
    {},
    'P2',
  ],
  ['medium, nobody knows whether it is used', vulnerability({ cvss: [vectors.medium] }), {}, 'P3'],
  ['medium, never loaded', vulnerability({ cvss: [vectors.medium] }), neverLoaded, 'P4'],
  ['an old low', vulnerability({ cvss: [vectors.low], ...epss(0.001) }), {}, 'P4'],
  ['critical by word only', vulnerability({}, 'critical'), {}, 'P2'],
  ['nothing known at all', vulnerability({}), {}, 'P3'],
  ['Debian ended', lifecycle('ended'), {}, 'P2'],
  ['Debian with paid support only', lifecycle('extended-only'), {}, 'P3'],
  ['Python ended, in the cluster', lifecycle('ended', true), {}, 'P3'],
  ['Python ended, on the internet', lifecycle('ended', true), { exposure: 'internet' }, 'P2'],
  ['forbidden licence', license(), {}, 'P3'],
  [
    'known exploited, but proven not to be linked',
    {
      ...vulnerability({ knownExploited: kev }),
      vex: {
        rule: 'go-symbols-not-linked',
        status: 'not_affected',
        impact: 'none of the 2 vulnerable functions is linked',
        evidence: ['x.Parse', 'x.Read'],
      },
    },
    { exposure: 'internet' },
    'P4',
  ],
];

function lifecycle(
  status: LifecycleFinding['lifecycle']['status'],
  runtime = false,
): LifecycleFinding {
  return {
    kind: 'lifecycle',
    rule: 'lifecycle/ended',
    fingerprint: 'lifecycle',
    severity: 'high',
    title: 'support has ended',
    locations: [],
    lifecycle: {
      period: { product: 'debian', line: '10', supportedUntil: '2022-09-10' },
      version: '10.13',
      status,
      successor: '13',
      ...(runtime && { component: library }),
    },
  };
}

function license(): LicenseFinding {
  return {
    kind: 'license',
    rule: 'license/denied',
    fingerprint: 'license',
    severity: 'high',
    title: 'licence',
    locations: [],
    license: { component: library, expression: 'AGPL-3.0-only', offending: [], rule: 'copyleft' },
  };
}

test.for(scenarios)('%s', ([, finding, context, tier]) => {
  expect(assess(finding, { now, ...context }).tier).toBe(tier);
});

test('the sentence names who says what, what is assumed and what fixes it', () => {
  const finding = vulnerability({
    knownExploited: { ...kev, ransomware: true },
    cvss: [vectors.wormable],
    fixedVersion: '1.2.4',
    fixedOn: '2026-10-01',
  });

  expect(assess(finding, { now, exposure: 'internet' }).sentence).toBe(
    'Known exploited (CISA KEV, used for ransomware, due 2026-12-06); libfoo 1.0.0 counts as loaded (not observed); ' +
      'reachable from the internet; an attack that runs by itself gains full control of the program and from there what ' +
      'the workload may read (assumed); fixed in 1.2.4 since 2026-10-01.',
  );
});

test('a proof ends the matter, and the sentence names it', () => {
  const finding = scenarios.at(-1)?.[1];
  const risk = finding && assess(finding, { now });

  expect(risk?.sentence).toBe(
    'Not affected (go-symbols-not-linked): none of the 2 vulnerable functions is linked',
  );
  expect(risk?.factors.find(({ name }) => name === 'usage')).toMatchObject({
    value: 'not_affected',
    source: 'proof: go-symbols-not-linked',
    assumed: false,
  });
  expect(risk).not.toHaveProperty('due');
});

test('days come from the tier, from the organisation where it says so, and from CISA', () => {
  const risk = assess(vulnerability({ knownExploited: kev }), { now });

  expect(risk).toMatchObject({ tier: 'P0', days: 3, due: '2026-12-06' });
  expect(assess(vulnerability({ knownExploited: kev }), { now, days: { P0: 1 } }).days).toBe(1);
  expect(assess(vulnerability({ cvss: [vectors.low] }), { now })).not.toHaveProperty('days');
});

test('what is missing is "no data" and assumed, never zero', () => {
  const risk = assess(vulnerability({}), { now });
  const byName = new Map(risk.factors.map((factor) => [factor.name, factor]));

  expect(byName.get('exploitation')).toMatchObject({
    value: 'none',
    source: 'no data',
    assumed: true,
  });
  expect(byName.get('severity')).toMatchObject({ value: 'unknown', assumed: true });
  expect(byName.get('exposure')).toMatchObject({
    value: 'cluster',
    source: 'default',
    assumed: true,
  });
  expect(byName.get('usage')).toMatchObject({ value: 'unknown', assumed: true });
});

test('a running artifact is taken to be reachable, and root is told with the blast radius', () => {
  const risk = assess(vulnerability({}), { now, runs: true, runsAsRoot: true });
  const byName = new Map(risk.factors.map((factor) => [factor.name, factor]));

  expect(byName.get('exposure')).toMatchObject({ value: 'internet', assumed: true });
  expect(byName.get('blast')?.source).toBe('default; the image runs as root');
});

const preferences = [
  [
    '4.0 before 3.1',
    [
      ['3.1', 9.8],
      ['4.0', 6.1],
    ],
    '6.1',
  ],
  [
    '3.1 before 3.0',
    [
      ['3.0', 9.8],
      ['3.1', 6.1],
    ],
    '6.1',
  ],
  [
    '3.0 before 2.0',
    [
      ['2.0', 9.8],
      ['3.0', 6.1],
    ],
    '6.1',
  ],
  [
    'the highest of one version',
    [
      ['3.1', 4.1],
      ['3.1', 6.1],
    ],
    '6.1',
  ],
] as const;

test.for(preferences)('CVSS %s', ([, given, expected]) => {
  const cvss = given.map(([version, score]) => ({ version, score, vector: 'x', source: 'nvd' }));

  const risk = assess(vulnerability({ cvss }), { now });

  expect(risk.factors.find(({ name }) => name === 'severity')?.value).toBe(expected);
});

const derivations = [
  ['4.0', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 'yes', 'total'],
  ['4.0', 'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:L/SC:N/SI:N/SA:N', 'no', 'partial'],
  ['3.1', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'yes', 'total'],
  ['3.0', 'CVSS:3.0/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N', 'no', 'partial'],
  ['2.0', 'AV:N/AC:L/Au:N/C:C/I:C/A:C', 'yes', 'total'],
  ['2.0', 'AV:N/AC:M/Au:N/C:P/I:P/A:P', 'no', 'partial'],
] as const;

test.for(derivations)('CVSS %s %s: automatable %s, impact %s', ([version, vector, a, t]) => {
  const finding = vulnerability({ cvss: [{ version, vector, score: 5, source: 'nvd' }] });

  const { factors } = assess(finding, { now });

  const source = `derived from CVSS ${version}`;
  const expected = { source, assumed: true };
  expect(factors.find(({ name }) => name === 'automatable')).toMatchObject({
    value: a,
    ...expected,
  });
  expect(factors.find(({ name }) => name === 'impact')).toMatchObject({ value: t, ...expected });
});
