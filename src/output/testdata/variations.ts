import { sha256Hex } from '#kit/hash.ts';
import type { Component } from '#model/component.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { Location } from '#model/location.ts';
import type { Risk } from '#model/risk.ts';
import type { VexStatement } from '#model/vex.ts';
import type { Gap } from '#model/observation.ts';
import type { ScanReport } from '#model/report.ts';
import { finding } from './finding.ts';
import { report } from './report.ts';
import { appLayer, components as c } from './software.ts';

const { plan: _plan, baseline: _baseline, ...plain } = report;

/** Nothing found because nothing could be looked at. */
export const emptyReport: ScanReport = {
  ...plain,
  inventory: {
    artifact: { kind: 'filesystem', reference: './empty', source: 'dir:' },
    layers: [],
    components: [],
    relations: [],
    gaps: [],
    analyzers: {},
    walked: { files: 0, bytes: 0 },
  },
  findings: [],
  gaps: [],
  decision: { verdict: 'allow', policy: 'default', reasons: [] },
  database: { ...report.database, origin: 'bundled', segments: [] },
  notices: [],
};

/** The fixture's findings over and over, each with a component of its own, for measuring. */
export function largeReport(count: number): ScanReport {
  const vulnerabilities = report.findings.flatMap(({ finding: each, ...judged }) =>
    each.kind === 'vulnerability' ? [{ ...judged, finding: each }] : [],
  );
  const many = Array.from({ length: count }, (_, index) => {
    const base = vulnerabilities[index % vulnerabilities.length] ?? finding({ id: 'CVE-2026-1', component: c.axios });
    const of = base.finding.vulnerability.component;
    const name = `${of.name}-${Math.floor(index / 7)}`;
    const id = `${of.id}-${index}`;
    const copy: Component = { ...of, id, name, ...(of.source && { source: { ...of.source, name } }) };
    const rule = `CVE-2026-${50_000 + index}`;
    return {
      ...base,
      finding: {
        ...base.finding,
        rule,
        fingerprint: sha256Hex(`${index}`),
        vulnerability: { ...base.finding.vulnerability, id: rule, component: copy },
      },
    };
  });
  return {
    ...plain,
    inventory: { ...report.inventory, components: many.map((judged) => judged.finding.vulnerability.component) },
    findings: many,
  };
}

/** The fixture with `text` in every place that outsiders can fill. */
export function withText(text: string): ScanReport {
  const location: Location = { path: text, layer: appLayer };
  const hostile: Component = {
    ...c.libssl,
    id: `${c.libssl.id}#hostile${text}`,
    name: text,
    version: text,
    source: { name: text, version: text },
    architecture: text,
    supplier: text,
    modularity: text,
    licenses: [{ raw: text }],
    locations: [location],
  };
  const base = finding({ id: text, component: hostile, score: 9.8, fixed: text });
  const risk: Risk = {
    tier: 'P1',
    score: 50,
    due: text,
    factors: [{ name: 'usage', value: text, source: text, date: text, assumed: true, share: 0.5 }],
    sentence: text,
  };
  const vex: VexStatement = { rule: 'no-executable', status: 'not_affected', impact: text, evidence: [text] };
  const path = { ids: [text, hostile.id], names: [text, text], ways: 2 };
  const judged: JudgedFinding = {
    ...base,
    finding: { ...base.finding, title: text, risk, vulnerability: { ...base.finding.vulnerability, aliases: [text], severitySource: text, path, weaknesses: [text], fixedOn: text } },
  };
  const { vulnerability: _vulnerability, ...common } = base.finding;
  const others: readonly JudgedFinding[] = [
    {
      shown: true,
      finding: {
        ...common,
        kind: 'lifecycle',
        rule: text,
        fingerprint: sha256Hex('lifecycle'),
        title: text,
        lifecycle: { period: { product: text, line: text, supportedUntil: text, latest: text }, version: text, status: 'ended', successor: text },
      },
    },
    {
      shown: true,
      finding: {
        ...common,
        kind: 'license',
        rule: text,
        fingerprint: sha256Hex('license'),
        title: text,
        license: { component: hostile, expression: text, offending: [text], rule: text },
      },
    },
  ];
  const gap: Gap = { type: 'gap', location, reason: 'malformed', detail: text };
  const place: Location = { ...location, line: 3, column: 2, endLine: 3, endColumn: 9, commit: text };
  const hidden = { state: 'deleted', by: text } as const;
  const allowed = { marker: text, line: 2, reason: text, until: text };
  const placed: readonly JudgedFinding[] = [
    {
      shown: true,
      finding: {
        ...common,
        kind: 'secret',
        rule: text,
        fingerprint: sha256Hex('secret'),
        title: text,
        locations: [place],
        secret: {
          rule: text,
          title: text,
          class: 'password',
          provider: text,
          severity: 'high',
          location: place,
          key: '0'.repeat(32),
          ending: text,
          length: 9,
          excerpt: text,
          decoders: [text],
          details: { [text]: text },
          reasons: [text],
          remediation: text,
          references: [text, 'https://a.example/'],
          aliases: [text],
          more: 1,
          hidden,
          allowed,
        },
      },
    },
    {
      shown: true,
      finding: {
        ...common,
        kind: 'misconfiguration',
        rule: text,
        fingerprint: sha256Hex('fault'),
        title: text,
        locations: [place, location],
        fault: {
          kind: 'misconfiguration',
          rule: text,
          severity: 'high',
          title: text,
          locations: [place, location],
          message: text,
          subject: text,
          evidence: [{ label: text, text }],
          rationale: text,
          remediation: text,
          aliases: [text],
          references: [text],
          controls: [text],
          fixes: [{ title: text, safety: 'safe', edits: [{ start: 1, end: 2, text }] }],
          allowed,
          hidden,
        },
      },
    },
  ];
  return {
    ...report,
    inventory: {
      ...report.inventory,
      artifact: { ...report.inventory.artifact, reference: text },
      base: { name: text, evidence: 'history', confidence: 0.5, layers: 1, reason: text, created: text },
      layers: [{ diffId: appLayer, createdBy: text }],
      files: {
        notable: [],
        efficiency: {
          score: 0.5,
          totalBytes: 2,
          wastedBytes: 1,
          worst: [{ path: text, bytes: 1, copies: 2 }],
          layers: [],
        },
      },
      components: [...report.inventory.components, hostile],
      gaps: [gap],
    },
    findings: [judged, { ...judged, finding: { ...judged.finding, vex, isNew: true } }, ...others, ...placed, { ...judged, exception: { origin: text, justification: text, note: text, owner: text } }],
    gaps: [gap],
    decision: { verdict: 'deny', policy: text, reasons: [{ rule: text, text, findings: [] }] },
    notices: [text],
    baseline: { reference: text },
    plan: {
      actions: [
        {
          kind: 'bump',
          title: text,
          commands: [text],
          changes: [{ component: hostile.id, name: text, from: text, to: text, via: text }],
          removes: [judged.finding.fingerprint],
          introduces: [text],
          effort: 5,
          paths: [text],
          blockers: [text],
        },
      ],
      before: 3,
      after: 2,
      remaining: [],
    },
  };
}
