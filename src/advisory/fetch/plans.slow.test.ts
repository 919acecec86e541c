import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { filesBelow } from '../feed-reader.ts';
import { testDirectory, zipOf } from '../testing.ts';
import { serve } from '../testing-http.ts';
import { safeName, safePath } from './file-name.ts';
import { readMirrorList, readRepomd } from './plan-repositories.ts';
import { Vendor, visitVendor } from './testing-vendor.ts';

let directory: string;
let vendor: Vendor;
beforeEach(() => {
  directory = testDirectory();
  vendor = new Vendor();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs `use` with a function that fetches the feed from the vendor. */
function atVendor<Result>(
  feed: string,
  use: (fetch: () => ReturnType<typeof visitVendor>, url: string) => Promise<Result>,
): Promise<Result> {
  return serve(vendor.listener, (url) =>
    use(() => visitVendor({ url, feeds: [feed], directory }), url),
  );
}

function filesOf(feed: string): readonly string[] {
  return filesBelow(join(directory, feed));
}

const errata = gzipSync('<updates/>');

function repomd(file: string, digest = createHash('sha256').update(errata).digest('hex')): string {
  return `<?xml version="1.0"?><repomd xmlns="http://linux.duke.edu/metadata/repo">
    <data type="primary"><checksum type="sha256">${'0'.repeat(64)}</checksum><location href="repodata/primary.xml.gz"/></data>
    <data type="updateinfo_zck"><location href="repodata/updateinfo.xml.zck"/></data>
    <data type="updateinfo"><checksum type="sha256">${digest}</checksum><open-checksum type="sha256">${'1'.repeat(64)}</open-checksum>
      <location href="${file}"/><timestamp>1</timestamp></data></repomd>`;
}

const core = 'amazon/2/core/latest/x86_64/mirror.list';
const core2023 = 'amazon/al2023/core/mirrors/latest/x86_64/mirror.list';

test('Amazon: a list of mirrors leads to a repository, and its index to the errata', async () => {
  const results = await atVendor('amazon', async (fetch, url) => {
    vendor.put(core, `${url}/gone/\n${url}/guid/2/\n`).put(core2023, `${url}/guid/2023/`);
    for (const release of ['2', '2023']) {
      vendor.put(`guid/${release}/repodata/repomd.xml`, repomd('repodata/updateinfo.xml.gz'));
      vendor.put(`guid/${release}/repodata/updateinfo.xml.gz`, errata);
    }
    const first = await fetch();
    vendor.takePaths();
    return [...first, ...(await fetch())];
  });

  expect(results).toMatchObject([
    { state: 'updated', held: 2 },
    { state: 'unchanged', held: 2 },
  ]);
  expect(filesOf('amazon')).toEqual([
    '2/core/x86_64/updateinfo.xml.gz',
    '2023/core/x86_64/updateinfo.xml.gz',
  ]);
  expect(vendor.paths.filter((path) => path.endsWith('updateinfo.xml.gz'))).toEqual([]);
});

test('a repository that a store of objects does not have is passed over', async () => {
  const [result] = await atVendor('amazon', async (fetch, url) => {
    for (const list of [core, core2023]) vendor.put(list, `${url}/guid/`);
    vendor.put('guid/repodata/repomd.xml', repomd('repodata/updateinfo.xml.gz'));
    vendor.put('guid/repodata/updateinfo.xml.gz', errata);
    vendor.on('amazon/2/extras/docker/latest/x86_64/mirror.list', (_, response) => {
      response.writeHead(403).end();
    });
    return fetch();
  });

  expect(result).toMatchObject({ state: 'updated', held: 2, problems: [] });
});

test('errata that are not what the index promises are refused, and the old ones stay', async () => {
  const [, second] = await atVendor('amazon', async (fetch, url) => {
    for (const list of [core, core2023]) vendor.put(list, `${url}/guid/`);
    vendor.put('guid/repodata/repomd.xml', repomd('repodata/updateinfo.xml.gz'));
    vendor.put('guid/repodata/updateinfo.xml.gz', errata);
    const first = await fetch();
    vendor.put('guid/repodata/repomd.xml', repomd('repodata/updateinfo.xml.gz', 'a'.repeat(64)));
    return [...first, ...(await fetch())];
  });

  expect(second).toMatchObject({ state: 'failed', held: 2 });
  expect(second?.problems[0]).toMatch(/is not what its index promises$/);
  expect(readFileSync(join(directory, 'amazon/2/core/x86_64/updateinfo.xml.gz'))).toEqual(errata);
});

test('a repository that cannot be reached keeps its errata while others are brought', async () => {
  const rocky = 'updateinfo/9/BaseOS/x86_64/os/';
  const euler = 'updateinfo/openEuler-24.03-LTS/update/x86_64/';
  for (const repository of [rocky, euler]) {
    vendor.put(`${repository}repodata/repomd.xml`, repomd('repodata/updateinfo.xml.gz'));
    vendor.put(`${repository}repodata/updateinfo.xml.gz`, errata);
  }

  const [, second] = await atVendor('updateinfo', async (fetch) => {
    const first = await fetch();
    vendor.on(`${rocky}repodata/repomd.xml`, (_, response) => void response.writeHead(500).end());
    return [...first, ...(await fetch())];
  });

  expect(second).toMatchObject({ state: 'failed', held: 2 });
  expect(filesOf('updateinfo')).toEqual([
    'openeuler-24.03/x86_64/updateinfo.xml.gz',
    'rocky-9/BaseOS/x86_64/updateinfo.xml.gz',
  ]);
});

test.for([
  ['../../../etc/passwd'],
  ['/etc/passwd'],
  ['http://elsewhere.example/updateinfo.xml.gz'],
  ['//elsewhere.example/updateinfo.xml'],
  ['repodata/%2e%2e/updateinfo.xml'],
  ['repodata/./updateinfo.xml'],
  ['repodata/updateinfo.xml?x=1'],
  ['repodata\\updateinfo.xml'],
] as const)('an index that names %o is refused', ([href]) => {
  expect(() => readRepomd(repomd(href))).toThrow(/leads elsewhere$/);
});

test('an index of another kind is refused, one without errata says so', () => {
  expect(() => readRepomd('<html>')).toThrow('is no repomd.xml');
  expect(() => readRepomd('<repomd><data type="updateinfo"></data></repomd>')).toThrow(
    'does not say where',
  );
  expect(readRepomd('<repomd><data type="primary"/></repomd>')).toBeUndefined();
  expect(
    readRepomd(
      "<repomd><data type='updateinfo'><location href='a/updateinfo.xml'/></data></repomd>",
    ),
  ).toEqual({ href: 'a/updateinfo.xml' });
});

test('a list of mirrors gives web addresses, never from https to http, and few', () => {
  const list = 'file:///etc/passwd\nhttp://a.example/x\nhttps://b.example/x\n  \njavascript:1\n';

  expect(readMirrorList(list, 'https://v.example/mirror.list')).toEqual(['https://b.example/x']);
  expect(readMirrorList(list, 'http://v.example/mirror.list')).toHaveLength(2);
  expect(readMirrorList('https://a.example/\n'.repeat(1000), 'https://v.example/')).toHaveLength(5);
});

/** What a check says of a text: its result, or `refused` for `input.malformed` and nothing else. */
function verdictOf<Result>(check: () => Result): Result | 'refused' {
  try {
    return check();
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) return 'refused';
    throw error;
  }
}

test('no name leads out of the directory of a feed', () => {
  const parts = fc.array(fc.constantFrom('..', '.', 'a', '', '/', '\\', '%2e'));
  const names = fc.oneof(
    fc.string(),
    parts.map((all) => all.join('/')),
  );
  for (const check of [safeName, safePath])
    fc.assert(
      fc.property(names, (name) => {
        const found = verdictOf(() => join('/feeds/one', check(name)));
        expect(found).toMatch(/^(?:refused$|\/feeds\/one\/[^.])/);
      }),
    );
});

test('whatever an index says, it is read or refused', () => {
  const real = repomd('repodata/updateinfo.xml.gz');
  const texts = fc.oneof(
    fc.string(),
    fc.nat(real.length).map((at) => real.slice(0, at)),
    fc
      .tuple(fc.nat(real.length), fc.string())
      .map(([at, text]) => real.slice(0, at) + text + real.slice(at)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(() => verdictOf(() => readRepomd(text))).not.toThrow();
    }),
  );
});

test('NVD: the digest beside a year decides whether it is fetched, and proves it', async () => {
  const [good, bad] = ['{"vulnerabilities":[]}', '{"vulnerabilities":[1]}'];
  function put(year: number, content: string, promised = content): void {
    const digest = createHash('sha256').update(promised).digest('hex').toUpperCase();
    vendor.put(`nvd/nvdcve-2.0-${year}.json.gz`, gzipSync(content));
    vendor.put(
      `nvd/nvdcve-2.0-${year}.meta`,
      `lastModifiedDate:x\r\nsize:1\r\nsha256:${digest}\r\n`,
    );
  }
  for (let year = 2002; year <= 2026; year += 1) put(year, good);

  const results = await atVendor('nvd', async (fetch) => {
    const first = await fetch();
    vendor.takePaths();
    const second = await fetch();
    expect(vendor.takePaths().every((path) => path.endsWith('.meta'))).toBe(true);
    put(2025, bad, good.replace('[]', '[2]'));
    return [...first, ...second, ...(await fetch())];
  });

  expect(results).toMatchObject([
    { state: 'updated', held: 25 },
    { state: 'unchanged' },
    { state: 'failed', held: 25, problems: [expect.stringContaining('nvdcve-2.0-2025.json.gz')] },
  ]);
});

test('a service is asked page by page until its last one, and pages that are no more are removed', async () => {
  function put(number: number, total: number): void {
    const path = `rocky-errata/?page=${number}&size=100`;
    vendor.put(path, JSON.stringify({ advisories: [{ number }], total, size: 100 }));
  }

  const results = await atVendor('rocky-errata', async (fetch) => {
    for (const number of [1, 2, 3]) put(number, 250);
    const first = await fetch();
    put(1, 100);
    return [...first, ...(await fetch())];
  });

  expect(results).toMatchObject([
    { state: 'updated', held: 3, fetched: 3 },
    { state: 'updated', held: 1, removed: 2 },
  ]);
  expect(filesOf('rocky-errata')).toEqual(['page-0001.json']);
});

test.for([
  ['gives the same page for ever', '{"updates":[1]}', 'a server answers every page alike'],
  ['gives another document', '{"error":"busy"}', 'a page has no list "updates"'],
] as const)('a service that %s is given up', async ([, body, problem]) => {
  vendor.on(
    'fedora-bodhi/?status=stable&type=security&rows_per_page=100&page=1',
    (_, response) => void response.end(body),
  );
  vendor.on(
    'fedora-bodhi/?status=stable&type=security&rows_per_page=100&page=2',
    (_, response) => void response.end(body),
  );

  expect(await atVendor('fedora-bodhi', (fetch) => fetch())).toMatchObject([
    { state: 'failed', problems: [problem] },
  ]);
});

test('the OSV bucket says which ecosystems it has; others are not asked for', async () => {
  vendor.put('osv-bucket/ecosystems.txt', 'npm\nRocky Linux\nRocky Linux:9\n../../etc\nNo Such\n');
  vendor.put('osv-bucket/npm/all.zip', zipOf({ 'A.json': '{}' }));
  vendor.put('osv-bucket/Rocky Linux/all.zip', zipOf({ 'B.json': '{}' }));

  expect(await atVendor('osv-bucket', (fetch) => fetch())).toMatchObject([
    { state: 'updated', held: 2 },
  ]);
  expect(readdirSync(directory).filter((name) => !name.startsWith('.'))).toEqual([
    'Rocky Linux',
    'npm',
  ]);
  expect(vendor.paths).toHaveLength(3);
});

test('Alpine: branches that are there are taken, also those that are new', async () => {
  for (const branch of ['edge', 'v3.22', 'v3.25'])
    for (const repository of ['main', 'community'])
      vendor.put(`alpine-secdb/${branch}/${repository}.json`, '{"packages":[]}');

  await atVendor('alpine-secdb', (fetch) => fetch());

  expect(filesOf('alpine-secdb')).toHaveLength(6);
});
