import { expect, test } from 'vitest';
import type { Call, Reach } from '#contract/platform.ts';
import { remembered } from './remembered.ts';

function made() {
  let asked = 0;
  const log = { seq: 1, latest: async () => log.seq };
  const operation = remembered(log, async (call: Call, input: string) => {
    asked += 1;
    if (input === 'bad') throw new Error('away');
    return `${input} for ${JSON.stringify(call.reach)} as answer ${asked}`;
  });
  function ask(input: string, reach: Reach = 'all'): Promise<string> {
    const caller = { kind: 'user', id: '1', name: 'ada', reachOf: () => reach } as const;
    return operation({ caller, reach, signal: new AbortController().signal }, input);
  }
  return { log, ask, asked: () => asked };
}

test('the same question is answered once, also while it is being answered', async () => {
  const { ask, asked } = made();
  const [first, second] = await Promise.all([ask('a'), ask('a')]);
  expect(second).toBe(first);
  expect(await ask('a')).toBe(first);
  expect(asked()).toBe(1);
});

test('a change, another question or another reach is answered anew', async () => {
  const { ask, asked, log } = made();
  await ask('a');
  log.seq = 2;
  expect(await ask('a')).toContain('answer 2');
  await ask('b');
  expect(await ask('a', [{ namespace: 'x' }])).toContain('"namespace":"x"');
  expect(asked()).toBe(4);
});

test('a failure is not remembered', async () => {
  const { ask, asked } = made();
  await expect(ask('bad')).rejects.toThrow('away');
  await expect(ask('bad')).rejects.toThrow('away');
  expect(asked()).toBe(2);
});

test('no more than a number of answers is kept', async () => {
  const { ask, asked } = made();
  for (let at = 0; at < 300; at += 1) await ask(`q${at}`);
  await ask('q0');
  await ask('q299');
  expect(asked()).toBe(301);
});
