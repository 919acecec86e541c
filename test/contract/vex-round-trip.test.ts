import { expect, test } from 'vitest';
import { csafOutput } from '../../src/output/csaf.ts';
import { cyclonedxVexOutput } from '../../src/output/cyclonedx-vex.ts';
import { openvexOutput } from '../../src/output/openvex.ts';
import { now, report } from '../../src/output/testdata/report.ts';
import { parseVex } from '../../src/policy/vex.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

test.for([
  ['OpenVEX', openvexOutput],
  ['CSAF', csafOutput],
  ['CycloneDX', cyclonedxVexOutput],
] as const)('our own %s document covers the findings that it was made from', ([, output]) => {
  const text = [...output.render(report, options)].join('');

  const exceptions = parseVex(text, 'own.json');

  const covered = exceptions.map(({ ids, parts, within = [] }) => {
    const [purl = ''] = [parts, ...within].flatMap((one) => one?.purls ?? []);
    return [ids[0], purl.split('@')[0]];
  });
  expect(covered).toEqual([
    ['CVE-2026-10006', 'pkg:deb/debian/perl-base'],
    ['CVE-2026-10007', 'pkg:deb/debian/libc6'],
  ]);
});
