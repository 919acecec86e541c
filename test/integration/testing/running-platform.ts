import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { freePort } from '../../daemons.ts';

/** Settings of a `caisson up` that a test starts: by the variables of its settings. */
export interface PlatformWish {
  /** Holds the state, the home, caches and the log. */
  readonly directory: string;
  /** Where the state lies, if elsewhere. */
  readonly state?: string;
  /** `CAISSON_…` and others. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
  readonly port?: number;
}

/** What came back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
  readonly headers: Headers;
}

export interface Asking {
  readonly method?: string;
  readonly body?: unknown;
  /** Instead of the administrator's. */
  readonly token?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

const startMs = 60_000;
const quiet = { CAISSON_WATCH: 'off', CAISSON_DISCOVER: 'no', CAISSON_HOST_SCAN: 'no' };
/** Only the interface and the store: nothing is looked for. */
export const onlyServing: Readonly<Record<string, string>> = quiet;

/** The real program as a process of its own, spoken to over HTTP as everybody does. */
export class RunningPlatform implements AsyncDisposable {
  readonly #wish: PlatformWish;
  readonly port: number;
  readonly logPath: string;
  #child: ChildProcess | undefined;
  #signedIn = { cookie: '', csrf: '' };
  /** Token of an administrator, once `signInFirst` was called. */
  token = '';

  private constructor(wish: PlatformWish, port: number) {
    this.#wish = wish;
    this.port = port;
    this.logPath = join(wish.directory, 'up.log');
  }

  /** Starts it and waits until it answers. */
  static async start(wish: PlatformWish): Promise<RunningPlatform> {
    const platform = new RunningPlatform(wish, wish.port ?? (await freePort()));
    await platform.start();
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return (
      this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
    );
  }

  /** All that it wrote. */
  get log(): string {
    return readFileSync(this.logPath, 'utf8');
  }

  /** Starts the program without waiting for it. */
  spawn(): void {
    const { directory, state = join(directory, 'state'), environment } = this.#wish;
    mkdirSync(directory, { recursive: true });
    const log = openSync(this.logPath, 'a');
    const words = ['up', '--state', state, '--listen', `127.0.0.1:${this.port}`];
    this.#child = spawn(
      process.execPath,
      [resolve('src/main.ts'), ...words, ...(this.#wish.arguments ?? [])],
      {
        stdio: ['ignore', log, log],
        env: {
          PATH: process.env['PATH'],
          HOME: join(directory, 'home'),
          TMPDIR: process.env['TMPDIR'],
          ...environment,
        },
      },
    );
    closeSync(log);
  }

  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  /** Waits until it answers at all. */
  async ready(): Promise<void> {
    const end = performance.now() + startMs;
    while (this.isRunning && performance.now() < end) {
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok === true) return;
      await delay(30);
    }
    throw new Error(`caisson up did not start:\n${this.log.slice(-4000)}`);
  }

  /** Ends it and gives the exit code. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | undefined> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return child?.exitCode ?? undefined;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode ?? undefined;
  }

  /** Becomes the first administrator by the printed link, and makes a token of everything with a session. */
  async signInFirst(): Promise<string> {
    const first = await this.#printedToken();
    this.#signedIn = await this.#session(first);
    this.token = await this.#makeToken('all', [{ role: 'administrator' }, { role: 'ingest' }]);
    return this.token;
  }

  /** A token with these grants. */
  async tokenOf(grants: readonly unknown[], name = 'test'): Promise<string> {
    return await this.#makeToken(name, grants);
  }

  /** One request to the API. */
  async ask(path: string, asking: Asking = {}): Promise<Answer> {
    const { body, contentType = 'application/json', token = this.token, signal } = asking;
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method: asking.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': contentType }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: signal ?? AbortSignal.timeout(60_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: jsonOf(text), text, headers: answer.headers };
  }

  /** The items of a list, all pages. */
  async items(path: string, token = this.token): Promise<readonly Row[]> {
    const sign = path.includes('?') ? '&' : '?';
    const found: Row[] = [];
    for (let cursor = ''; ; ) {
      const { items, next } = await this.#page(`${path}${sign}limit=500${cursor}`, token);
      found.push(...items);
      if (next === undefined) return found;
      cursor = `&cursor=${next}`;
    }
  }

  /** The items of a list that has no pages. */
  async short(path: string): Promise<readonly Row[]> {
    return (await this.#page(path, this.token)).items;
  }

  async #page(path: string, token: string): Promise<z.infer<typeof listed>> {
    const { body, text, status } = await this.ask(path, { token });
    if (status !== 200) throw new Error(`${path} answers ${status}: ${text.slice(0, 500)}`);
    return listed.parse(body);
  }

  /** `/readyz`: nothing where it is ready. */
  async readiness(): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(30_000) });
    return { status: answer.status, text: await answer.text() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGKILL');
  }

  async #printedToken(): Promise<string> {
    for (let turn = 0; turn < 600; turn += 1) {
      const found = /#token=([\w-]+)/u.exec(this.log)?.[1];
      if (found !== undefined) return found;
      await delay(50);
    }
    throw new Error('no link was printed');
  }

  async #session(token: string): Promise<{ readonly cookie: string; readonly csrf: string }> {
    const answer = await fetch(`${this.url}/api/v1/session/first`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url },
      body: JSON.stringify({ token, name: 'Ada', password: 'correct horse battery' }),
    });
    const { csrf } = z.looseObject({ csrf: z.string() }).parse(await answer.json());
    return { csrf, cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  }

  /** Tokens make no tokens: that takes a session. */
  async #makeToken(name: string, grants: readonly unknown[]): Promise<string> {
    const { cookie, csrf } = this.#signedIn;
    const answer = await fetch(`${this.url}/api/v1/tokens`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: this.url,
        cookie,
        'x-csrf-token': csrf,
      },
      body: JSON.stringify({ name, days: 366, grants }),
    });
    return z.looseObject({ secret: z.string() }).parse(await answer.json()).secret;
  }
}

export type Row = z.infer<typeof row>;
const row = z.record(z.string(), z.unknown());
const listed = z.looseObject({ items: z.array(row), next: z.string().optional() });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Waits until something is so, and tells what it was last. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  isSo: (value: T) => boolean,
  what: string,
  limitMs = 90_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    if (performance.now() > end)
      throw new Error(
        `it did not come to pass: ${what}; last ${JSON.stringify(value)?.slice(0, 2000)}`,
      );
    await delay(200);
  }
}
