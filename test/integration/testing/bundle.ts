import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../daemons.ts';

/** What a command said, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The program as it is shipped: the bundle in a directory of its own, without the packages of a checkout. */
export class Bundle {
  readonly #directory: string;
  readonly program: string;

  constructor(directory: string) {
    if (!existsSync('dist/caisson.js')) execFileSync(process.execPath, ['tools/build.ts']);
    this.#directory = directory;
    const home = join(directory, 'program');
    mkdirSync(join(directory, 'work'), { recursive: true });
    for (const part of ['dist', 'data', 'schema', 'package.json'])
      cpSync(part, join(home, part), { recursive: true });
    this.program = join(home, 'dist/caisson.js');
  }

  get work(): string {
    return join(this.#directory, 'work');
  }

  /** Runs a command to its end. */
  run(words: readonly string[], { input = '', environment = {} } = {}): Promise<Ended> {
    const { promise, resolve } = Promise.withResolvers<Ended>();
    const options = { cwd: this.work, env: this.#environment(environment) };
    const child = execFile(process.execPath, [this.program, ...words], options, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
    child.stdin?.end(input);
    return promise;
  }

  /** `caisson up` until it prints where it is. */
  async up(words: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
    const port = await freePort();
    const where = ['--listen', `127.0.0.1:${port}`, '--watch', 'off', '--no-discover'];
    const child = spawn(process.execPath, [this.program, 'up', ...where, ...words], {
      cwd: this.work,
      env: this.#environment({ CAISSON_HOST_SCAN: 'no', ...environment }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { out: '', err: '' };
    child.stderr.on('data', (text: Buffer) => {
      said.err += text.toString();
    });
    const started = Promise.withResolvers<void>();
    child.stdout.on('data', (text: Buffer) => {
      said.out += text.toString();
      if (said.out.includes('Ctrl-C')) started.resolve();
    });
    child.once('exit', () => started.reject(new Error(`it ended: ${said.err}`)));
    await started.promise;
    return new Up(child, `http://127.0.0.1:${port}`, said);
  }

  #environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const home = join(this.#directory, 'home');
    return { PATH: process.env['PATH'], HOME: home, TMPDIR: process.env['TMPDIR'], ...more };
  }
}

/** A platform that runs. */
export class Up implements AsyncDisposable {
  readonly #child: ReturnType<typeof spawn>;
  readonly url: string;
  readonly said: { readonly out: string; readonly err: string };

  constructor(child: ReturnType<typeof spawn>, url: string, said: Up['said']) {
    this.#child = child;
    this.url = url;
    this.said = said;
  }

  /** Becomes the first administrator by the printed link, and answers a token of theirs. */
  async firstToken(): Promise<string> {
    const token = /#token=([\w-]+)/u.exec(this.said.out)?.[1];
    const session = await this.#post('/session/first', {
      token,
      name: 'Ada',
      password: 'correct horse battery',
    });
    const { csrf } = z.looseObject({ csrf: z.string() }).parse(await session.json());
    const cookie = (session.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const made = await this.#post(
      '/tokens',
      { name: 'cli', days: 1, grants: [{ role: 'administrator' }] },
      { cookie, 'x-csrf-token': csrf },
    );
    return z.looseObject({ secret: z.string() }).parse(await made.json()).secret;
  }

  /** Sends a signal, and answers the exit code and how long it took. */
  async stop(
    signal: NodeJS.Signals,
  ): Promise<{ readonly code: number | null; readonly ms: number }> {
    const started = performance.now();
    if (this.#child.exitCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill(signal);
      await ended;
    }
    return { code: this.#child.exitCode, ms: performance.now() - started };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGKILL');
  }

  #post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    return fetch(`${this.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url, ...headers },
      body: JSON.stringify(body),
    });
  }
}
