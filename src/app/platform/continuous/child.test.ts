import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { errorOfChild, runOwnProgram } from './child.ts';

const limits = { timeMs: 20_000, memoryBytes: 2 ** 30 };
const signal = new AbortController().signal;

function start(code: string, own: Partial<typeof limits> = {}, until = signal) {
  const program = {
    executable: process.execPath,
    arguments: ['-e', code],
    options: [],
    environment: { PATH: process.env['PATH'] },
  };
  return runOwnProgram(program, [], { limits: { ...limits, ...own }, directory: tmpdir() }, until);
}

test('a child that ends gives its code and what it said', async () => {
  expect(await start('console.error("why"); process.exit(4)')).toEqual({ code: 4, error: 'why\n' });
});

test('a child that takes too long is ended, also when it does not listen', async () => {
  const stubborn = 'process.on("SIGTERM", () => {}); for (;;);';

  await expect(start(stubborn, { timeMs: 100 })).rejects.toMatchObject({ code: 'limit.time' });
});

test('a child that grows too large is ended', async () => {
  const greedy = 'const all = []; setInterval(() => all.push(Buffer.alloc(32 * 2 ** 20, 1)), 5)';

  await expect(start(greedy, { memoryBytes: 200 * 2 ** 20 })).rejects.toMatchObject({
    code: 'limit.size',
  });
});

test('a child ends with whoever waits for it', async () => {
  const stop = new AbortController();
  const running = start('setInterval(() => {}, 1000)', {}, stop.signal);
  stop.abort(new Error('the platform stops'));

  await expect(running).rejects.toThrow('the platform stops');
});

test('the error of a child is passed on, and text that is none does no harm', () => {
  const line = '{"code":"input.not-found","message":"there is no image","causes":[]}';

  expect(errorOfChild(4, `warning\n${line}\n`)).toMatchObject({
    code: 'input.not-found',
    message: 'there is no image',
  });
  expect(errorOfChild(4, '{"code":"internal.bug","message":5')).toMatchObject({ code: 'host.io' });
  expect(errorOfChild(70, '')).toMatchObject({ message: 'it ended with code 70' });
});
