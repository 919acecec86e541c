import { expect, test } from 'vitest';
import type { ScanReport } from '#model/report.ts';
import { csafOutput } from './csaf.ts';
import { cyclonedxVexOutput } from './cyclonedx-vex.ts';
import { openvexOutput } from './openvex.ts';
import { now, report } from './testdata/report.ts';
import { csafRequired, openvexRequired } from './testdata/required-vex.ts';
import { faults } from './testdata/schema.ts';
import { emptyReport, largeReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };
const reports = Object.entries({
  report,
  emptyReport,
  hostile: withText('<\u0000|: https://x'),
  unnamed: withText(''),
  large: largeReport(60),
});

function openvex(of: ScanReport = report, vexAffected = false): { statements: object[] } {
  const text = [...openvexOutput.render(of, { ...options, vexAffected })].join('');
  return JSON.parse(text) as { statements: object[] };
}

interface Csaf {
  readonly document: { readonly category: string };
  readonly product_tree: {
    readonly full_product_names: readonly { readonly product_id: string }[];
    readonly relationships?: readonly {
      readonly product_reference: string;
      readonly full_product_name: { readonly product_id: string };
    }[];
  };
  readonly vulnerabilities?: readonly {
    readonly cve?: string;
    readonly product_status: Readonly<Record<string, readonly string[]>>;
  }[];
}

function csaf(of: ScanReport = report, vexAffected = false): Csaf {
  const text = [...csafOutput.render(of, { ...options, vexAffected })].join('');
  return JSON.parse(text) as Csaf;
}

test.for(reports)('%s as OpenVEX has what 0.2.0 requires', ([, of]) => {
  for (const affected of [true, false])
    expect(faults(openvexRequired, openvex(of, affected))).toEqual([]);
});

test.for(reports)('%s as CSAF has what the profile csaf_vex requires', ([, of]) => {
  for (const affected of [true, false])
    expect(faults(csafRequired, csaf(of, affected))).toEqual([]);
});

test('what is proven and what is justified is not affected, a plain acceptance is not', () => {
  const exception = { origin: 'file', justification: 'we live with it' };
  const [first, ...rest] = report.findings;
  const accepted = first === undefined ? rest : [{ ...first, exception }, ...rest];

  expect(openvex({ ...report, findings: accepted }).statements).toMatchObject([
    { vulnerability: { name: 'CVE-2026-10001' }, status: 'affected' },
    {
      vulnerability: { name: 'CVE-2026-10006' },
      status: 'not_affected',
      justification: 'vulnerable_code_not_in_execute_path',
    },
    {
      vulnerability: { name: 'CVE-2026-10007' },
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
      products: [{ subcomponents: [{ '@id': expect.stringContaining('libc6') as string }] }],
    },
  ]);
});

test('all findings are stated when asked for', () => {
  expect(openvex().statements).toHaveLength(2);
  expect(openvex(report, true).statements).toHaveLength(13);
});

test('the id of a document follows from what it says', () => {
  const id = /vex-[0-9a-f]{64}/;
  const text = JSON.stringify(openvex());

  expect(
    id.exec(JSON.stringify(openvex({ ...report, startedAt: '2027-01-01T00:00:00Z' }))),
  ).toEqual(id.exec(text));
  expect(id.exec(JSON.stringify(openvex({ ...report, findings: [] })))?.[0]).not.toBe(
    id.exec(text)?.[0],
  );
});

test.for(reports)(
  'products of %s as CSAF exist once, and no status contradicts another',
  ([, of]) => {
    const { product_tree: tree, vulnerabilities = [] } = csaf(of, true);
    const plain = tree.full_product_names.map(({ product_id: id }) => id);
    const parts = (tree.relationships ?? []).map(({ full_product_name: name }) => name.product_id);
    const known = new Set([...plain, ...parts]);

    expect(known.size).toBe(plain.length + parts.length);
    for (const { product_reference: id } of tree.relationships ?? []) expect(plain).toContain(id);
    for (const { product_status: status } of vulnerabilities) {
      const ids = Object.values(status).flat();
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(known).toContain(id);
    }
    const cves = vulnerabilities.flatMap(({ cve }) => cve ?? []);
    expect(new Set(cves).size).toBe(cves.length);
  },
);

test('a CSAF document without statements does not call itself a VEX document', () => {
  expect(csaf(emptyReport).document.category).toBe('csaf_base');
  expect(csaf().document.category).toBe('csaf_vex');
});

test('CycloneDX VEX has the assessed vulnerabilities and what they affect', () => {
  const text = [...cyclonedxVexOutput.render(report, options)].join('');

  expect(JSON.parse(text)).toMatchObject({
    components: [{ name: 'perl-base' }, { name: 'libc6' }],
    vulnerabilities: [
      { id: 'CVE-2026-10006', analysis: { state: 'not_affected' } },
      { id: 'CVE-2026-10007', analysis: { state: 'not_affected' } },
    ],
  });
});
