import { setTimeout as wait } from 'node:timers/promises';
import { CaissonError } from '#kit/error.ts';
import { ControlChannel } from './control-channel.ts';
import { type Hello, tryReadHello } from './hello.ts';
import { connectLink, type Link, spawnLink } from './link.ts';

const helloTimeoutMs = 15_000;

/** One life of a daemon: greeted, and read only when somebody asks. */
export class Connection {
  readonly control: ControlChannel;
  readonly hello: Hello;
  readonly pid: number | undefined;
  /** What it said at its end. */
  readonly ended: Promise<string>;
  readonly #link: Link;
  #first: Buffer | undefined;

  constructor(link: Link, hello: Hello, first: Buffer) {
    this.#link = link;
    this.hello = hello;
    this.#first = first;
    this.pid = link.pid;
    this.ended = link.ended;
    this.control = new ControlChannel(link.control);
  }

  /** Bytes of the events channel, from the greeting on, in order. Stops them again. */
  read(receive: (chunk: Uint8Array) => void): () => void {
    const { events } = this.#link;
    if (this.#first !== undefined) receive(this.#first);
    this.#first = undefined;
    events.on('data', receive);
    events.resume();
    return () => {
      events.off('data', receive);
      events.pause();
    };
  }

  close(): void {
    this.control.close();
    this.#link.close();
  }
}

/** Where a daemon comes from: a program to start, or a directory where one listens. */
export type Origin = { readonly program: string } | { readonly directory: string };

/**
 * Starts a daemon or connects to one, and waits for its greeting. Throws `host.missing-privilege`, `host.missing-feature`,
 * `access.unreachable`, or what is wrong with the greeting.
 */
export async function openConnection(origin: Origin): Promise<Connection> {
  const link =
    'program' in origin ? spawnLink(origin.program) : await connectLink(origin.directory);
  try {
    return await Promise.race([greeted(link), failed(link), late()]);
  } catch (error) {
    link.close();
    throw error;
  }
}

async function greeted(link: Link): Promise<Connection> {
  const { promise, resolve, reject } = Promise.withResolvers<Connection>();
  let bytes = Buffer.alloc(0);
  function receive(chunk: Buffer): void {
    bytes = Buffer.concat([bytes, chunk]);
    try {
      const hello = tryReadHello(bytes);
      if (hello === undefined) return;
      link.events.off('data', receive);
      link.events.pause();
      resolve(new Connection(link, hello, bytes));
    } catch (error) {
      reject(error);
    }
  }
  link.events.on('data', receive);
  return promise;
}

async function failed(link: Link): Promise<never> {
  const said = await link.ended;
  if (link.isService)
    throw new CaissonError('access.unreachable', 'the sensor that listens does not speak to us', {
      hint: 'it has one reader of events at a time, root or its own user',
    });
  if (process.getuid?.() !== 0 || said.includes('not permitted'))
    throw new CaissonError('host.missing-privilege', `the sensor could not start: ${said}`, {
      hint: 'it needs root, or the capabilities BPF, PERFMON, SYS_PTRACE, NET_ADMIN, SYS_ADMIN and SYS_RESOURCE',
    });
  throw new CaissonError('host.missing-feature', `the sensor could not start: ${said}`, {
    hint: 'run "caisson sensor doctor" to see what this kernel allows',
  });
}

async function late(): Promise<never> {
  await wait(helloTimeoutMs, undefined, { ref: false });
  throw new CaissonError('limit.time', 'the sensor did not greet in time');
}
