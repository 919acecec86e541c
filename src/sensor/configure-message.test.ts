import { expect, test } from 'vitest';
import { configureMessage } from './configure-message.ts';

const interest = {
  calls: ['openat', 'pread', 'dns', 'procexit'],
  opens: { writes: true, reads: 'listed', prefixes: ['/etc', '/caf\xc3\xa9'], names: ['.netrc'] },
  failures: false,
  scope: 'containers',
  network: { dns: true, sni: false, http: false },
  uring: true,
  strict: false,
} as const;

test('events become the calls that make them; what is none is left out', () => {
  const message = configureMessage(interest, { ignore: [5], architecture: 'x64' });

  expect(message).toEqual({
    calls: ['pread64', 'openat'],
    opens: { writes: true, reads: 'listed', prefixes: ['/etc', '/café'], names: ['.netrc'] },
    failures: false,
    scope: 'containers',
    network: { dns: true, sni: false, http: false },
    uring: true,
    strict: false,
    ignore: [5],
  });
});

test('calls that an architecture does not have are not asked for', () => {
  const calls = ['open', 'openat'];

  const message = configureMessage({ ...interest, calls }, { ignore: [], architecture: 'arm64' });

  expect(message['calls']).toEqual(['openat']);
});
