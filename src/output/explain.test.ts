import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean } from './clean.ts';
import { cvssWords } from './explain/cvss-words.ts';
import { rangeWords } from './explain/reason-words.ts';
import { renderExplanation } from './explain.ts';
import { checkReport, imageReport } from './testdata/faults.ts';
import { now, report } from './testdata/report.ts';
import { components } from './testdata/software.ts';
import { withText } from './testdata/variations.ts';
import { displayWidth } from './width.ts';

const options = { columns: 100, colour: false, now, reproducible: true, flat: false };
const [first] = report.findings;
const fingerprint = first?.finding.fingerprint ?? '';

const queries = [
  ['a fingerprint', fingerprint, 'CVE-2026-10001 in libssl3'],
  ['its first digits', fingerprint.slice(0, 6), 'CVE-2026-10001 in libssl3'],
  ['a CVE', 'cve-2026-30001', 'CVE-2026-30001 in org.apache'],
  ['an alias', 'GHSA-jr5f-v2jv-69x6', 'CVE-2026-20001 in axios'],
  ['a CVE and a binary package', 'CVE-2026-10001 openssl', 'CVE-2026-10001 in libssl3'],
  ['a CVE and a purl', `CVE-2026-10001 ${components.openssl.purl}`, 'CVE-2026-10001 in openssl'],
] as const;

test.for(queries)('finds by %s', ([, query, wanted]) => {
  expect(renderExplanation(report, query, options)).toContain(wanted);
});

test.for(['', '06', 'CVE-2020-0001', 'CVE-2026-10001 zlib', '*'])('%s names nothing', (query) => {
  expect(renderExplanation(report, query, options)).toBeUndefined();
});

test.for([40, 100])('the explanation at %i columns', async (columns) => {
  const text = renderExplanation(report, fingerprint, { ...options, columns });

  await expect(text).toMatchFileSnapshot(`./testdata/golden/explain-${columns}.txt`);
});

const kinds = [
  ['the way it came in', 'CVE-2026-20002', 'axios 0.21.1 → lodash 4.17.15'],
  ['the other side of a disagreement', 'CVE-2026-20002', 'does not call lodash 4.17.15 affected'],
  ['the action that removes it', 'CVE-2026-20002', 'plan: bump axios to 1.8.2 (removes 3 in all)'],
  ['what is in the way', 'CVE-2026-20002', 'in the way: shop-sdk 2.1.0 wants axios ^0.21'],
  ['the proof', 'CVE-2026-10007', 'proof: no file of the package is executable'],
  ["CISA's decision points", 'CVE-2026-20001', 'exploitation poc, automatable, partial impact'],
  ['the kind of weakness', 'CVE-2026-20001', 'CWE-1333, CWE-400'],
  ['parts of the score', 'CVE-2026-30001', '███████░░░░░░░░░░░░░      35 %  exploitation: none'],
  ['ends of support', 'eol/debian-12', 'extended (paid or by others) until 2028-06-30'],
  ['licences', 'license/not-allowed', 'entry of the policy: deny: Apache-2.0'],
  ['the base image', 'CVE-2026-10003', 'in the base image docker.io/library/debian:12-slim'],
] as const;

test.for(kinds)('the explanation tells %s', ([, query, wanted]) => {
  expect(renderExplanation(report, query, { ...options, columns: 200 })).toContain(wanted);
});

test('an accepted finding says by whom and until when', () => {
  expect(renderExplanation(report, 'CVE-2026-10006', { ...options, columns: 200 })).toContain(
    'accepted by shop-team until 2027-01-31',
  );
});

const vectors = [
  [
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
    'attack over the network, no special conditions, no account needed, no user action, impact on confidentiality (high)',
  ],
  [
    'CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N',
    'attack from inside the system, no special conditions, preconditions at the target, an ordinary account needed, no user action, impact on confidentiality (high), integrity (low)',
  ],
  [
    'AV:N/AC:M/Au:N/C:P/I:N/A:C',
    'attack over the network, some special conditions, no account needed, impact on confidentiality (partial), availability (complete)',
  ],
  ['nonsense', ''],
] as const;

test.for(vectors)('%s in words', ([vector, wanted]) => {
  expect(cvssWords(vector)).toBe(wanted);
});

const ranges = [
  [{ introduced: '0', fixed: '2' }, 'versions before 2'],
  [{ introduced: '1', fixed: '2' }, 'versions from 1 before 2'],
  [{ introduced: '0', lastAffected: '2' }, 'versions up to and including 2'],
  [{ introduced: '0' }, 'all versions'],
  [{ introduced: '1' }, 'versions from 1 on'],
] as const;

test.for(ranges)('range %o in words', ([range, wanted]) => {
  expect(rangeWords(range)).toBe(wanted);
});

test('no text of an artifact breaks out of the explanation', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.integer({ min: 20, max: 160 }),
      (text, columns) => {
        const of = withText(text);
        const query = of.findings[0]?.finding.fingerprint ?? '';
        const out = renderExplanation(of, query, { ...options, columns }) ?? '\u0000';
        for (const line of out.split('\n')) {
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
          expect(clean(line)).toBe(line);
        }
      },
    ),
    { numRuns: 60 },
  );
});

const placed = [
  ['secret', 'github-pat', imageReport],
  ['credential', 'CSN-CRED-0003', imageReport],
  ['malware', 'CSN-MAL-0004', imageReport],
  ['patch', 'zizmor:template-injection', checkReport],
  ['accepted', 'CSN-DF-0044', checkReport],
] as const;

test.for(placed)('the explanation of %s', async ([name, query, of]) => {
  const text = renderExplanation(of, query, { ...options, columns: 80 });

  await expect(text).toMatchFileSnapshot(`./testdata/golden/explain-${name}.txt`);
});
