import { expect, test } from 'vitest';
import { componentsOf } from '../binary/testing/file.ts';
import { osLinkers } from './analyzers.ts';
import { readFileAt } from './testing/read.ts';

/** Edges between the packages of a database, as `from -> to` by name and architecture. */
function edgesIn(path: string, text: string): readonly string[] {
  const components = componentsOf(readFileAt(path, text).observations);
  const labels = new Map(components.map((c) => [c.id, `${c.name}:${c.architecture ?? ''}`]));
  return osLinkers
    .filter(({ ecosystems }) => components.some((c) => ecosystems.includes(c.ecosystem)))
    .flatMap((linker) => [...linker.link(components)])
    .map(({ from, to, kind }) => `${labels.get(from)} ${kind} ${labels.get(to)}`);
}

function deb(fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ Version: '1', Architecture: 'amd64', ...fields });
  return `${lines.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`;
}

test('dpkg: the first installed alternative, by name or by what is provided', () => {
  const text = [
    deb({ Package: 'app', Depends: 'libssl3 | libssl1, mta, missing, missing | awk, libc6' }),
    deb({ Package: 'libssl1' }),
    deb({ Package: 'postfix', Provides: 'mta (= 1), other' }),
    deb({ Package: 'mawk', Provides: 'awk' }),
    deb({ Package: 'libc6', Architecture: 'i386' }),
    deb({ Package: 'libc6', 'Pre-Depends': 'libc6' }),
  ].join('');

  expect(edgesIn('/var/lib/dpkg/status', text)).toEqual([
    'app:amd64 depends-on libssl1:amd64',
    'app:amd64 depends-on postfix:amd64',
    'app:amd64 depends-on mawk:amd64',
    'app:amd64 depends-on libc6:amd64',
  ]);
});

test('apk: libraries and commands are found through what is provided', () => {
  const text = `P:app
V:1
A:x86_64
D:so:libc.so.1 cmd:sh=1 /bin/sh !bad busybox>=1

P:musl
V:1
A:x86_64
p:so:libc.so.1=1.2

P:busybox
V:1
A:x86_64
p:cmd:sh=1

`;

  expect(edgesIn('/lib/apk/db/installed', text)).toEqual([
    'app:x86_64 depends-on musl:x86_64',
    'app:x86_64 depends-on busybox:x86_64',
  ]);
});

test('names like those of object members are only names', () => {
  const text = deb({ Package: 'constructor', Depends: 'tostring, hasownproperty' });

  expect(edgesIn('/var/lib/dpkg/status', text)).toEqual([]);
});

test('many packages of one name are linked in linear time', () => {
  const count = 20_000;
  const text = Array.from({ length: count }, (_, i) =>
    deb({ Package: 'a', Version: `${i}`, Architecture: `x${i}`, Depends: 'a' }),
  ).join('');

  expect(edgesIn('/var/lib/dpkg/status', text).length).toBeLessThan(count);
});
