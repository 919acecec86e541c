import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { osvRecord, writeBucket } from '../../src/advisory/testing.ts';
import { type Desk, type Ended, newDesk } from '../command-line.ts';
import { sampleFiles, writeFeeds, writeSampleArchive } from '../sample-database.ts';
import { sampleImage, writeDockerArchive } from '../sample-image.ts';

let desk: Desk;
/** The sample image, and the same with left-pad fixed. */
let before = '';
let after = '';
beforeAll(async () => {
  desk = newDesk();
  before = join(desk.root, 'before.tar');
  after = join(desk.root, 'after.tar');
  writeSampleArchive(before);
  const fixed = sampleFiles.map((files) =>
    files.map((file) => ({ ...file, content: String(file.content).replace('1.3.0', '2.0.0') })),
  );
  writeDockerArchive(sampleImage(fixed), after, 'registry.local/shop:1.5');
  writeFeeds(join(desk.root, 'feeds'));
  await desk.caisson(['db', 'build', '--from', '../feeds', '--out', '../db']);
});
afterAll(() => rmSync(desk.root, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(desk.work, { recursive: true });
  mkdirSync(desk.work);
});

function run(...words: readonly string[]): Promise<Ended> {
  return desk.caisson([...words, '--db', join(desk.root, 'db')]);
}

function written(name: string): string {
  return readFileSync(join(desk.work, name), 'utf8');
}

test('sbom lists software without asking advisories', async () => {
  const { code, out, err } = await run('sbom', before);

  expect({ code, err }).toEqual({ code: 0, err: '' });
  const { bomFormat, components, vulnerabilities } = JSON.parse(out) as {
    readonly bomFormat: string;
    readonly components: readonly { readonly name: string }[];
    readonly vulnerabilities?: readonly unknown[];
  };
  expect(bomFormat).toBe('CycloneDX');
  const names = components.map(({ name }) => name);
  expect(['left-pad', 'openssl'].filter((name) => !names.includes(name))).toEqual([]);
  expect(vulnerabilities ?? []).toEqual([]);
});

test.for(['table', 'sarif', 'junit'])('sbom refuses -o %s, which is about findings', async (id) => {
  const { code, err } = await run('sbom', before, '-o', id);

  expect(code).toBe(2);
  expect(err).toContain('none were looked for');
});

test.for(['cyclonedx', 'cyclonedx-1.7', 'spdx', 'spdx-tv', 'spdx-3'] as const)(
  'a scan of the SBOM in %s finds what the scan of the image found',
  async (format) => {
    await run('sbom', before, '-o', `${format}=shop.sbom`);
    const [image, sbom] = [
      await run('scan', before, '-o', 'json'),
      await run('scan', `sbom:${join(desk.work, 'shop.sbom')}`, '-o', 'json'),
    ];

    expect(fingerprints(sbom.out)).toEqual(fingerprints(image.out));
  },
);

function fingerprints(report: string): readonly string[] {
  const { findings } = JSON.parse(report) as {
    readonly findings: readonly { readonly finding: { readonly fingerprint: string } }[];
  };
  return findings.map(({ finding }) => finding.fingerprint).sort();
}

test('convert takes an SBOM to another format and a report to every format', async () => {
  await run('sbom', before, '-o', 'spdx=shop.spdx.json');
  await run('scan', before, '-o', 'json=scan.json');
  const bill = await run('convert', 'shop.spdx.json', '-o', 'purls');
  const page = await run('convert', 'scan.json', '-o', 'sarif');

  expect(bill.out).toContain('pkg:npm/left-pad@1.3.0\n');
  expect(JSON.parse(page.out)).toMatchObject({ version: '2.1.0' });
});

test.for(['{"a":1}', 'not json', '', '<xml/>'])(
  '%j is refused, not made an empty SBOM',
  async (text) => {
    writeFileSync(join(desk.work, 'odd.json'), text);
    const { code, out, err } = await run('convert', 'odd.json', '-o', 'purls');

    expect({ code, out }).toEqual({ code: 4, out: '' });
    expect(err).toContain('cannot be read as an SBOM');
  },
);

test('merge lists the software of all inputs once', async () => {
  await run('sbom', before, '-o', 'cyclonedx=a.json');
  const { code, out } = await run('merge', join(desk.work, 'a.json'), after, '-o', 'purls');

  expect(code).toBe(0);
  const pads = out.split('\n').filter((line) => line.includes('-pad'));
  expect(pads.toSorted()).toEqual([
    'pkg:npm/left-pad@1.3.0',
    'pkg:npm/left-pad@2.0.0',
    'pkg:npm/right-pad@1.0.1',
  ]);
});

test('diff names what an upgrade closed, and is not denied for what was there before', async () => {
  const { code, out } = await run('diff', before, after, '--fail-on', 'low', '--format', 'json');

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    components: { changed: [{ before: { version: '1.3.0' }, after: { version: '2.0.0' } }] },
    findings: {
      opened: [],
      closed: [{ cause: 'inventory', finding: { finding: { rule: 'CVE-2026-0001' } } }],
    },
  });
});

test('diff is denied for what opened', async () => {
  await run('scan', after, '-o', 'json=good.json');
  const { code, out } = await run('diff', 'good.json', before, '--fail-on', 'high');

  expect(code).toBe(1);
  expect(out).toContain('CVE-2026-0001');
});

test('a baseline lets old findings pass and new ones fail', async () => {
  await run('scan', after, '-o', 'json=good.json');
  await run('scan', before, '-o', 'json=bad.json');
  const gate = ['--fail-on', 'unknown', '-o', 'json'] as const;

  expect((await run('scan', before, '--baseline', 'bad.json', ...gate)).code).toBe(0);
  expect((await run('scan', before, '--baseline', 'good.json', '--fail-on', 'high')).code).toBe(1);
});

test('plan says what to change and how many findings that removes', async () => {
  const { code, out } = await run('plan', before, '--format', 'json');

  expect(code).toBe(0);
  const plan = JSON.parse(out) as {
    readonly actions: unknown;
    readonly before: number;
    readonly after: number;
  };
  const { actions, before: open, after: left } = plan;
  expect({ open, left }).toEqual({ open: 4, left: 1 });
  expect(JSON.stringify(actions)).toContain('2.0.0');
});

test('an image on a known base is told apart from it, and a newer base is tried out', async () => {
  const own = newDesk();
  onTestFinished(() => rmSync(own.root, { recursive: true, force: true }));
  const [system = [], application = []] = sampleFiles;
  const patched = system.map((file) => ({
    ...file,
    content: String(file.content).replace('Version: 3.0.11-1', 'Version: 3.0.15-1'),
  }));
  const images = {
    'registry.local/base:1': [system],
    'registry.local/base:2': [patched],
    'registry.local/shop:1': [system, application],
  };
  const named = Object.entries(images).map(([name, layers]) => {
    const path = join(own.root, `${name.replace(/\W/g, '-')}.tar`);
    writeDockerArchive(sampleImage(layers), path, name);
    return path;
  });
  const database = ['--db', join(desk.root, 'db')];
  const [, , last] = [
    await own.caisson(['scan', named[0] ?? '', ...database]),
    await own.caisson(['scan', named[1] ?? '', ...database]),
    await own.caisson(['scan', named[2] ?? '', ...database, '-o', 'json']),
  ];
  const report = JSON.parse(last.out) as {
    readonly inventory: { readonly base?: unknown };
    readonly findings: readonly {
      readonly finding: { readonly rule: string; readonly part?: string };
    }[];
    readonly plan: {
      readonly actions: readonly { readonly kind: string; readonly title: string }[];
    };
  };

  expect(report.inventory.base).toMatchObject({
    name: 'registry.local/base:1',
    evidence: 'layer-chain',
    layers: 1,
  });
  const parts = report.findings.map(({ finding }) => [finding.rule, finding.part]);
  expect(parts).toContainEqual(['CVE-2026-0003', 'base']);
  expect(parts).toContainEqual(['CVE-2026-0001', 'application']);
  const rebase = report.plan.actions.find(({ kind }) => kind === 'rebase');
  expect(rebase?.title).toContain('registry.local/base:2');
});

test('vex gives a document that a scan accepts', async () => {
  writeFileSync(
    join(desk.work, '.caisson-exceptions.yaml'),
    JSON.stringify({
      exceptions: [
        {
          id: 'CVE-2026-0001',
          reason: 'vulnerable_code_not_in_execute_path',
          owner: 'team-shop',
          expires: '2027-02-01',
        },
      ],
    }),
  );
  await run('vex', before, '-o', 'openvex=shop.vex.json');
  rmSync(join(desk.work, '.caisson-exceptions.yaml'));

  expect(JSON.parse(written('shop.vex.json'))).toMatchObject({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    statements: [{ vulnerability: { name: 'CVE-2026-0001' }, status: 'not_affected' }],
  });
  const gate = ['--fail-on', 'critical'] as const;
  expect((await run('scan', before, ...gate)).code).toBe(1);
  expect((await run('scan', before, '--vex', 'shop.vex.json', ...gate)).code).toBe(0);
});

test('rescan matches stored inventories against a newer database, without the images', async () => {
  const own = newDesk();
  onTestFinished(() => rmSync(own.root, { recursive: true, force: true }));
  const archive = join(own.root, 'shop.tar');
  const feeds = join(own.root, 'feeds');
  writeSampleArchive(archive);
  writeFeeds(feeds);
  async function update(name: string): Promise<void> {
    await own.caisson(['db', 'build', '--from', '../feeds', '--out', `../${name}`]);
    await own.caisson(['db', 'update', `../${name}`, '--allow-unsigned']);
  }
  await update('one');
  await own.caisson(['scan', archive]);
  rmSync(archive);
  const same = await own.caisson(['rescan', '--format', 'json']);
  writeBucket(feeds, 'npm', [
    osvRecord('GHSA-gggg-hhhh-iiii', ['npm', 'right-pad'], [{ introduced: '0' }], {
      modified: '2026-11-21T00:00:00Z',
      aliases: ['CVE-2026-0009'],
    }),
  ]);
  await update('two');
  const changed = await own.caisson(['rescan', '--format', 'json', '--fail-on', 'unknown']);
  const again = await own.caisson(['rescan', '--format', 'json']);
  const kept = await own.caisson(['rescan', '--list']);

  expect(JSON.parse(same.out)).toMatchObject({ artifacts: 1, changes: [] });
  expect(changed.code).toBe(1);
  const { matched, changes } = JSON.parse(changed.out) as {
    readonly matched: number;
    readonly changes: readonly {
      readonly component: { readonly name: string };
      readonly opened: readonly { readonly rule: string }[];
      readonly closed: readonly { readonly id: string }[];
    }[];
  };
  expect(matched).toBe(2); // openssl did not change
  expect(
    changes.map(({ component, opened, closed }) => [
      component.name,
      opened.map(({ rule }) => rule),
      closed.map(({ id }) => id),
    ]),
  ).toEqual([
    ['left-pad', [], ['CVE-2026-0001']],
    ['right-pad', ['CVE-2026-0009'], ['CVE-2026-0002']],
  ]);
  expect(JSON.parse(again.out)).toMatchObject({ matched: 0, changes: [] });
  expect(kept.out).toContain('shop.tar');
});
