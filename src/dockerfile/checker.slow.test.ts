import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Check } from '#contract/check.ts';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { Fault } from '#model/fault.ts';
import { refusedStep } from './build-checks.ts';
import { legacyPairs } from './buildkit/step-checks.ts';
import { createDockerfileChecker } from './checker.ts';
import type { DockerfileSubject } from './subject.ts';

const scope: Scope = {
  signal: new AbortController().signal,
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  progress: { begin: () => ({ advance: nothing, [Symbol.dispose]: nothing }) },
  clock: () => new Date(0),
  limits: defaultLimits,
  temporaryDirectory: '/nonexistent',
};

function nothing(): void {}

const checks: readonly Check<DockerfileSubject>[] = [
  check('CSN-DF-0013', ['buildkit:LegacyKeyValueFormat', 'hadolint:DL9999'], legacyPairs),
  check('CSN-DF-0023', [], refusedStep),
];

function check(
  id: string,
  aliases: readonly string[],
  evaluate: Check<DockerfileSubject>['evaluate'],
): Check<DockerfileSubject> {
  return {
    evaluate,
    meta: {
      id,
      slug: id.toLowerCase(),
      family: 'dockerfile',
      kind: 'misconfiguration',
      revision: 1,
      title: id,
      severity: 'low',
      rationale: '',
      remediation: '',
      references: [],
      aliases,
      controls: [],
      since: '0.1.0',
      status: 'stable',
      enabled: true,
    },
  };
}

const checker = createDockerfileChecker(checks);

function faultsOf(text: string): readonly Fault[] {
  const file = { path: 'Dockerfile', bytes: Buffer.from(text), sibling: () => undefined };
  return checker.check(file, scope).faults;
}

const names = [
  ['Dockerfile', true],
  ['a/b/Dockerfile.prod', true],
  ['Containerfile', true],
  ['containerfile.web', true],
  ['web.dockerfile', true],
  ['web.Dockerfile', true],
  ['Dockerfile-alpine', true],
  ['Dockerfile.md', false],
  ['Dockerfile.dockerignore', false],
  ['dockerfile.go', false],
  ['Dockerfiles', false],
  ['notes.txt', false],
] as const;

test.for(names)('by name: %s', ([path, wanted]) => {
  expect(checker.recognises(path, new Uint8Array())).toBe(wanted);
});

const heads = [
  ['# syntax=docker/dockerfile:1\n', true],
  ['# a comment\n\nARG V=1\nFROM alpine:$V AS build\n', true],
  ['FROM scratch\n', true],
  ['FROM: someone@example.org\n', false],
  ['From the beginning of time\n', false],
  ['FROM users SELECT name', false],
  ['', false],
] as const;

test.for(heads)('by its first bytes: %j', ([head, wanted]) => {
  expect(checker.recognises('build', Buffer.from(head))).toBe(wanted);
});

const markers = [
  '# check=skip=LegacyKeyValueFormat\nFROM a\nENV b c\n',
  'FROM a\n# check=skip=LegacyKeyValueFormat why not\nENV b c\n',
  'FROM a\n# hadolint ignore=DL9999 # because\nENV b c\n',
  'FROM a\n# hadolint ignore=DL9999 because of this\nENV b c\n',
  '# hadolint global ignore=DL9999\nFROM a\nENV b c\n',
  '# hadolint stage ignore=DL9999\nFROM a\nENV b c\n',
  'FROM a\n#trivy:ignore:CSN-DF-0013\nENV b c\n',
  'FROM a\n# caisson:allow CSN-DF-0013 until=2030-01-01 it is old\nENV b c\n',
  '# caisson:allow file CSN-DF-0013 all of it\n\nFROM a\nENV b c\n',
] as const;

test.for(markers)('a comment accepts it, and the report keeps it: %j', (text) => {
  const [fault] = faultsOf(text);

  expect(fault?.rule).toBe('CSN-DF-0013');
  expect(fault?.allowed).toBeDefined();
});

test('reasons and dates of comments are kept', () => {
  const [fault] = faultsOf(
    'FROM a\n# caisson:allow CSN-DF-0013 until=2030-01-01 it is old\nENV b c',
  );

  expect(fault?.allowed).toMatchObject({ reason: 'it is old', until: '2030-01-01', line: 2 });
});

const strangers = [
  'FROM a\n# check=skip=StageNameCasing\nENV b c\n',
  'FROM a\n# hadolint ignore=DL9999\nRUN x\nENV b c\n',
  'FROM a\n# hadolint ignore=DL1\nENV b c\n',
  '# hadolint stage ignore=DL9999\nFROM a\nFROM b\nENV b c\n',
] as const;

test.for(strangers)('a comment about something else accepts nothing: %j', (text) => {
  expect(faultsOf(text).map(({ allowed }) => allowed)).toEqual([undefined]);
});

test('broken syntax is a gap with its line, and the rest is still checked', () => {
  const file = {
    path: 'Dockerfile',
    bytes: Buffer.from('FROM a\nCMD [1]\nENV b c\n'),
    sibling: () => undefined,
  };
  const { faults, gaps } = checker.check(file, scope);

  expect(gaps).toMatchObject([{ reason: 'malformed', location: { path: 'Dockerfile', line: 2 } }]);
  expect(faults).toHaveLength(1);
});

const hostile = [
  ['a line of four megabytes', `FROM a\nRUN ${'x'.repeat(4_000_000)}`],
  ['ten thousand heredocs without an end', `FROM a\n${'RUN <<A\n'.repeat(10_000)}`],
  [
    'ten thousand heredocs in a line',
    `FROM a\nRUN ${'<<A '.repeat(10_000)}\n${'A\n'.repeat(10_000)}`,
  ],
  ['a thousand stages that copy from all', `${'FROM a\nCOPY --from=0 x y\n'.repeat(1000)}`],
  ['nested ONBUILD', `FROM a\n${'ONBUILD '.repeat(100_000)}`],
  ['unknown instructions', `FROM a\n${'NOPE\n'.repeat(50_000)}`],
  ['all ports, often', `FROM a\n${'EXPOSE 0-65535\n'.repeat(1000)}`],
  ['blanks', `FROM a\nRUN ${' '.repeat(500_000)}x${' '.repeat(500_000)}\\`],
] as const;

test.for(hostile)('stays bounded: %s', ([, text]) => {
  const { gaps, faults } = checker.check(
    { path: 'Dockerfile', bytes: Buffer.from(text), sibling: () => undefined },
    scope,
  );

  expect(gaps.length).toBeLessThanOrEqual(60);
  expect(faults.length).toBeGreaterThanOrEqual(0);
});

test('a file of too many instructions is checked as far as it is read, and says so', () => {
  const bytes = Buffer.from(`FROM a\nENV b c\n${'RUN x\n'.repeat(60_000)}`);
  const { faults, gaps } = checker.check(
    { path: 'Dockerfile', bytes, sibling: () => undefined },
    scope,
  );

  expect(faults).toHaveLength(1);
  expect(gaps).toMatchObject([{ reason: 'too-large', location: { line: 50_001 } }]);
});

test('any bytes give a result', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.uint8Array({ maxLength: 100 }),
      (bytes, ignore) => {
        const file = { path: 'Dockerfile', bytes, sibling: () => ignore };

        expect(checker.check(file, scope).gaps.length).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 200 },
  );
});

test('one check reports a thousand faults of a file, and says that there are more', () => {
  const text = `FROM scratch\n${'ENV a b\n'.repeat(1500)}`;
  const file = { path: 'Dockerfile', bytes: Buffer.from(text), sibling: () => undefined };
  const { faults, gaps } = checker.check(file, scope);

  expect(faults).toHaveLength(1000);
  expect(gaps.map(({ reason, detail }) => [reason, detail.slice(0, 12)])).toEqual([
    ['too-large', 'CSN-DF-0013 '],
  ]);
});

test('the threshold of another tool is told, not taken', () => {
  const settings = Buffer.from('failure-threshold: warning\n');
  const { notices } = checker.check(
    {
      path: 'Dockerfile',
      bytes: Buffer.from('FROM debian\n'),
      sibling: (path) => (path === '.hadolint.yaml' ? settings : undefined),
    },
    scope,
  );

  expect(notices).toEqual([expect.stringContaining('--fail-on medium')]);
});
