import { execFile, execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Daemon, startDocker } from '../../daemons.ts';
import { startNameServer } from './name-server.ts';
import { makeImages } from './town-images.ts';

const execute = promisify(execFile);
const services = ['db', 'cache', 'api', 'web'] as const;
export type Service = (typeof services)[number];

/** Servers in real containers that work for each other, as they do everywhere, and jobs beside them. */
export class Town implements AsyncDisposable {
  readonly #docker: Daemon;
  readonly #bridge: string;
  readonly #gateway: string;
  readonly #names: AsyncDisposable;
  readonly #addresses = new Map<string, string>();
  readonly #containers = new Map<string, string>();
  readonly #serial = new Map<string, number>();
  /** Ids of all containers that there ever were. */
  readonly ids = new Set<string>();

  private constructor(
    docker: Daemon,
    names: AsyncDisposable,
    place: { readonly bridge: string; readonly gateway: string },
    addresses: Map<string, string>,
  ) {
    this.#docker = docker;
    this.#names = names;
    this.#bridge = place.bridge;
    this.#gateway = place.gateway;
    this.#addresses = addresses;
  }

  static async build(): Promise<Town> {
    const bridge = `csn${process.pid}`;
    const gateway = `10.${200 + (process.pid % 50)}.${process.pid % 250}.1`;
    execFileSync('ip', ['link', 'add', bridge, 'type', 'bridge']);
    execFileSync('ip', ['addr', 'add', `${gateway}/24`, 'dev', bridge]);
    execFileSync('ip', ['link', 'set', bridge, 'up']);
    const addresses = new Map<string, string>();
    const docker = await startDocker({ storage: 'overlay2', bridge });
    const names = await startNameServer(gateway, (name) => addresses.get(name));
    const town = new Town(docker, names, { bridge, gateway }, addresses);
    try {
      await makeImages(town.#host, join(docker.directory, 'images'));
    } catch (error) {
      await town[Symbol.asyncDispose]();
      throw error;
    }
    return town;
  }

  /** Where a watch finds the engine. */
  get environment(): Readonly<Record<string, string>> {
    const root = join(this.#docker.directory, 'data');
    return { DOCKER_HOST: this.address, CAISSON_DOCKER_ROOT: root };
  }

  get address(): string {
    return `unix://${this.#docker.address}`;
  }

  get #host(): readonly string[] {
    return ['-H', this.address];
  }

  /** What Docker calls the container of a service now. */
  containerOf(service: string): string {
    return this.#containers.get(service) ?? '';
  }

  async start(): Promise<void> {
    for (const service of services) await this.startOne(service);
    await this.ready();
  }

  async startOne(service: Service): Promise<void> {
    const options: Readonly<Record<Service, readonly string[]>> = {
      db: ['-e', 'POSTGRES_PASSWORD=secret', '-v', 'shop-db:/var/lib/postgresql/data'],
      cache: ['-v', 'shop-cache:/data'],
      api: ['-e', 'DB_HOST=db.shop.test', '-e', 'CACHE_HOST=cache.shop.test'],
      web: ['-e', 'API_HOST=api.shop.test'],
    };
    const name = this.#next(service);
    const before = this.#containers.get(service);
    const id = await this.docker(
      'run',
      '-d',
      '--name',
      name,
      '--dns',
      this.#gateway,
      ...options[service],
      `csn-town-${service}:1`,
    );
    this.ids.add(id.trim());
    this.#containers.set(service, name);
    const format = '{{.NetworkSettings.IPAddress}}';
    const address = (await this.docker('inspect', '-f', format, name)).trim();
    this.#addresses.set(`${service}.shop.test`, address);
    if (before !== undefined) await this.docker('rm', '-f', before);
  }

  /** A container that does its work and ends. */
  async job(name: string, image: string, ...command: readonly string[]): Promise<string> {
    const own = this.#next(name);
    const id = (
      await this.docker(
        'create',
        '--name',
        own,
        '--dns',
        this.#gateway,
        `csn-town-${image}:1`,
        ...command,
      )
    ).trim();
    this.ids.add(id);
    const out = await this.docker('start', '-a', own);
    await this.docker('rm', '-f', own);
    return out;
  }

  async exec(service: string, ...command: readonly string[]): Promise<string> {
    return await this.docker('exec', this.containerOf(service), ...command);
  }

  /** The same, whatever becomes of it. */
  async tryExec(service: string, ...command: readonly string[]): Promise<void> {
    await this.exec(service, ...command).catch(() => undefined);
  }

  /** Another container takes the place of a service's. */
  async replace(service: Service): Promise<void> {
    await this.docker('stop', '-t', '10', this.containerOf(service));
    await this.startOne(service);
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.#until(async () => worksFor(await this.get('/api/')));
  }

  /** Asks the web server; an empty text where it does not answer. */
  async get(path: string, body?: string): Promise<string> {
    return (await this.ask(path, body)).text;
  }

  /** What the web server answers; status 0 where it does not. */
  async ask(
    path: string,
    body?: string,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const host = this.#addresses.get('web.shop.test') ?? '';
    const { promise, resolve } = Promise.withResolvers<{ status: number; text: string }>();
    const nothing = { status: 0, text: '' };
    const asked = request(
      { host, path, method: body === undefined ? 'GET' : 'POST', timeout: 3000 },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
        answer.on('error', () => resolve(nothing));
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(nothing));
    asked.end(body);
    return await promise;
  }

  async docker(...words: readonly string[]): Promise<string> {
    const { stdout } = await execute('docker', [...this.#host, ...words], { timeout: 60_000 });
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = (await this.docker('ps', '-aq')).split('\n').filter((id) => id !== '');
    if (running.length > 0) await this.docker('rm', '-f', ...running);
    await this.#names[Symbol.asyncDispose]();
    await this.#docker[Symbol.asyncDispose]();
    execFileSync('ip', ['link', 'del', this.#bridge]);
  }

  #next(name: string): string {
    const serial = (this.#serial.get(name) ?? 0) + 1;
    this.#serial.set(name, serial);
    return `shop-${name}-${serial}`;
  }

  async #until(holds: () => Promise<boolean>): Promise<void> {
    for (let waited = 0; waited < 30_000; waited += 200) {
      if (await holds()) return;
      await delay(200);
    }
    throw new Error('the town does not answer');
  }
}

/** Whether database and cache answered. */
function worksFor(answer: string): boolean {
  return /"cached":[1-9].*"stored":[1-9]/.test(answer);
}
