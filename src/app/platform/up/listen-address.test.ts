import { expect, test } from 'vitest';
import { listenAddress } from './listen-address.ts';

test.for([
  ['127.0.0.1:7480', '127.0.0.1', 7480],
  ['[::1]:80', '::1', 80],
  [':7480', '0.0.0.0', 7480],
  ['7480', '127.0.0.1', 7480],
  ['node.example:0', 'node.example', 0],
] as const)('%s is %s and %s', ([text, host, port]) => {
  expect(listenAddress(text)).toEqual({ host, port });
});

test.for(['', 'x', '1.2.3.4', '1.2.3.4:99999', '::1:80', 'a b:1'])('%j is refused', (text) => {
  expect(() => listenAddress(text)).toThrow(/listen cannot be/);
});
