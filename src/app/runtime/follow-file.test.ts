import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type FollowOptions, followFile } from './follow-file.ts';

test('what was there before is left out, what comes is told', async () => {
  const path = file('old\n');
  const log = following(path);
  await log.isOpen;

  expect(await log.told(() => appendFileSync(path, 'new\n'), 4)).toBe('new\n');
});

test('a rotated log is read to its end, then the new one from its beginning', async () => {
  const path = file('');
  const log = following(path);
  await log.isOpen;
  await log.told(() => appendFileSync(path, 'a\nhalf'), 6);

  await log.told(() => {
    appendFileSync(path, ' line');
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'b\n');
  }, 14);
  const text = await log.told(() => appendFileSync(path, 'c\n'), 16);

  expect(text).toBe('a\nhalf line\nb\nc\n');
});

test('a truncated log begins anew', async () => {
  const path = file('');
  const log = following(path);
  await log.isOpen;
  await log.told(() => appendFileSync(path, 'aaaa\nbb'), 7);

  const text = await log.told(() => {
    truncateSync(path, 0);
    appendFileSync(path, 'c\n');
  }, 10);

  expect(text).toBe('aaaa\nbb\nc\n');
});

test('a log that is not there yet is waited for, and told from its beginning', async () => {
  const path = file('');
  rmSync(path);
  const log = following(path, { fromStart: true });
  await log.isAbsent;

  expect(await log.told(() => writeFileSync(path, 'first\n'), 6)).toBe('first\n');
});

test('a directory is refused', async () => {
  const path = mkdtempSync(join(tmpdir(), 'follow-'));
  onTestFinished(() => rmSync(path, { recursive: true }));

  const stream = followFile(path, {}, new AbortController().signal);

  await expect(stream.next()).rejects.toMatchObject({ code: 'usage.invalid-argument' });
});

function file(content: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'follow-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'audit.log');
  writeFileSync(path, content);
  return path;
}

/** A reader in the background; all that it told so far is one text. */
function following(path: string, options: FollowOptions = {}) {
  const stop = new AbortController();
  const open = Promise.withResolvers<void>();
  const absent = Promise.withResolvers<void>();
  let text = '';
  let changed = Promise.withResolvers<void>();
  async function read(): Promise<void> {
    const stream = followFile(
      path,
      {
        ...options,
        pollMs: 1,
        onState: (state) => (state === 'open' ? open : absent).resolve(),
      },
      stop.signal,
    );
    for await (const chunk of stream) {
      text += chunk.toString();
      changed.resolve();
      changed = Promise.withResolvers();
    }
  }
  const ended = read();
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  return {
    isOpen: open.promise,
    isAbsent: absent.promise,
    /** Everything told so far, when it is so much. */
    async told(write: () => void, length: number): Promise<string> {
      write();
      while (text.length < length) await changed.promise;
      return text;
    },
  };
}
