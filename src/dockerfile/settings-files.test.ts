import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markersOfSettings } from './settings-apply.ts';
import {
  readDockleignore,
  readHadolint,
  readTrivyignore,
  readTrivyignoreYaml,
  settingsBeside,
} from './settings-files.ts';

test('all keys of .hadolint.yaml that decide what is reported are understood', () => {
  const settings = readHadolint(`
failure-threshold: warning
ignored: [DL3008, SC2086]
override: { error: [DL3001], style: [DL3015] }
trustedRegistries: docker.io
label-schema: { contact: email, other: unknown-type }
strict-labels: true
disable-ignore-pragma: true
`);

  expect(settings).toEqual({
    trustedRegistries: ['docker.io'],
    labels: new Map([
      ['contact', 'email'],
      ['other', 'text'],
    ]),
    strictLabels: true,
    ignored: [{ id: 'hadolint:DL3008' }, { id: 'hadolint:SC2086' }],
    severities: new Map([
      ['hadolint:DL3001', 'high'],
      ['hadolint:DL3015', 'negligible'],
    ]),
    inlineIgnores: false,
    failOn: 'medium',
  });
});

test('.trivyignore knows comments and last days', () => {
  expect(readTrivyignore('# why\nDS-0002\nAVD-DS-0026 exp:2026-01-31 # soon\n')).toEqual([
    { id: 'trivy:DS-0002' },
    { id: 'trivy:AVD-DS-0026', until: '2026-01-31' },
  ]);
});

test('.trivyignore.yaml knows paths, last days and reasons', () => {
  const text =
    'misconfigurations:\n  - id: DS-0002\n    paths: ["app/*.Dockerfile"]\n    expired_at: 2026-01-31\n    statement: base image\nvulnerabilities:\n  - id: CVE-2026-0001\n';

  expect(readTrivyignoreYaml(text)).toEqual([
    {
      id: 'trivy:DS-0002',
      until: '2026-01-31',
      reason: 'base image',
      paths: ['app/*.Dockerfile'],
    },
  ]);
});

test('.dockleignore is one id a line', () => {
  expect(readDockleignore('CIS-DI-0001\n# no\nDKL-DI-0006\n').map(({ id }) => id)).toEqual([
    'dockle:CIS-DI-0001',
    'dockle:DKL-DI-0006',
  ]);
});

test('files of directories above count when there is none beside', () => {
  const files = new Map([['../.hadolint.yaml', Buffer.from('ignored: [DL3001]')]]);

  expect(settingsBeside({ sibling: (path) => files.get(path) }).ignored).toEqual([
    { id: 'hadolint:DL3001' },
  ]);
});

test.for([
  ['app/*.Dockerfile', 'x/app/a.Dockerfile', 1],
  ['app/*.Dockerfile', 'x/other/a.Dockerfile', 0],
  ['Dockerfile', 'x/Dockerfile', 1],
  ['**/Dockerfile', 'Dockerfile', 1],
] as const)('a path %s covers %s: %i', ([pattern, path, count]) => {
  const ignored = [{ id: 'trivy:DS-0002', paths: [pattern] }];

  expect(markersOfSettings({ ignored }, path)).toHaveLength(count);
});

test('no text makes the readers throw', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string().map((part) => `ignored: ${part}`),
  );
  const property = fc.property(text, (given) => {
    readHadolint(given);
    readTrivyignoreYaml(given);
    readTrivyignore(given);
  });

  expect(() => fc.assert(property)).not.toThrow();
});
