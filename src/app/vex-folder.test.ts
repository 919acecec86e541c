import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAcceptance } from './policy-files.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'caisson-vex-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, content: unknown): void {
  const full = join(directory, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, typeof content === 'string' ? content : JSON.stringify(content));
}

function vex(id: string, purl: string): object {
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    statements: [
      { vulnerability: { name: id }, products: [{ '@id': purl }], status: 'not_affected' },
    ],
  };
}

async function read() {
  const { exceptions, notices } = await readAcceptance({ directory, vex: ['v'] });
  return { ids: exceptions.map(({ ids }) => ids[0]), notices };
}

test('a directory gives all its documents in order, and what is none is told', async () => {
  write('v/b.json', vex('CVE-2', 'pkg:npm/b'));
  write('v/a/a.json', vex('CVE-1', 'pkg:npm/a'));
  write('v/c.json', { name: 'x' });
  write('v/d.json', '{');
  write('v/e.txt', '{');

  expect(await read()).toEqual({
    ids: ['CVE-1', 'CVE-2'],
    notices: [
      '"v/c.json" is no OpenVEX, CSAF or CycloneDX document with vulnerabilities',
      'the VEX document "v/d.json" is not valid JSON',
    ],
  });
});

test('a VEX repository gives what its index names, for the packages it names', async () => {
  const packages = [
    { id: 'pkg:npm/a', location: 'pkg/npm/a/vex.json' },
    { id: 'pkg:npm/b', location: 'pkg/npm/b/vex.json' },
    { id: 'pkg:npm/c', location: '../secret.json' },
    { id: 'pkg:npm/d', location: 'pkg/link.json' },
  ];
  write('v/vex-repository.json', { name: 'x', versions: [] });
  write('v/index.json', { updated_at: '2026-01-01T00:00:00Z', packages });
  write('v/pkg/npm/a/vex.json', vex('CVE-1', 'pkg:npm/a@1'));
  write('v/pkg/npm/b/vex.json', vex('CVE-2', 'pkg:npm/other@1'));
  write('v/pkg/npm/e/vex.json', vex('CVE-4', 'pkg:npm/e@1'));
  write('secret.json', vex('CVE-3', 'pkg:npm/c'));
  symlinkSync(join(directory, 'secret.json'), join(directory, 'v/pkg/link.json'));

  expect(await read()).toEqual({
    ids: ['CVE-1'],
    notices: ['v/../secret.json cannot be read', 'v/pkg/link.json cannot be read'],
  });
});

test('an index that names no packages is refused', async () => {
  write('v/vex-repository.json', {});
  write('v/index.json', {});

  await expect(read()).rejects.toMatchObject({ code: 'input.malformed' });
});

test('lists of other tools in the working directory are read, ours first', async () => {
  write('.trivyignore', 'CVE-1');
  write('.trivyignore.yaml', 'vulnerabilities: [{id: CVE-2}]');
  write('.grype.yaml', 'ignore: [{vulnerability: CVE-3}, {match-type: x}]');
  write('osv-scanner.toml', '[[IgnoredVulns]]\nid = "CVE-4"');

  const { exceptions, notices } = await readAcceptance({ directory, vex: [] });

  expect(exceptions.map(({ ids }) => ids[0])).toEqual(['CVE-1', 'CVE-2', 'CVE-3', 'CVE-4']);
  expect(notices).toHaveLength(1);
});
