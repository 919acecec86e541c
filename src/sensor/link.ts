import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { CaissonError } from '#kit/error.ts';
import { printable } from '#kit/text.ts';
import { connectSocket } from './connect-socket.ts';

const maxStderrBytes = 4096;
/** How long its exit may come behind the end of its channel. */
const lastWordsMs = 200;
const eventsFd = 3;
const controlFd = 4;

/** Both channels to a daemon, and its end. */
export interface Link {
  readonly events: Socket;
  readonly control: Socket;
  /** It listened, and is not ours. */
  readonly isService: boolean;
  /** The daemon's process, where it is a child. */
  readonly pid?: number | undefined;
  /** Resolves with what it said when the events channel or the process ended. */
  readonly ended: Promise<string>;
  /** Lets go; a child ends then, as soon as nothing is contained. */
  close(): void;
}

/** Starts the daemon as a child with a socket pair for each channel. It inherits no environment and no other descriptor. */
export function spawnLink(path: string): Link {
  const child = spawn(path, ['--events-fd', String(eventsFd), '--control-fd', String(controlFd)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: {},
    cwd: '/',
  });
  const events = socketOf(child, eventsFd);
  const control = socketOf(child, controlFd);
  return {
    events,
    control,
    isService: false,
    pid: child.pid,
    ended: endOf(child, events),
    close: () => {
      events.destroy();
      control.destroy();
    },
  };
}

/** Connects to a daemon that listens in a directory. Throws `access.unreachable`. */
export async function connectLink(directory: string): Promise<Link> {
  const control = await connectSocket(join(directory, 'control'));
  const events = await connectSocket(join(directory, 'events'));
  const { promise, resolve } = Promise.withResolvers<string>();
  events.on('close', () => resolve('the sensor closed its channel'));
  events.on('error', () => undefined);
  return {
    events,
    control,
    isService: true,
    ended: promise,
    close: () => {
      events.destroy();
      control.destroy();
    },
  };
}

function socketOf(child: ChildProcess, fd: number): Socket {
  const stream = child.stdio[fd];
  if (!(stream instanceof Socket))
    throw new CaissonError('host.io', 'the sensor could not be started');
  stream.on('error', () => undefined);
  return stream;
}

function endOf(child: ChildProcess, events: Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-maxStderrBytes);
  });
  child.on('error', (error) => resolve(error.message));
  child.on('close', (code, signal) => {
    const said = printable(stderr.trim().replaceAll('\n', '; '));
    resolve(said === '' ? `the sensor ended with ${signal ?? `code ${code ?? 'unknown'}`}` : said);
  });
  // It may go on containing, or take its time to detach: without its channel it has ended for us.
  events.on('close', () =>
    setTimeout(() => resolve('the sensor closed its channel'), lastWordsMs).unref(),
  );
  return promise;
}
