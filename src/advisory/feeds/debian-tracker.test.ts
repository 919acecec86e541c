import { expect, test } from 'vitest';
import { testScope } from '../testing.ts';
import { debianTracker } from './debian-tracker.ts';
import { brief, briefSkip, readFeed } from './testing-feed.ts';

function row(status: string, extra: object = {}) {
  return {
    status,
    repositories: { bookworm: '1.0-1', 'bookworm-security': '1.0-1+deb12u1' },
    ...extra,
  };
}

function oneRow(value: unknown): string[] {
  const content = { tool: { 'CVE-2024-1000': { scope: 'local', releases: { bookworm: value } } } };
  return readFeed(debianTracker, 'data.json', content).facts.map(brief);
}

test.for([
  [
    'a fix',
    row('resolved', { fixed_version: '1.0-1+deb12u1', urgency: 'medium' }),
    'fixed [0,<1.0-1+deb12u1] medium',
  ],
  [
    'a fix with an epoch',
    row('resolved', { fixed_version: '2:1.0-1', urgency: 'high**' }),
    'fixed [0,<2:1.0-1] high',
  ],
  ['never affected', row('resolved', { fixed_version: '0', urgency: 'low' }), 'not_affected low'],
  ['unimportant', row('open', { urgency: 'unimportant' }), 'affected [0,] negligible unimportant'],
  ['no urgency yet', row('open', { urgency: 'not yet assigned' }), 'affected [0,]'],
  [
    'no-dsa',
    row('open', { urgency: 'low', nodsa: 'Minor issue', nodsa_reason: '' }),
    'affected [0,] low no-dsa',
  ],
  [
    'postponed',
    row('open', { urgency: 'low', nodsa: 'Later', nodsa_reason: 'postponed' }),
    'deferred [0,] low postponed',
  ],
  [
    'ignored',
    row('open', { nodsa: 'Too intrusive', nodsa_reason: 'ignored' }),
    'wont_fix [0,] ignored',
  ],
  ['end of life', row('open', { urgency: 'end-of-life' }), 'end_of_life [0,] end-of-life'],
  ['undetermined', row('undetermined', { urgency: 'not yet assigned' }), 'unknown undetermined'],
  [
    'a fix settles no-dsa',
    row('resolved', { fixed_version: '0.9-1', nodsa: 'x', nodsa_reason: '' }),
    'fixed [0,<0.9-1]',
  ],
  [
    'a fix that the archive lacks',
    row('open', { fixed_version: '1.1-1', urgency: 'low' }),
    'affected [0,] low',
  ],
] as const)('Debian: %s', ([, value, wanted]) => {
  expect(oneRow(value)).toEqual([`debian-12 tool CVE-2024-1000 ${wanted}`]);
});

test('Debian: releases have their own segments, what has none is counted', () => {
  const fixed = row('resolved', { fixed_version: '1-1' });
  const releases = { buster: fixed, trixie: fixed, sid: fixed, hamm: fixed };

  const { facts, skips } = readFeed(debianTracker, 'data/json', {
    tool: { 'TEMP-0000001-ABCDEF': { releases } },
  });

  expect(facts.map(({ segment }) => segment)).toEqual(['debian-10', 'debian-13', 'debian-sid']);
  expect(facts[0]?.advisory).toMatchObject({
    id: 'TEMP-0000001-ABCDEF',
    cves: [],
    feed: 'debian-tracker:10',
    url: 'https://security-tracker.debian.org/tracker/TEMP-0000001-ABCDEF',
  });
  expect(skips.map(briefSkip)).toEqual(['unknown-ecosystem debian:hamm']);
});

test('Debian: names and versions that are none are counted, nothing else is lost', () => {
  const { facts, skips } = readFeed(
    debianTracker,
    'data.json',
    '{"__proto__":{"CVE-2024-1":{"releases":{"sid":{"status":"open"}}}},"ok":{"CVE-2024-0002":{"releases":{"sid":{"status":"resolved","fixed_version":"1 2"},"bookworm":{"status":"open"}}}},"no":7}',
  );

  expect(facts.map(brief)).toEqual(['debian-12 ok CVE-2024-0002 affected [0,]']);
  expect(skips).toHaveLength(3);
});

const cveList = `CVE-2024-2000 (A flaw in tool, which …)
	{DSA-5900-1 DLA-4000-1}
	- tool 2.0-1 (bug #1000000; medium)
	[bookworm] - tool <no-dsa> (Minor issue)
	[bullseye] - tool <postponed> (Fix along)
	- gone <removed>
	[buster] - gone <end-of-life> (Not supported)
	- other <unfixed> (unimportant)
	[trixie] - other <not-affected> (Vulnerable code introduced later)
	[bookworm] - other <ignored> (Too intrusive)
	- wish <itp> (bug #2)
	- doubt <undetermined>
	NOTE: https://example.org/
CVE-2024-2001 (Another)
	NOT-FOR-US: something else
`;

test('Debian: annotations of the list', () => {
  const { facts } = readFeed(debianTracker, 'CVE/list', cveList);

  expect(facts.map(brief)).toEqual([
    'debian-sid tool CVE-2024-2000 fixed [0,<2.0-1] medium',
    'debian-12 tool CVE-2024-2000 affected [0,] medium no-dsa',
    'debian-11 tool CVE-2024-2000 deferred [0,] medium postponed',
    'debian-10 gone CVE-2024-2000 end_of_life [0,] end-of-life',
    'debian-sid other CVE-2024-2000 affected [0,] negligible unfixed',
    'debian-13 other CVE-2024-2000 not_affected negligible',
    'debian-12 other CVE-2024-2000 wont_fix [0,] negligible ignored',
    'debian-sid doubt CVE-2024-2000 unknown undetermined',
  ]);
});

test('Debian: advisories have their own id, CVEs and day', () => {
  const { facts } = readFeed(
    debianTracker,
    'data/DSA/list',
    `[09 Jan 2024] DSA-5597-1 tool - security update
	{CVE-2023-3000 CVE-2023-3001}
	[bullseye] - tool 1.2-1+deb11u4
	[bookworm] - tool 1.9-1+deb12u2
[01 Jan 2024] DSA-5596-1 plain - security update
	[bookworm] - plain 3-1
`,
  );

  expect(facts.map(({ advisory }) => [advisory.id, advisory.cves, advisory.fixedOn])).toEqual([
    ['DSA-5597-1', ['CVE-2023-3000', 'CVE-2023-3001'], '2024-01-09'],
    ['DSA-5597-1', ['CVE-2023-3000', 'CVE-2023-3001'], '2024-01-09'],
    ['DSA-5596-1', [], '2024-01-01'],
  ]);
});

const combined = `CVE-2024-4000 (Fixed in unstable before the release)
	- tool 1.0-1
	[bookworm] - tool <no-dsa> (Minor issue)
CVE-2024-4001 (Fixed in unstable after the release)
	- tool 3.0-1
CVE-2024-4002 (Repaired twice)
	- tool 3.0-1
	[bookworm] - tool 2.0-1+deb12u1
CVE-2024-4003 (The annotation is ahead of the archive)
	- tool <unfixed>
	[bookworm] - tool 2.0-1+deb12u9
CVE-2024-4004 (Not affected)
	- tool 3.0-1
	[bookworm] - tool <not-affected> (Introduced later)
CVE-2024-4005 (Removed from unstable)
	- tool <removed>
	- absent <unfixed>
CVE-2024-4006 (Postponed)
	- tool 3.0-1
	[bookworm] - tool <postponed> (Later)
CVE-2024-4007 (Postponed, but repaired)
	- tool 3.0-1
	[bookworm] - tool <postponed> (Later)
CVE-2024-4008 (Undetermined)
	- tool <undetermined>
`;
const advisories = `[01 Feb 2024] DSA-5001-1 tool - update
	{CVE-2024-4002}
	[bookworm] - tool 2.0-1+deb12u1
[01 Mar 2024] DSA-5001-2 tool - update
	{CVE-2024-4002 CVE-2024-4007}
	[bookworm] - tool 2.0-1+deb12u2
`;

function readTogether(documents: Readonly<Record<string, string>>) {
  const reading = debianTracker.begin?.();
  if (reading === undefined) throw new Error('a reading of all documents');
  const scope = testScope();
  const records = Object.entries(documents).flatMap(([path, text]) => [
    ...reading.read({ path, bytes: Buffer.from(text) }, scope),
  ]);
  return [...records, ...reading.finish(scope)].flatMap(({ facts = [] }) => facts);
}

test('Debian: lists and archive together say what holds in a release', () => {
  const facts = readTogether({
    'CVE/list': combined,
    'DSA/list': advisories,
    'dists/bookworm/main/source/Sources':
      'Package: tool\nBinary: tool\nVersion: 2.0-1\n\nPackage: x\nVersion: 1\n',
    'dists/bookworm-security/main/source/Sources': 'Package: tool\nVersion: 2.0-1+deb12u2\n',
    'dists/bookworm-backports/main/source/Sources': 'Package: tool\nVersion: 9.0-1\n',
  });

  const issues = facts.filter(
    ({ segment, advisory }) => segment === 'debian-12' && advisory.id.startsWith('CVE'),
  );
  expect(issues.map((fact) => brief(fact).slice('debian-12 tool CVE-2024-'.length))).toEqual([
    '4000 fixed [0,<1.0-1]',
    '4001 affected [0,]',
    '4002 fixed [0,<2.0-1+deb12u2]',
    '4003 affected [0,]',
    '4004 not_affected',
    '4005 affected [0,]',
    '4006 deferred [0,] postponed',
    '4007 fixed [0,<2.0-1+deb12u2]',
    '4008 unknown undetermined',
  ]);
  expect(issues.map(({ advisory }) => advisory.fixedOn)).toContain('2024-03-01');
});

test('Debian: where the JSON is there, the lists only add to it', () => {
  const facts = readTogether({
    'CVE/list': combined,
    Sources: 'Package: tool\nVersion: 1\n',
    bookworm_Sources: 'Package: tool\nVersion: 2.0-1\n',
    'data.json': '{}',
  });

  const found = facts
    .filter(({ segment }) => segment === 'debian-12')
    .map(({ advisory }) => advisory.id);
  expect(found).not.toContain('CVE-2024-4001');
  expect(found).toContain('CVE-2024-4000');
});

test('Debian: only its own files belong to the feed', () => {
  const paths = ['data.json', 'json', 'tracker.json', 'tracker/data/CVE/list', 'DLA/list'];

  expect(paths.filter(debianTracker.accepts)).toEqual(paths);
  expect(debianTracker.accepts('README')).toBe(false);
});
