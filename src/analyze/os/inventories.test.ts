import fc from 'fast-check';
import { expect, test } from 'vitest';
import { componentsOf, gapsOf } from '../binary/testing/file.ts';
import { readFileAt } from './testing/read.ts';

const bottlerocket =
  '/x86_64-bottlerocket-linux-gnu/sys-root/usr/share/bottlerocket/application-inventory.json';
const cos = '/etc/cos-package-info.json';

test('Bottlerocket lists its packages as rpm packages', () => {
  const item = {
    Name: 'glibc',
    Publisher: 'Bottlerocket',
    Architecture: 'x86_64',
    Version: '2.40',
    Release: '1.1731112345.abcdef0.br1',
    Epoch: '1',
  };
  const text = JSON.stringify({ Content: [item, { ...item, Epoch: '0' }, { Name: 'x' }, 7] });

  const { observations } = readFileAt(bottlerocket, text);

  expect(componentsOf(observations)).toMatchObject([
    {
      name: 'glibc',
      version: '1:2.40-1.1731112345.abcdef0.br1',
      purl: 'pkg:rpm/glibc@2.40-1.1731112345.abcdef0.br1?arch=x86_64&epoch=1',
      supplier: 'Bottlerocket',
    },
    { version: '2.40-1.1731112345.abcdef0.br1' },
  ]);
  expect(gapsOf(observations)).toMatchObject([{ reason: 'malformed' }]);
});

test('Container-Optimized OS lists what is installed and what it was built with', () => {
  const text = JSON.stringify({
    installedPackages: [{ category: 'app-arch', name: 'gzip', version: '1.9' }, { name: 'x' }],
    buildTimePackages: [{ category: 'dev-lang', name: 'go', version: '1.21' }],
  });

  const { observations } = readFileAt(cos, text);

  expect(componentsOf(observations)).toMatchObject([
    { name: 'gzip', version: '1.9', purl: 'pkg:cos/gzip@1.9', ecosystem: 'generic' },
  ]);
  expect(gapsOf(observations)).toMatchObject([{ reason: 'malformed' }]);
});

test.for([bottlerocket, cos])('%s: any JSON is read or refused', (path) => {
  const names = ['Content', 'installedPackages', 'Name', 'name', 'Version', 'version', '__proto__'];
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.constant(null),
      fc.array(tie('tree')),
      fc.dictionary(fc.constantFrom(...names), tie('tree')),
    ),
  }));

  fc.assert(
    fc.property(
      fc.oneof(
        tree.map((value) => JSON.stringify(value)),
        fc.string(),
      ),
      (text) => {
        expect(readFileAt(path, text).errors.length).toBeLessThanOrEqual(1);
      },
    ),
  );
});
