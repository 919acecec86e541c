import { expect, test } from 'vitest';
import { captureOf, eventBlock, processBlock, type WrittenEvent } from './testing.ts';
import { eventsOf, kindOf, shell } from './testing-events.ts';

test('old kinds and old blocks are told as those of today', async () => {
  const question: WrittenEvent = {
    type: 'unlink',
    isEnter: true,
    kind: kindOf('unlink', true),
    thread: 900,
    args: ['/etc/passwd'],
  };
  const answer: WrittenEvent = {
    type: 'unlink',
    kind: kindOf('unlink', false),
    thread: 900,
    args: [0],
  };

  const events = await eventsOf(
    captureOf(processBlock(1, [shell]), eventBlock(question, true), eventBlock(answer, true)),
  );

  expect(events.map(({ type, args, result }) => ({ type, args, result }))).toEqual([
    { type: 'unlink', result: 0, args: { res: 0, path: '/etc/passwd' } },
  ]);
});

test('calls without a kind of their own have the name of their number', async () => {
  const events = await eventsOf(
    captureOf(
      processBlock(9, [shell]),
      eventBlock({ type: 'syscall', thread: 900, args: [1, 153] }),
      eventBlock({ type: 'syscall', thread: 900, args: [1, 60_000] }),
    ),
  );

  expect(events.map(({ type }) => type)).toEqual(['vhangup', 'syscall']);
});

test('questions are told where they are wanted', async () => {
  const capture = captureOf(
    processBlock(9, [shell]),
    eventBlock({ type: 'close', isEnter: true, thread: 900, args: [3] }),
    eventBlock({ type: 'close', thread: 900, args: [0] }),
  );

  const events = await eventsOf(capture, { questions: true });

  expect(events.map(({ direction, args }) => [direction, args['fd']])).toEqual([
    ['>', 3],
    ['<', 3],
  ]);
});
