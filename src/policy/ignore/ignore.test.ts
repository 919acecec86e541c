import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import type { Finding } from '#model/finding.ts';
import { judge } from '../judge.ts';
import { finding } from '../testdata/finding.ts';
import { parseGrypeConfig } from './grype.ts';
import type { Imported } from './import.ts';
import { parseOsvConfig } from './osv.ts';
import { parseTrivyYaml } from './trivy.ts';

function accepts(read: Imported, given: Finding = finding()): boolean {
  const artifact = { kind: 'image', reference: 'x', source: 'registry:' } as const;
  const now = '2026-11-22T00:00:00Z';
  const { exceptions } = read;
  const { findings } = judge(
    { exceptions, rejectGaps: 'none' },
    { artifact, findings: [given], gaps: [], now },
  );
  return findings[0]?.exception !== undefined;
}

test.for([
  ['an id', '[{id: CVE-2024-1}]', true],
  ['another id', '[{id: CVE-2024-2}]', false],
  ['a path', '[{id: CVE-2024-1, paths: ["app/*.json"]}]', true],
  ['another path', '[{id: CVE-2024-1, paths: ["lib/*"]}]', false],
  ['a package URL', '[{id: CVE-2024-1, purls: ["pkg:npm/left-pad"]}]', true],
  ['another version', '[{id: CVE-2024-1, purls: ["pkg:npm/left-pad@2"]}]', false],
  ['an end to come', '[{id: CVE-2024-1, expired_at: 2027-01-01}]', true],
  ['an end that is past', '[{id: CVE-2024-1, expired_at: 2026-01-01}]', false],
] as const)('.trivyignore.yaml with %s: %s', ([, entries, wanted]) => {
  expect(accepts(parseTrivyYaml(`vulnerabilities: ${entries}`, 'i'))).toBe(wanted);
});

test('.trivyignore.yaml keeps the statement, and says what is not looked for', () => {
  const read = parseTrivyYaml(
    'vulnerabilities: [{id: A, statement: bought}]\nsecrets: [{id: B}]',
    'i',
  );

  expect(read.exceptions[0]?.justification).toBe('bought');
  expect(read.notices).toEqual([
    'i: 1 entry for misconfigurations and secrets, which are not looked for',
  ]);
});

test.for([
  ['a vulnerability', '{vulnerability: CVE-2024-1, reason: x}', true],
  ['a package', '{package: {name: left-pad, version: 1.0.0, type: npm}}', true],
  ['another version', '{package: {name: left-pad, version: 1.0.1}}', false],
  ['another type', '{package: {name: left-pad, type: gem}}', false],
  ['a pattern', '{package: {name: "left-.*"}}', true],
  ['a place', '{vulnerability: CVE-2024-1, package: {location: "/app/**"}}', true],
  ['another place', '{vulnerability: CVE-2024-1, package: {location: "/usr/**"}}', false],
  ['a state of the fix', '{fix-state: not-fixed}', true],
  ['another state', '{fix-state: fixed}', false],
  ['a pattern that is not understood', '{package: {name: "left-(pad|x)"}}', false],
  ['a condition that is not known', '{vulnerability: CVE-2024-1, namespace: x}', false],
  ['nothing', '{reason: x}', false],
  ['a VEX status', '{vex-status: fixed}', false],
] as const)('.grype.yaml with %s: %s', ([, rule, wanted]) => {
  expect(accepts(parseGrypeConfig(`ignore: [${rule}]`, 'g'))).toBe(wanted);
});

test('a rule of Grype that is not understood is told', () => {
  const { exceptions, notices } = parseGrypeConfig('ignore: [{match-type: cpe-match}]', 'g');

  expect(exceptions).toEqual([]);
  expect(notices).toEqual(['the rule g#1 accepts nothing: match-type is not known here']);
});

test.for([
  ['an id', '[[IgnoredVulns]]\nid = "CVE-2024-1"\nreason = "x"', true],
  ['an end to come', '[[IgnoredVulns]]\nid = "CVE-2024-1"\nignoreUntil = 2027-01-01', true],
  ['an end that is past', '[[IgnoredVulns]]\nid = "CVE-2024-1"\nignoreUntil = 2026-01-01', false],
  [
    'a moment to come',
    '[[IgnoredVulns]]\nid = "CVE-2024-1"\nignoreUntil = 2027-01-01T00:00:00Z',
    true,
  ],
  ['a package', '[[PackageOverrides]]\nname = "left-pad"\necosystem = "npm"\nignore = true', true],
  [
    'vulnerabilities of a package',
    '[[PackageOverrides]]\nname = "left-pad"\nvulnerability.ignore = true',
    true,
  ],
  [
    'another ecosystem',
    '[[PackageOverrides]]\nname = "left-pad"\necosystem = "PyPI"\nignore = true',
    false,
  ],
  ['no word of ignoring', '[[PackageOverrides]]\nname = "left-pad"', false],
  [
    'a condition that is not known',
    '[[PackageOverrides]]\nname = "left-pad"\nignore = true\ngroup = "dev"',
    false,
  ],
  ['everything', '[[PackageOverrides]]\nignore = true', false],
] as const)('osv-scanner.toml with %s: %s', ([, text, wanted]) => {
  expect(accepts(parseOsvConfig(text, 'o'))).toBe(wanted);
});

const parsers = [
  ['trivy', parseTrivyYaml],
  ['grype', parseGrypeConfig],
  ['osv', parseOsvConfig],
] as const;

test.for(parsers)('%s lists of any text are read or refused, and can be applied', ([, parse]) => {
  const word = fc.constantFrom(
    'vulnerabilities',
    'ignore',
    ':',
    '\n',
    '- ',
    '[[IgnoredVulns]]',
    'id',
    ' = ',
    '"x"',
    '{',
    '}',
    '[',
    '&a',
    '*a',
    ' ',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(word).map((words) => words.join('')),
  );
  fc.assert(
    fc.property(text, (content) => {
      expect(['read', 'refused']).toContain(outcome(() => accepts(parse(content, 'x'))));
    }),
  );
});

function outcome(run: () => boolean): string {
  try {
    run();
    return 'read';
  } catch (error) {
    return isCaissonError(error, 'usage.invalid-config') ? 'refused' : String(error);
  }
}
