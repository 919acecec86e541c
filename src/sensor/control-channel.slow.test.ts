import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import { ControlChannel } from './control-channel.ts';

/** The daemon's side: what was asked, and a way to answer. */
function peer() {
  const asked: string[] = [];
  const stream = new Duplex({
    read() {
      // Answers are pushed.
    },
    write(chunk: Buffer, _encoding, done) {
      asked.push(chunk.toString());
      done();
    },
  });
  return { stream, asked, channel: new ControlChannel(stream, 200) };
}

test('answers find their commands, in any order and in pieces', async () => {
  const { stream, asked, channel } = peer();
  const first = channel.command('statistics');
  const second = channel.command('freeze', { policy: 7 });

  stream.push('{"id":2,"ok":true,"took":5}\n{"id":1,');
  stream.push('"ok":true,"seen":3}\n');

  expect(await Promise.all([first, second])).toEqual([{ seen: 3 }, { took: 5 }]);
  expect(asked[1]).toBe('{"policy":7,"id":2,"command":"freeze"}\n');
});

test('a refusal has the code of the daemon', async () => {
  const { stream, channel } = peer();
  const command = channel.command('kill', { pid: 1 });

  stream.push('{"id":1,"ok":false,"code":"access.forbidden","message":"not process 1"}\n');

  await expect(command).rejects.toMatchObject({
    code: 'access.forbidden',
    message: 'not process 1',
  });
});

test('a code that the daemon may not use is host.io', async () => {
  const { stream, channel } = peer();
  const command = channel.command('kill');

  stream.push('{"id":1,"ok":false,"code":"integrity.rollback"}\n');

  await expect(command).rejects.toMatchObject({ code: 'host.io' });
});

test('without an answer the command ends in time', async () => {
  const { channel } = peer();

  await expect(channel.command('doctor')).rejects.toMatchObject({ code: 'limit.time' });
});

test('the end of the daemon refuses what waits and what comes', async () => {
  const { stream, channel } = peer();
  const command = channel.command('doctor');

  stream.destroy();

  await expect(command).rejects.toMatchObject({ code: 'host.io' });
  await expect(channel.command('doctor')).rejects.toMatchObject({ code: 'host.io' });
});

test('any bytes from the daemon are an answer or the end', async () => {
  const line = fc.oneof(
    fc.json().map((text) => `${text}\n`),
    fc.uint8Array().map((bytes) => Buffer.concat([bytes, Buffer.from('\n')])),
  );
  await fc.assert(
    fc.asyncProperty(line, async (bytes) => {
      const { stream, channel } = peer();
      const command = channel.command('doctor').catch((error: unknown) => error);

      stream.push(bytes);
      stream.push(null);
      const answer = await command;

      expect(isCaissonError(answer) || typeof answer === 'object').toBe(true);
    }),
    { numRuns: 50 },
  );
});
