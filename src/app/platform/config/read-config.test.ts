import { expect, test } from 'vitest';
import { type ConfigSources, readConfig } from './read-config.ts';
import { bytesOf, durationOf } from './values.ts';

function read(sources: Partial<ConfigSources>) {
  return readConfig({ environment: {}, flags: {}, readFile: () => 'from a file\n', ...sources });
}
function file(text: string) {
  return { file: { path: 'caisson.yaml', text } };
}

test('a flag counts more than a variable, that more than the file, that more than what is usual', () => {
  const sources = {
    ...file(
      'listen: 127.0.0.1:1\nscan: {parallel: 3, time: 5m}\nkubeconfigs: [a, b]\nlearn: false',
    ),
    environment: { CAISSON_SCAN_PARALLEL: '4', CAISSON_LISTEN: '127.0.0.1:2' },
    flags: { listen: '127.0.0.1:3' },
  };
  const config = read(sources);
  expect(config.text('listen')).toBe('127.0.0.1:3');
  expect(config.count('scan.parallel')).toBe(4);
  expect(config.milliseconds('scan.time')).toBe(300_000);
  expect(config.list('kubeconfigs')).toEqual(['a', 'b']);
  expect(config.isOn('learn')).toBe(false);
  expect(config.bytes('retention.events')).toBe(2 * 2 ** 30);
  expect(
    config.values
      .filter(({ key }) => ['listen', 'scan.parallel', 'scan.time', 'watch'].includes(key))
      .map(({ key, origin, where }) => [key, origin, where]),
  ).toEqual([
    ['listen', 'flag', '--listen'],
    ['watch', 'default', 'built in'],
    ['scan.parallel', 'environment', 'CAISSON_SCAN_PARALLEL'],
    ['scan.time', 'file', 'caisson.yaml'],
  ]);
});

test('a secret is taken from the file that a variable names', () => {
  const config = read({ environment: { CAISSON_OIDC_CLIENT_SECRET_FILE: '/run/secret' } });
  expect(config.text('oidc.client-secret')).toBe('from a file');
});

test.for([
  ['lissen: x', /sets "lissen".*/],
  ['scan: {paralel: 3}', /scan\.paralel/],
  ['scan: {parallel: many}', /scan\.parallel cannot be "many"/],
  ['watch: sometimes', /watch cannot be "sometimes"/],
  ['url: nonsense', /url cannot be "nonsense"/],
  ['url: "postgres://x"', /url cannot be/],
  ['oidc: {issuer: nonsense}', /oidc\.issuer cannot be/],
  ['trusted-proxies: [10.0.0.0/8, proxy]', /trusted-proxies cannot be "10\.0\.0\.0\/8,proxy"/],
  ['retention: {event-days: ""}', /event-days cannot be ""/],
  ['scan: [', /caisson\.yaml/],
  ['a: &x [1]\nb: *x', /caisson\.yaml|alias/i],
] as const)('%j is refused', ([text, message]) => {
  expect(() => read(file(text))).toThrow(message);
});

test.for([
  ['2GiB', 2 ** 31],
  ['500 MB', 5e8],
  ['7', 7],
  ['x', undefined],
  ['1XB', undefined],
] as const)('%s is %s bytes', ([text, bytes]) => {
  expect(bytesOf(text)).toBe(bytes);
});

test.for([
  ['0', 0],
  ['15m', 900_000],
  ['15', undefined],
  ['1y', undefined],
] as const)('%s is %s milliseconds', ([text, time]) => {
  expect(durationOf(text)).toBe(time);
});
