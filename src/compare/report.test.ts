import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Component } from '#model/component.ts';
import { type JudgedFinding, noGate } from '#model/decision.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import type { Severity } from '#model/severity.ts';
import { markNew } from './baseline.ts';
import { compareComponents } from './components.ts';
import { compareReports } from './report.ts';

function component(name: string, version: string, path = '/app/package-lock.json'): Component {
  const purl = `pkg:npm/${name}@${version}`;
  return {
    id: `${purl}#${path}`,
    purl,
    name,
    version,
    ecosystem: 'npm',
    presence: 'installed',
    locations: [{ path }],
  };
}

function finding(id: string, of: Component, severity: Severity = 'high'): JudgedFinding {
  return {
    shown: true,
    finding: {
      kind: 'vulnerability',
      rule: id,
      fingerprint: `${id} ${of.name}`,
      severity,
      title: id,
      locations: of.locations,
      vulnerability: {
        id,
        aliases: [],
        component: of,
        state: 'affected',
        cvss: [],
        evidence: [],
      },
    },
  };
}

function report(
  components: readonly Component[],
  findings: readonly JudgedFinding[],
  parts: { readonly build?: string; readonly gaps?: readonly Gap[] } = {},
): ScanReport {
  return {
    schemaVersion: '1.3',
    tool: { name: 'caisson', version: '0' },
    inventory: {
      artifact: { kind: 'filesystem', reference: '.', source: 'dir:' },
      layers: [],
      components,
      relations: [],
      gaps: [],
      analyzers: {},
      walked: { files: 0, bytes: 0 },
    },
    findings,
    gaps: parts.gaps ?? [],
    decision: { verdict: 'allow', policy: noGate, reasons: [] },
    database: {
      build: parts.build ?? 'a',
      builtAt: '2026-11-20T00:00:00Z',
      origin: 'bundled',
      segments: [],
    },
    notices: [],
  };
}

const old = component('qs', '6.7.0');
const fixed = component('qs', '6.7.3');
const other = component('ms', '2.0.0');

test('an upgrade closes a finding and says which', () => {
  const change = compareReports(
    report([old, other], [finding('CVE-1', old)]),
    report([fixed, other], []),
  );

  expect(change.components).toEqual({
    added: [],
    removed: [],
    changed: [{ before: old, after: fixed }],
  });
  expect(change.findings).toMatchObject({
    opened: [],
    closed: [{ cause: 'inventory', explanation: 'qs 6.7.0 → 6.7.3' }],
    same: 0,
  });
});

test.for([
  ['a newer database', { build: 'b' }, 'advisories', /names it/],
  ['other options', {}, 'advisories', /different options/],
] as const)('a finding that opens with %s', ([, parts, cause, text]) => {
  const { findings } = compareReports(
    report([old], []),
    report([old], [finding('CVE-1', old)], parts),
  );

  expect(findings.opened).toMatchObject([{ cause }]);
  expect(findings.opened[0]?.explanation).toMatch(text);
});

test('a finding that a gap hides is not called fixed', () => {
  const gap: Gap = {
    type: 'gap',
    location: { path: '/' },
    reason: 'no-advisories',
    detail: 'no advisories for npm',
  };
  const { findings } = compareReports(
    report([old], [finding('CVE-1', old)]),
    report([old], [], { gaps: [gap] }),
  );

  expect(findings.closed).toMatchObject([{ cause: 'gap', explanation: 'no advisories for npm' }]);
});

test('what stays with another severity is altered', () => {
  const { findings } = compareReports(
    report([old], [finding('CVE-1', old, 'low'), finding('CVE-2', old)]),
    report([old], [finding('CVE-1', old, 'critical'), finding('CVE-2', old)]),
  );

  expect(findings).toMatchObject({
    opened: [],
    closed: [],
    same: 1,
    altered: [{ fields: ['severity'] }],
  });
});

test('findings that a baseline does not know are new', () => {
  const [known, added] = [finding('CVE-1', old), finding('CVE-2', old)];

  const marked = markNew([known.finding, added.finding], { findings: [known] });

  expect(marked.map(({ isNew }) => isNew)).toEqual([false, true]);
});

const anyComponents = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    version: fc.constantFrom('1', '2', '3'),
    path: fc.constantFrom('/x', '/y'),
  }),
  { maxLength: 12 },
);

test('the two sides are the same but for what is told', () => {
  fc.assert(
    fc.property(anyComponents, anyComponents, (first, second) => {
      const [before, after] = [first, second].map((list) =>
        list.map(({ name, version, path }) => component(name, version, path)),
      );
      const change = compareComponents(before ?? [], after ?? []);
      const purls = (before ?? []).map(({ purl }) => purl);
      const gone = [...change.removed, ...change.changed.map((pair) => pair.before)];
      const come = [...change.added, ...change.changed.map((pair) => pair.after)];
      for (const { purl } of gone) purls.splice(purls.indexOf(purl), 1);
      const rebuilt = [...purls, ...come.map(({ purl }) => purl)].sort();
      expect(rebuilt).toEqual((after ?? []).map(({ purl }) => purl).sort());
    }),
  );
});

test('what the scan excused opens nothing, and opens when the excuse goes', () => {
  const open = finding('CVE-1', old);
  const excused: JudgedFinding = {
    shown: false,
    finding: {
      ...open.finding,
      vex: { rule: 'package-cache', status: 'not_affected', impact: 'cache', evidence: ['/x'] },
    },
  };

  expect(compareReports(report([old], []), report([old], [excused])).findings.opened).toEqual([]);
  expect(
    compareReports(report([old], [excused]), report([old], [open])).findings.opened.length,
  ).toBe(1);
});

test('a report does not differ from itself', () => {
  const same = report([old, other], [finding('CVE-1', old)]);

  expect(compareReports(same, same)).toMatchObject({
    components: { added: [], removed: [], changed: [] },
    findings: { opened: [], closed: [], altered: [], same: 1 },
  });
});

function misconfiguration(path: string): JudgedFinding {
  const place = { path, line: 3 };
  return {
    shown: true,
    finding: {
      kind: 'misconfiguration',
      rule: 'CSN-DF-0001',
      fingerprint: `fault ${path}`,
      severity: 'high',
      title: 'A title',
      locations: [place],
      fault: {
        kind: 'misconfiguration',
        rule: 'CSN-DF-0001',
        severity: 'high',
        title: 'A title',
        locations: [place],
        message: 'a message',
        remediation: 'change it',
        aliases: [],
        references: [],
      },
    },
  };
}

test('a fault comes and goes with its file', () => {
  const change = compareReports(
    report([old], [misconfiguration('a/Dockerfile')]),
    report([old], [misconfiguration('b/Dockerfile')]),
  );

  expect(change.findings).toMatchObject({
    opened: [{ cause: 'inventory', explanation: 'b/Dockerfile is new or changed' }],
    closed: [{ cause: 'inventory', explanation: 'a/Dockerfile is gone or changed' }],
  });
});

test('a fault in a file that could not be read is not called fixed', () => {
  const gap: Gap = {
    type: 'gap',
    location: { path: 'a/Dockerfile' },
    reason: 'malformed',
    detail: 'an unknown instruction',
  };
  const change = compareReports(
    report([old], [misconfiguration('a/Dockerfile')]),
    report([old], [], { gaps: [gap] }),
  );

  expect(change.findings.closed).toMatchObject([
    { cause: 'gap', explanation: 'an unknown instruction' },
  ]);
});
