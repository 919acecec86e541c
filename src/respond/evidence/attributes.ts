import { spawn } from 'node:child_process';
import { TarReader } from './tar-reader.ts';

/** Extended attributes by path (byte strings, without a leading slash). */
export type Attributes = ReadonlyMap<string, ReadonlyMap<string, string>>;

const prefix = 'SCHILY.xattr.';
const maxStreamBytes = 2 ** 30;
const timeMs = 4000;

/**
 * Extended attributes of all files below a directory. Node cannot read them, GNU tar can: only the headers of what it writes are
 * looked at. `undefined` where there is no such tar, or too much to read.
 */
export async function attributesBelow(directory: string): Promise<Attributes | undefined> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  let pending = new Map<string, string>();
  const reader = new TarReader(
    {
      attributes(values) {
        pending = new Map(
          [...values].flatMap(([key, value]): [string, string][] =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
          ),
        );
      },
      entry(name) {
        if (pending.size > 0) found.set(plainName(name), pending);
      },
      content() {},
    },
    1_000_000,
  );
  return (await runTar(directory, reader)) ? found : undefined;
}

function runTar(directory: string, reader: TarReader): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const options = ['--create', '--format=pax', '--xattrs', '--xattrs-include=*', '--sparse'];
  const place = ['--numeric-owner', '--one-file-system', '-C', directory, '-f', '-', '.'];
  const child = spawn('tar', [...options, ...place], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: timeMs,
    killSignal: 'SIGKILL',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  });
  let total = 0;
  child.stdout.on('data', (bytes: Buffer) => {
    total += bytes.length;
    if (total > maxStreamBytes || !tryWrite(reader, bytes)) child.kill('SIGKILL');
  });
  child.on('error', () => resolve(false));
  // 1: a file changed or could not be read; the others are there.
  child.on('close', (code) => resolve(code === 0 || code === 1));
  return promise;
}

function tryWrite(reader: TarReader, bytes: Buffer): boolean {
  try {
    reader.write(bytes);
    return true;
  } catch {
    return false;
  }
}

function plainName(name: string): string {
  return name.replace(/^\.\//, '').replace(/\/$/, '');
}
