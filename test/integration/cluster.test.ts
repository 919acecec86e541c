import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ControlPlane,
  canStartControlPlane,
  startControlPlane,
} from './testing/control-plane.ts';

const ready = canStartControlPlane();
let plane: ControlPlane;

beforeAll(async () => {
  if (ready) plane = await startControlPlane();
});

afterAll(async () => {
  if (ready) await plane.stop();
});

test.skipIf(!ready)('starts a control plane', async () => {
  expect((await plane.call('GET', '/api/v1/namespaces')).status).toBe(200);
  await plane.restart();
  await plane.compact();
  expect((await plane.call('GET', '/version')).status).toBe(200);
});
