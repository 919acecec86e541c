import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readChecks } from '../tools/check-catalog.ts';

const root = join(import.meta.dirname, '..');
const checks = readChecks(root).filter(({ meta }) =>
  ['dockerfile', 'image', 'credential'].includes(meta.family),
);
const owned = new Map(
  checks.flatMap(({ meta }) => meta.aliases.map((alias) => [alias, meta.id] as const)),
);

/** Numbers from `first` to `last` that stand in `ranges`, each `a` or `a-b`, with a prefix and leading zeros. */
function codes(prefix: string, ranges: string, digits = 4): readonly string[] {
  return ranges.split(' ').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from(
      { length: last - first + 1 },
      (_, at) => `${prefix}${String(first + at).padStart(digits, '0')}`,
    );
  });
}

const hadolint = codes(
  'hadolint:DL',
  '1001 3000-3004 3006-3016 3018-3030 3032-3038 3040-3067 4000 4001 4003-4006',
);
const trivy = codes('trivy:DS-', '1 2 4-17 19-27 29-31');
const dockle = [
  ...codes('dockle:CIS-DI-', '1 5-10'),
  ...codes('dockle:DKL-DI-', '1-6'),
  ...codes('dockle:DKL-LI-', '1-3'),
];
const buildkit = [
  'StageNameCasing',
  'FromAsCasing',
  'NoEmptyContinuation',
  'ConsistentInstructionCasing',
  'DuplicateStageName',
  'ReservedStageName',
  'MaintainerDeprecated',
  'InvalidDefinitionDescription',
  'UndefinedArgInFrom',
  'InvalidDefaultArgInFrom',
  'RedundantTargetPlatform',
  'FromPlatformFlagConstDisallowed',
  'UndefinedVar',
  'WorkdirRelativePath',
  'JSONArgsRecommended',
  'MultipleInstructionsDisallowed',
  'LegacyKeyValueFormat',
  'SecretsUsedInArgOrEnv',
  'CopyIgnoredFile',
  'ExposeProtoCasing',
  'ExposeInvalidFormat',
  'InvalidBaseImagePlatform',
].map((rule) => `buildkit:${rule}`);
const shellcheck = codes('shellcheck:SC', '2002 2015 2028 2035 2046 2086 2154 2155 2164');

/** Codes that no check of a Dockerfile can answer, and why. */
const excused: ReadonlyMap<string, string> = new Map([
  ['dockle:CIS-DI-0005', 'about the environment of the machine that scans, not about the image'],
  ['dockle:DKL-LI-0001', 'a password in a file of the image: family credential'],
  ['dockle:DKL-LI-0002', 'accounts of the image: family credential'],
  ['dockle:DKL-LI-0003', 'files of the image: family image'],
]);

test('as many codes are counted as the tools have', () => {
  expect([hadolint.length, trivy.length, buildkit.length, dockle.length]).toEqual([71, 28, 22, 16]);
});

test.for([...hadolint, ...trivy, ...dockle, ...buildkit, ...shellcheck])(
  '%s has an owner or a reason',
  (code) => {
    expect(owned.get(code) ?? excused.get(code)).toBeDefined();
  },
);

test.for(['4.1', '4.2', '4.3', '4.6', '4.7', '4.8', '4.9', '4.10', '4.11'])(
  'CIS Docker %s is answered by a check',
  (item) => {
    const control = `cis-docker-1.6:${item}`;

    expect(checks.some(({ meta }) => meta.controls.includes(control))).toBe(true);
  },
);

test('every id of ours has its folder', () => {
  expect(checks.every(({ folder }) => existsSync(join(folder, 'check.yaml')))).toBe(true);
});
