import { expect, test } from 'vitest';
import { defaultMasker, maskArguments, maskEnvironment, maskJson } from './masking.ts';

const arguments_: readonly (readonly [string, readonly string[], string])[] = [
  [
    'a password behind its option',
    ['app', '--password', 'hunter2'],
    'app --password [masked: 7 characters]',
  ],
  ['a password joined to its option', ['app', '--token=abc'], 'app --token=[masked: 3 characters]'],
  [
    'a short option',
    ['mysql', '-phunter2', '-u', 'root'],
    'mysql -p[masked: 7 characters] -u root',
  ],
  [
    'a header',
    ['curl', '-H', 'Authorization: Bearer x'],
    'curl -H Authorization: [masked: 8 characters]',
  ],
  ['a password in an address', ['psql', 'postgres://u:p@db/x'], 'psql postgres://u:[masked]@db/x'],
  ['plain words', ['nginx', '-g', 'daemon off;'], 'nginx -g daemon off;'],
];

test.for(arguments_)('%s', ([, argv, expected]) => {
  expect(maskArguments(argv, defaultMasker).join(' ')).toBe(expected);
});

test('environments are masked by name and by shape', () => {
  const entries = ['PATH=/bin', 'API_KEY=x', 'A=ghp_abcdefghijklmnopqrst12', 'PWD=/srv', 'PORT=80'];

  expect(maskEnvironment(entries, defaultMasker)).toEqual([
    'PATH=/bin',
    'API_KEY=[masked: 1 characters]',
    'A=[masked: 26 characters]',
    'PWD=/srv',
    'PORT=80',
  ]);
});

test('what engines and clusters tell is masked at any depth', () => {
  const value = {
    Config: { Env: ['DB_PASSWORD=x'], Cmd: ['app', '--secret', 'y'] },
    spec: { env: [{ name: 'TOKEN', value: 'z' }] },
    ['__proto__']: { password: 'p' },
  };

  const text = JSON.stringify(maskJson(value, defaultMasker));

  expect(text.match(/masked/g)).toHaveLength(4);
});
