import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Component } from '#model/component.ts';
import type { Inventory } from '#model/inventory.ts';
import { licenseFindings } from './license-findings.ts';
import { parseLicensePolicy } from './license-policy.ts';

function component(expression: string | undefined, raw?: string): Component {
  const purl = 'pkg:npm/left-pad@1.0.0';
  return {
    id: `${purl}#/x`,
    purl,
    name: 'left-pad',
    version: '1.0.0',
    ecosystem: 'npm',
    presence: 'installed',
    locations: [{ path: '/x' }],
    ...((expression ?? raw) !== undefined && {
      licenses: [
        { ...(expression !== undefined && { expression }), ...(raw !== undefined && { raw }) },
      ],
    }),
  };
}

function inventory(...components: readonly Component[]): Inventory {
  return {
    artifact: { kind: 'filesystem', reference: '.', source: 'dir:' },
    layers: [],
    components,
    relations: [],
    gaps: [],
    analyzers: {},
    walked: { files: 0, bytes: 0 },
  };
}

function offending(expression: string | undefined, policy: string): readonly string[] | undefined {
  const [finding] = licenseFindings(
    inventory(component(expression)),
    parseLicensePolicy(policy, 'p'),
  );
  return finding?.license.offending;
}

test.for([
  ['MIT', 'allow: [MIT]', undefined],
  ['GPL-3.0-only', 'allow: [MIT]', ['GPL-3.0-only']],
  ['GPL-3.0-only', 'deny: ["GPL-*"]', ['GPL-3.0-only']],
  ['LGPL-2.1-only', 'deny: ["GPL-*"]', undefined],
  ['MIT OR GPL-3.0-only', 'deny: ["GPL-*"]', undefined],
  ['MIT AND GPL-3.0-only', 'deny: ["GPL-*"]', ['GPL-3.0-only']],
  ['(MIT OR Apache-2.0) AND GPL-2.0+', 'deny: ["GPL-2.0-or-later"]', ['GPL-2.0+']],
  ['GPL-2.0-only WITH Classpath-exception-2.0', 'deny: ["group:strong-copyleft"]', undefined],
  [
    'GPL-2.0-only WITH Linux-syscall-note',
    'deny: ["group:strong-copyleft"]',
    ['GPL-2.0-only WITH Linux-syscall-note'],
  ],
  ['AGPL-3.0-or-later', 'deny: ["group:network-copyleft"]', ['AGPL-3.0-or-later']],
  ['mit', 'allow: ["group:permissive"]', undefined],
  [undefined, 'allow: [MIT]', undefined],
  [undefined, 'unknown: deny', []],
  ['MIT AND (', 'allow: [MIT]', ['MIT AND (']],
] as const)('%s with %s: %j', ([expression, policy, wanted]) => {
  expect(offending(expression, policy)).toEqual(wanted);
});

test('what a package wrote in its own words is judged as it stands', () => {
  const policy = parseLicensePolicy('allow: [MIT]', 'p');

  expect(licenseFindings(inventory(component(undefined, 'see LICENSE')), policy)).toMatchObject([
    { kind: 'license', rule: 'license/not-allowed', license: { offending: ['see LICENSE'] } },
  ]);
});

test('a decision about one package overrides what it states', () => {
  const policy = parseLicensePolicy(
    'deny: ["GPL-*"]\npackages: [{package: "pkg:npm/left-pad", reason: bought}]',
    'p',
  );

  expect(licenseFindings(inventory(component('GPL-3.0-only')), policy)).toEqual([]);
});

test.for([
  ['an unknown key', 'alow: [MIT]', /alow/],
  ['an unknown group', 'deny: ["group:viral"]', /group:viral/],
  ['broken YAML', 'deny: [', /not valid/],
] as const)('%s is refused', ([, text, message]) => {
  expect(() => parseLicensePolicy(text, 'p')).toThrow(message);
});

test('any expression is judged without an error', () => {
  const policy = parseLicensePolicy('deny: ["GPL-*"]\nallow: ["*"]', 'p');
  const word = fc.constantFrom('MIT', 'GPL-2.0', 'AND', 'or', 'WITH', '(', ')', '+', '');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 200 }), (words) => {
      const found = licenseFindings(inventory(component(words.join(' '))), policy);
      expect(found.length).toBeLessThan(2);
    }),
  );
});
