import { expect, test } from 'vitest';
import type { WorkloadContainer } from '#model/workload.ts';
import { expectationOf, type ImageIntent, intentOfInspect } from './image-expectation.ts';

const container: WorkloadContainer = { id: 'c1', shortId: 'c1', engine: 'docker' };
const intent: ImageIntent = {
  entrypoint: [],
  command: ['nginx', '-g', 'daemon off;'],
  exposedPorts: ['80/tcp', '53/udp', '8000-8002', 'what', '99999999'],
  env: ['PATH=/opt/bin:/usr/sbin'],
};

test('an image says its program, ports and user', () => {
  const expected = expectationOf(container, intent, (name, [first]) => `${first}/${name}`);

  expect(expected).toEqual({
    entrypoint: ['/opt/bin/nginx', '-g', 'daemon off;'],
    ports: [
      { protocol: 'tcp', port: 80 },
      { protocol: 'udp', port: 53 },
      { protocol: 'tcp', port: 8000 },
      { protocol: 'tcp', port: 8001 },
      { protocol: 'tcp', port: 8002 },
    ],
    users: [0],
    capabilities: [],
  });
});

test.for([['/bin/sh'], ['/usr/bin/env'], ['/usr/local/bin/python3.12'], ['nowhere'], ['./run']])(
  '%s names no program: every shell would be ordinary',
  ([word = '']) => {
    const image = { ...intent, entrypoint: [word] };

    expect(expectationOf(container, image, () => undefined)).not.toHaveProperty('entrypoint');
  },
);

test.for([
  [undefined, '65532:65532', [65532]],
  ['1000', 'root', [1000]],
  [undefined, 'root', [0]],
  [undefined, 'www-data', []],
] as const)('a container of user %s in an image of %s runs as %j', ([user, ofImage, users]) => {
  const who = { ...container, ...(user !== undefined && { user }) };

  const expected = expectationOf(who, { ...intent, user: ofImage }, () => undefined);

  expect(expected.users).toEqual(users);
});

test.for([
  [undefined, undefined],
  [{ Config: 3 }, undefined],
  [{ Config: {} }, { entrypoint: [], command: [], exposedPorts: [], env: [] }],
  [
    { Config: { Entrypoint: ['/a', 3], Cmd: null, ExposedPorts: { '80/tcp': {} }, User: '5' } },
    { entrypoint: ['/a'], command: [], exposedPorts: ['80/tcp'], env: [], user: '5' },
  ],
] as const)('the engine says of %j: %j', ([inspect, told]) => {
  expect(intentOfInspect(inspect)).toEqual(told);
});
