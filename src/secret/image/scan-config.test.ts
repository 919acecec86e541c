import { expect, test } from 'vitest';
import type { ImageFacts } from '#model/artifact.ts';
import { parseDigest } from '#model/digest.ts';
import { sampleScanner, sampleToken, testScope } from '../testing.ts';
import { valuesOfHistory } from './build-arguments.ts';
import { scanImageConfig } from './scan-config.ts';

const token = sampleToken();

function imageOf(facts: Partial<ImageFacts>): ImageFacts {
  return {
    id: parseDigest(`sha256:${'0'.repeat(64)}`),
    names: [],
    platform: { os: 'linux', architecture: 'amd64' },
    env: [],
    entrypoint: [],
    command: [],
    exposedPorts: [],
    volumes: [],
    labels: {},
    annotations: {},
    history: [],
    ...facts,
  };
}

function found(facts: Partial<ImageFacts>, statement?: unknown): readonly string[] {
  const attestations =
    statement === undefined ? [] : [{ predicateType: 'x', statement, verified: false }];
  return scanImageConfig(sampleScanner(), imageOf(facts), attestations, testScope()).map(
    ({ rule, location }) => `${rule} ${location.path}`,
  );
}

const fields: readonly (readonly [string, Partial<ImageFacts>, string])[] = [
  ['Env', { env: ['PATH=/bin', `T=${token}`] }, 'sample-token config.Env[1]'],
  ['Labels', { labels: { 'a.b': token } }, 'sample-token config.Labels["a.b"]'],
  ['annotations', { annotations: { 'a.b': token } }, 'sample-token annotations["a.b"]'],
  ['Cmd', { command: ['run', token] }, 'sample-token config.Cmd[1]'],
  ['Entrypoint', { entrypoint: [`x ${token}`] }, 'sample-token config.Entrypoint[0]'],
  ['Healthcheck', { healthcheck: ['CMD', token] }, 'sample-token config.Healthcheck.Test[1]'],
  ['OnBuild', { onBuild: [`RUN ${token}`] }, 'sample-token config.OnBuild[0]'],
  ['Shell', { shell: [token] }, 'sample-token config.Shell[0]'],
  [
    'history',
    { history: [{ createdBy: `RUN curl -H ${token}`, emptyLayer: false }] },
    'sample-token history[0]',
  ],
  ['comment', { history: [{ comment: token, emptyLayer: false }] }, 'sample-token history[0]'],
  [
    'build argument',
    { history: [{ createdBy: '|1 DB_PASSWORD=letmein /bin/sh -c make', emptyLayer: false }] },
    'generic-password history[0]',
  ],
  [
    'ENV step',
    { history: [{ createdBy: '/bin/sh -c #(nop)  ENV ADMIN_PASSWORD=letmein', emptyLayer: true }] },
    'generic-password history[0]',
  ],
  [
    'password option',
    { command: ['server', '--password', 'letmein'] },
    'generic-password config.Cmd[2]',
  ],
];

test.for(fields)('%s', ([, facts, expected]) => {
  expect(found(facts)).toEqual([expected]);
});

test('statements are read to their leaves', () => {
  const statement = {
    predicate: { invocation: { parameters: { args: { 'build-arg:NPM': token } } } },
  };

  expect(found({}, statement)).toEqual([
    'sample-token attestations[0].predicate.invocation.parameters.args.build-arg:NPM',
  ]);
});

test.for([
  'DB_PASSWORD=',
  'DB_PASSWORD_FILE=/run/secrets/db',
  `DB_PASSWORD=\${DB_PASSWORD}`,
  'PASSWORD_POLICY=strict',
  'GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568',
  'TOKEN_URL=https://auth.local/token',
  'SSH_AUTH_SOCK=/run/ssh',
  'KEYCLOAK_VERSION=24.0.1',
  'SECRET_NAME=db-credentials',
  'PUBLIC_KEY=abcdefgh12345678ijkl',
  'AUTHOR=Jane Doe',
])('%s is no secret', (entry) => {
  expect(found({ env: [entry] })).toEqual([]);
});

test.for([
  'DB_PASSWORD=postgres',
  'REDIS_PASS=1234',
  'API_TOKEN=aGq81hQz0PLx',
  'MYSQL_ROOT_PASSWORD=p@ss word',
  'jwtSecret=supersecretvalue',
])('%s is one', (entry) => {
  expect(found({ env: [entry] })).toHaveLength(1);
});

test('values of build arguments may hold blanks', () => {
  expect(valuesOfHistory('|3 A=one two B= C=x=y /bin/bash -o pipefail -c make # buildkit')).toEqual(
    [
      { name: 'A', value: 'one two' },
      { name: 'B', value: '' },
      { name: 'C', value: 'x=y' },
    ],
  );
  expect(valuesOfHistory('RUN |1 TOKEN=abc /bin/sh -c true # buildkit')).toEqual([
    { name: 'TOKEN', value: 'abc' },
  ]);
  expect(valuesOfHistory('ENV A=1 B="two words"')).toEqual([
    { name: 'A', value: '1' },
    { name: 'B', value: 'two words' },
  ]);
  expect(valuesOfHistory('ARG TOKEN=abc')).toEqual([{ name: 'TOKEN', value: 'abc' }]);
});
