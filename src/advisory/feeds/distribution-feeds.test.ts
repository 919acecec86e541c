import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distributionFeeds } from './distribution-feeds.ts';
import { distributionPublishers } from './publishers.ts';
import { readFeed } from './testing-feed.ts';

/** A document of each format, for mutations; what they mean is tested beside each feed. */
const samples: readonly (readonly [feed: string, path: string, text: string])[] = [
  [
    'debian-tracker',
    'data.json',
    '{"tool":{"CVE-2024-1000":{"scope":"local","releases":{"bookworm":{"status":"resolved","repositories":{"bookworm":"1-1"},"fixed_version":"1-2","urgency":"low"},"sid":{"status":"open","nodsa":"x","nodsa_reason":"ignored"}}}}}',
  ],
  [
    'debian-tracker',
    'CVE/list',
    'CVE-2024-1000 (x)\n\t{DSA-1-1}\n\t- tool 1-2 (bug #1; low)\n\t[bookworm] - tool <no-dsa> (x)\n',
  ],
  [
    'debian-tracker',
    'DSA/list',
    '[01 Jan 2024] DSA-5000-1 tool - update\n\t{CVE-2024-1000}\n\t[bookworm] - tool 1-2\n',
  ],
  [
    'ubuntu-tracker',
    'active/CVE-2024-1000',
    'Candidate: CVE-2024-1000\nPriority: low\nCVSS:\n nvd: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H\njammy_tool: released (1-2)\nesm-apps/focal_tool: needed\n',
  ],
  [
    'ubuntu-vex',
    'CVE-2024-1000.json',
    '{"statements":[{"vulnerability":{"name":"CVE-2024-1000"},"status":"fixed","products":[{"@id":"pkg:deb/ubuntu/tool@1-2?arch=source&distro=jammy"}]}]}',
  ],
  [
    'ubuntu-osv',
    'USN-1-1.json',
    '{"id":"USN-1-1","affected":[{"package":{"ecosystem":"Ubuntu:22.04:LTS","name":"tool"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1-2"}]}]}]}',
  ],
  [
    'ubuntu-oval',
    'com.ubuntu.jammy.cve.oval.xml',
    '<o><definition id="d"><metadata><title>CVE-2024-1000</title><reference source="CVE" ref_id="CVE-2024-1000"/></metadata><criteria><criterion test_ref="t" comment="tool package in jammy is affected and needs fixing."/></criteria></definition><dpkginfo_test id="t"><object object_ref="o"/></dpkginfo_test><dpkginfo_object id="o"><name>tool</name></dpkginfo_object></o>',
  ],
  [
    'oracle',
    'com.oracle.elsa-all.xml',
    '<o><definition id="d"><metadata><title>ELSA-2024-1000: x</title><affected><platform>Oracle Linux 8</platform></affected></metadata><criteria operator="AND"><criterion test_ref="t" comment="x"/><criterion comment="Oracle Linux arch is x86_64"/></criteria></definition><rpminfo_test id="t"><object object_ref="o"/><state state_ref="s"/></rpminfo_test><rpminfo_object id="o"><name>tool</name></rpminfo_object><rpminfo_state id="s"><evr operation="less than">0:1-2</evr></rpminfo_state></o>',
  ],
  [
    'azure',
    'azurelinux-3.0-oval.xml',
    '<o><definition id="d"><metadata><reference source="CVE" ref_id="CVE-2024-1000"/><patchable>true</patchable></metadata><criteria><criterion test_ref="t"/></criteria></definition><rpminfo_test id="t"><object object_ref="o"/><state state_ref="s"/></rpminfo_test><rpminfo_object id="o"><name>tool</name></rpminfo_object><rpminfo_state id="s"><evr operation="less than">0:1-2</evr></rpminfo_state></o>',
  ],
  [
    'photon',
    'cve_data_photon5.0.json',
    '[{"cve_id":"CVE-2024-1000","pkg":"tool","cve_score":7.5,"aff_ver":"x","res_ver":"1-2.ph5"}]',
  ],
  [
    'amazon',
    'updateinfo.xml',
    '<updates><update type="security"><id>ALAS2023-2024-1</id><references><reference id="CVE-2024-1000" type="cve"/></references><pkglist><collection short="x"><package name="tool" epoch="0" version="1" release="2" arch="x86_64"/></collection></pkglist></update></updates>',
  ],
  [
    'updateinfo',
    'rocky-9/updateinfo.xml',
    '<updates><update type="security"><id>RLSA-2024:1</id><pkglist><collection><module name="a" stream="1"/><package name="tool" version="1" release="2.module" arch="x86_64"/></collection></pkglist></update></updates>',
  ],
  [
    'almalinux-errata',
    '9/errata.json',
    '[{"updateinfo_id":"ALSA-2024:1","type":"security","issued_date":{"$date":1706745600000},"pkglist":{"packages":[{"name":"tool","epoch":"1","version":"1","release":"2","arch":"x86_64"}],"module":{}}}]',
  ],
  [
    'rocky-errata',
    'page.json',
    '{"advisories":[{"name":"RLSA-2024:1","type":"TYPE_SECURITY","cves":[{"name":"CVE-2024-1000"}],"rpms":{"Rocky Linux 9":{"nvras":["tool-0:1-2.el9.x86_64.rpm"]}}}]}',
  ],
  [
    'fedora-bodhi',
    'page-1.json',
    '{"updates":[{"alias":"FEDORA-2024-a","type":"security","status":"stable","severity":"urgent","release":{"name":"F41","version":"41","id_prefix":"FEDORA"},"bugs":[{"title":"CVE-2024-1000 tool"}],"builds":[{"nvr":"tool-1-2.fc41","epoch":1,"type":"rpm"}]}]}',
  ],
  [
    'arch',
    'all.json',
    '[{"name":"AVG-1","status":"Fixed","severity":"High","packages":["tool"],"fixed":"1-2","issues":["CVE-2024-1000"],"advisories":[]}]',
  ],
  [
    'wolfi',
    'tool.advisories.yaml',
    'package:\n  name: tool\nadvisories:\n  - id: CGA-xxxx-yyyy-zzzz\n    aliases: [CVE-2024-1000]\n    events:\n      - timestamp: 2024-01-01T00:00:00Z\n        type: fixed\n        data:\n          fixed-version: 1-r2\n',
  ],
  [
    'chainguard',
    'security.json',
    '{"packages":[{"pkg":{"name":"tool","secfixes":{"1-r2":["CVE-2024-1000"]}}}]}',
  ],
  ['echo', 'data.json', '{"tool":{"CVE-2024-1000":{"fixed_version":"1-2","severity":"high"}}}'],
];

function feedOf(id: string) {
  const feed = distributionFeeds.find((one) => one.id === id);
  if (feed === undefined) throw new Error(id);
  return feed;
}

test.for(samples)('%s reads %s', ([id, path, text]) => {
  const feed = feedOf(id);

  const { facts, skips } = readFeed(feed, path, text);

  expect(feed.accepts(path)).toBe(true);
  expect(facts.length).toBeGreaterThan(0);
  expect(skips).toEqual([]);
  expect(facts.map(({ advisory }) => publisherOf(advisory.feed))).not.toContain(undefined);
});

function publisherOf(feed: string): string | undefined {
  const prefixes = distributionPublishers.flatMap((one) => one.prefixes);
  return [...prefixes, 'osv:Ubuntu'].find((prefix) => feed.startsWith(prefix));
}

test.for(samples)('%s: damage to %s is a skip, never an error', ([id, path, text]) => {
  const feed = feedOf(id);
  const bytes = Buffer.from(text);
  const position = fc.nat(bytes.length - 1);
  const damage = fc.array(fc.tuple(position, fc.nat(255)), { maxLength: 6 });

  fc.assert(
    fc.property(damage, fc.option(position), fc.option(position), (changes, cut, twice) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of changes) copy[at] = value;
      const end = copy.subarray(0, cut ?? copy.length);
      const whole = twice === null ? end : Buffer.concat([end, copy.subarray(twice)]);
      const { records } = readFeed(feed, path, whole);
      expect(records.length).toBeGreaterThan(0);
      for (const { facts = [] } of records)
        for (const { key, advisory } of facts) expect(key).toBe(advisory.package);
    }),
    { numRuns: 60 },
  );
});

test.for(samples.map(([id, path]) => [id, path] as const))(
  '%s takes any bytes for %s',
  ([id, path]) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readFeed(feedOf(id), path, bytes).records.length).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  },
);

test.for(samples.filter(([, path]) => path.endsWith('.json')))(
  '%s takes any JSON in place of a part of %s',
  ([id, path, text]) => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, seed) => {
        const { records } = readFeed(feedOf(id), path, replacePart(JSON.parse(text), value, seed));
        expect(records.length).toBeGreaterThan(0);
      }),
      { numRuns: 80 },
    );
  },
);

/** Puts `value` in the place of one of the parts of a document. */
function replacePart(document: unknown, value: unknown, seed: number): string {
  let count = 0;
  JSON.stringify(document, (_key, part: unknown) => {
    count += 1;
    return part;
  });
  const at = seed % count;
  let seen = -1;
  const text = JSON.stringify(document, (_key, part: unknown) => {
    seen += 1;
    return seen === at ? value : part;
  });
  return text ?? 'null';
}
