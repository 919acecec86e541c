import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CaissonError } from '#kit/error.ts';
import { parseExpression } from './expression.ts';
import { factsOf } from './facts.ts';
import { finding } from './testdata/finding.ts';

const high = factsOf(finding({ severity: 'high', fixedVersion: '2.0.0' }), undefined);
const unknown = factsOf(finding({ severity: 'unknown' }), undefined);
const exploited = factsOf(finding({ severity: 'low', kev: true, epss: 0.4 }), undefined);

const placed = {
  ...high,
  namespace: 'shop',
  object: 'Deployment/web',
  control: ['pss:baseline/privileged', 'cis-kubernetes-1.12:5.2.2'],
};

test.for([
  ["control=='cis-kubernetes-1.12'", placed, true],
  ["control=='cis-kubernetes-1.12:5.2.2' && namespace==shop", placed, true],
  ["control=='cis-kubernetes-1.1'", placed, false],
  ['control!=pss', placed, false],
  ['control!=nsa', placed, true],
  ['control>=pss', placed, false],
  ["object=='Deployment/web'", placed, true],
  ['namespace==shop', high, false],
  ['severity>=high', high, true],
  ['severity>=critical', high, false],
  ['severity<high', high, false],
  ['severity==high && fixable', high, true],
  ['severity>=high && !fixable', high, false],
  ['!fixable || severity==high', high, true],
  ['(severity>=critical || kev) && epss>=0.1', exploited, true],
  ['kev', high, false],
  ['epss>=0', high, false],
  ['epss<0.5', high, false],
  ['epss!=0.5', high, true],
  ['severity>=low', unknown, false],
  ['severity==unknown', unknown, true],
  ['severity!=high', unknown, true],
  ["package=='left-pad' && version=='1.0.0'", high, true],
  ['package==left-pad', high, true],
  ['ecosystem==npm && presence==installed && state==fixed', high, true],
  ['id==CVE-2024-1', high, true],
  ["path=='/app/package.json'", high, true],
  ['excepted', high, false],
  ['! ! kev', exploited, true],
  ['fixable==true', high, true],
] as const)('%s', ([text, facts, wanted]) => {
  expect(parseExpression(text)(facts)).toBe(wanted);
});

test.for([
  ['', 'expected one of severity'],
  ['severity', 'a comparison after "severity"'],
  ['severity>=hgh', 'column 11, expected one of unknown'],
  ['colour==red', '"colour" stands at column 1'],
  ['severity>=high &&', 'it ends at column 18'],
  ['(kev', 'expected ")"'],
  ['kev kev', '"kev" stands at column 5, expected "&&"'],
  ['kev && #', 'column 8'],
] as const)('%j names its fault', ([text, wanted]) => {
  expect(() => parseExpression(text)).toThrow(wanted);
});

test('any text is an expression or a usage error', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z&|!()<>='" 0-9.]{0,60}$/), (text) => {
      expect(codeOf(() => parseExpression(text)(high))).toMatch(/^none$|^usage.invalid-argument$/);
    }),
  );
});

test('depth is bounded', () => {
  expect(() => parseExpression(`${'('.repeat(900)}kev${')'.repeat(900)}`)).toThrow(/deeply/);
});

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof CaissonError ? error.code : String(error);
  }
}
