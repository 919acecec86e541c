import { expect, test } from 'vitest';
import { pageAddress } from './page-address.ts';

test.for([
  ['http://127.0.0.1:7480', 'http://localhost:7480'],
  ['http://[::1]:7480', 'http://localhost:7480'],
  ['http://0.0.0.0:80', 'http://localhost'],
  ['https://[::]:7480', 'https://localhost:7480'],
  ['https://127.0.0.1:7480', 'https://127.0.0.1:7480'],
  ['https://caisson.example', 'https://caisson.example'],
  ['http://192.0.2.1:7480', 'http://192.0.2.1:7480'],
] as const)('%s is opened as %s', ([listened, opened]) => {
  expect(pageAddress(listened)).toBe(opened);
});
