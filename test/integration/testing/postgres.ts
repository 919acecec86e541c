import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const programs = '/usr/lib/postgresql/15/bin';

/** Whether a PostgreSQL server can be started on this machine. */
export const hasPostgres = existsSync(join(programs, 'postgres'));

/** A server of our own, on a free port of the loopback, with its data in a temporary directory. */
export interface PostgresServer extends AsyncDisposable {
  /** A new, empty database. */
  create(): Promise<string>;
  start(): Promise<void>;
  /** `immediate` is a crash: nothing is written that was not written already. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
}

export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const account = accountOf('postgres');
  const directory = mkdtempSync(join(tmpdir(), 'caisson-postgres-'));
  chmodSync(directory, 0o700);
  chownSync(directory, account.uid, account.gid);
  const data = join(directory, 'data');
  run(account, 'initdb', [
    '-D',
    data,
    '-A',
    'trust',
    '-U',
    'caisson',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '-N',
  ]);
  const server = new Server(account, directory, await freePort(), settings);
  await server.start();
  return server;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

class Server implements PostgresServer {
  readonly #account: Account;
  readonly #directory: string;
  readonly #port: number;
  readonly #settings: readonly string[];
  #process: ReturnType<typeof spawn> | undefined;
  #created = 0;

  constructor(account: Account, directory: string, port: number, settings: readonly string[]) {
    this.#account = account;
    this.#directory = directory;
    this.#port = port;
    this.#settings = settings;
  }

  async create(): Promise<string> {
    this.#created += 1;
    const name = `test_${this.#created}`;
    run(this.#account, 'createdb', [
      '-h',
      '127.0.0.1',
      '-p',
      String(this.#port),
      '-U',
      'caisson',
      name,
    ]);
    return `postgres://caisson@127.0.0.1:${this.#port}/${name}`;
  }

  async start(): Promise<void> {
    const settings = [
      'listen_addresses=127.0.0.1',
      `port=${this.#port}`,
      'unix_socket_directories=',
      ...this.#settings,
    ];
    this.#process = spawn(
      join(programs, 'postgres'),
      ['-D', join(this.#directory, 'data'), ...settings.flatMap((setting) => ['-c', setting])],
      { stdio: 'ignore', uid: this.#account.uid, gid: this.#account.gid },
    );
    for (let count = 0; count < 200 && !this.#isReady(); count += 1) await delay(50);
  }

  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (process === undefined) return;
    const ended = once(process, 'exit');
    process.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('immediate');
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #isReady(): boolean {
    try {
      run(this.#account, 'pg_isready', ['-h', '127.0.0.1', '-p', String(this.#port), '-q']);
      return true;
    } catch {
      return false;
    }
  }
}

/** PostgreSQL refuses to run as root. */
function accountOf(name: string): Account {
  if (process.getuid?.() !== 0)
    return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

function run({ uid, gid }: Account, program: string, args: readonly string[]): void {
  execFileSync(join(programs, program), args, { stdio: 'ignore', uid, gid, cwd: '/' });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
