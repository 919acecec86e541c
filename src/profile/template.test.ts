import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from '#kit/text.ts';
import { rangesOf } from './address.ts';
import { domainPatterns, domainTemplate } from './domain.ts';
import { patternsFor } from './pattern.ts';
import { argumentTemplate, pathTemplate } from './template.ts';

test.for([
  ['/usr/lib/x86_64-linux-gnu/libc.so.6', '/usr/lib/x86_64-linux-gnu/libc.so.6'],
  ['/usr/lib/python3.11/site-packages', '/usr/lib/python3.11/site-packages'],
  ['/proc/4242/fd', '/proc/<n>/fd'],
  ['/data/3f2504e0-4f89-41d3-9a0c-0305e82c3301/x', '/data/<uuid>/x'],
  ['/data/3F2504E0-4F89-41D3-9A0C-0305E82C3301', '/data/<uuid>'],
  ['/cache/9f86d081884c7d659a2feaa0c55ad015', '/cache/<hex>'],
  ['/cache/deadbeef', '/cache/deadbeef'],
  ['/var/log/app-2026-03-02.log', '/var/log/app-<date>.log'],
  ['/var/log/app.20260302', '/var/log/app.<date>'],
  ['/tmp/tmp.aB3dE5fG7h', '/tmp/tmp.<tmp>'],
  ['/tmp/sess_k3j4h5g6', '/tmp/sess_<tmp>'],
  ['/app/data/report-FCbvbu', '/app/data/report-<tmp>'],
  ['/app/data/report-FCb7bu.gz', '/app/data/report-<tmp>.gz'],
  ['/tmp/export-abcdef/articles.part', '/tmp/export-<tmp>/articles.part'],
  ['/tmp/dpkg-deb.ssvXFO/control', '/tmp/dpkg-deb.<tmp>/control'],
  ['/tmp/ccXVYJsx.s', '/tmp/cc<tmp>.s'],
  ['/tmp/tmpabcdefgh', '/tmp/tmp<tmp>'],
  ['/tmp/password', '/tmp/password'],
  ['/usr/share/read-only', '/usr/share/read-only'],
  ['/srv/upload-12345.bin', '/srv/upload-<n>.bin'],
  ['/opt/app-1.2.3', '/opt/app-1.2.3'],
  ['/etc/ssl', '/etc/ssl'],
  ['/x/\u00c3\u00a9', '/x/é'],
  ['/x/a\u001b[2J', '/x/a\ufffd[2J'],
] as const)('path %j is %j', ([path, template]) => {
  expect(pathTemplate(path)).toBe(template);
});

test.for([
  [['-c', 'exit 0'], '-c «exit <n>»'],
  [['--port=8080', '-n', '5'], '--port=<n> -n <n>'],
  [['-p8080'], '-p<n>'],
  [
    ['https://user:secret@api.example.com/v1/users/12345?token=abc'],
    'https://…@api.example.com/v1/users/<n>?…',
  ],
  [['/tmp/build-123456/x.c'], '/tmp/build-<n>/x.c'],
  [['-plugin-opt=-fresolution=/tmp/cc2x6vQ3.res'], '-plugin-opt=-fresolution=/tmp/cc<tmp>.res'],
  [['2026-11-22T18:05:19.450Z'], '<date>'],
  [['-c', 'cp /tmp/x-aBcDeF /srv; sleep 5'], '-c «cp /tmp/x-<tmp> /srv; sleep <n>»'],
  [['', 'a'], "'' a"],
  [Array.from({ length: 30 }, () => 'a'), `${'a '.repeat(24)}…`],
] as const)('arguments %j are %j', ([args, template]) => {
  expect(argumentTemplate(args)).toBe(template);
});

test.for([
  ['WWW.Example.COM.', 'www.example.com'],
  ['4.3.2.1.in-addr.arpa', '*.in-addr.arpa'],
  ['3f2504e0-4f89-41d3-9a0c-0305e82c3301.cdn.example.com', '<uuid>.cdn.example.com'],
  ['db.shop.svc.cluster.local', 'db.shop.svc.cluster.local'],
] as const)('name %j is %j', ([name, template]) => {
  expect(domainTemplate(name)).toBe(template);
});

test('names collapse to what one owner registers, never to a suffix that strangers share', () => {
  expect(domainPatterns('a.b.example.com')).toEqual(['*.b.example.com', '*.example.com']);
  expect(domainPatterns('a.example.co.uk')).toEqual(['*.example.co.uk']);
  expect(domainPatterns('bucket.s3.amazonaws.com')).toEqual(['*.s3.amazonaws.com']);
  expect(domainPatterns('user.github.io')).toEqual([]);
  expect(domainPatterns('example.com')).toEqual([]);
});

test.for([
  ['10.1.2.3', ['10.1.2.0/24', '10.1.0.0/16']],
  ['2001:db8:1:2::5', ['2001:db8:1:2::/64', '2001:db8:1::/48']],
  ['::1', ['0:0:0:0::/64', '0:0:0::/48']],
  ['1.2.3', []],
] as const)('ranges around %j', ([address, ranges]) => {
  expect(rangesOf(address)).toEqual(ranges);
});

test.for([
  ['exec', '/bin/a < /bin/b: -x', ['/bin/a < /bin/b: *', '/bin/a < *']],
  ['exec', '/bin/a < /bin/b: *', ['/bin/a < *']],
  ['file_write', '/data/a/b', ['/data/a/*', '/data/*']],
  ['file_write', '/data/a/*', ['/data/*']],
  ['file_write', '/data/**', ['/data/*']],
  ['egress', 'tcp 10.1.2.3:80', ['tcp 10.1.2.0/24:80', 'tcp 10.1.0.0/16:80']],
  ['egress', 'tcp 10.1.2.0/24:80', ['tcp 10.1.0.0/16:80']],
  ['egress', 'tcp a.example.com:80', ['tcp *.example.com:80']],
  ['egress', 'tcp service:shop/db:80', []],
  ['ingress', 'tcp 80 from 10.1.2.3', ['tcp 80 from 10.1.2.0/24', 'tcp 80 from 10.1.0.0/16']],
  ['listen', 'tcp 80', []],
] as const)('%s %j may become %j', ([dimension, key, patterns]) => {
  expect(patternsFor(dimension, key)).toEqual(patterns);
});

test('templates of anything are bounded, safe to print, and their own templates', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString('latin1');
      const path = pathTemplate(`/${text}`);
      expect(printable(path)).toBe(path);
      expect(path.length).toBeLessThan(20_000);
      expect(domainTemplate(text).length).toBeLessThan(3000);
      expect(argumentTemplate([text]).length).toBeLessThan(3000);
      for (const dimension of [
        'exec',
        'file_write',
        'file_read',
        'dns',
        'egress',
        'ingress',
      ] as const)
        expect(patternsFor(dimension, text).length).toBeLessThan(64);
    }),
    { numRuns: 150 },
  );
});

test.for(['1', 'a', '/', '-', 'a1', '1.', 'Ab1_', '2026', '\u00ff', '.tmp'])(
  'a hostile run of %j costs no time',
  (unit) => {
    const text = unit.repeat(100_000);
    const start = performance.now();

    pathTemplate(`/${text}`);
    argumentTemplate([text, `--x=${text}`, `http://${text}`]);
    domainTemplate(text);
    patternsFor('file_write', text.slice(0, 4096));

    expect(performance.now() - start).toBeLessThan(250);
  },
);
