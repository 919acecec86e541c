import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseJson } from '#kit/json.ts';
import { freePort, hasPrograms, temporary } from '../../daemons.ts';
import { binariesOf, canStartControlPlane } from './control-plane-binaries.ts';
import { type ClientCertificate, makeAuthority, signClient } from './control-plane-certificates.ts';
import {
  apiServerFlags,
  etcdFlags,
  usersOf,
  writeFiles,
  writeKubeconfig,
} from './control-plane-setup.ts';

export { canStartControlPlane };

/** What a control plane is to be like; all of it may be left out. */
export interface ControlPlaneOptions {
  /** Users besides `admin` (group `system:masters`) and `alice` (group `devs`, no rights); their token is `<name>token`. */
  readonly users?: readonly { readonly name: string; readonly groups: readonly string[] }[];
  /** More flags of kube-apiserver. */
  readonly flags?: readonly string[];
  /** Start kube-controller-manager too: replica sets, pods, service accounts. */
  readonly controllers?: boolean;
}

/** etcd and kube-apiserver 1.20 on free ports of loopback, with RBAC and an audit log. Nothing schedules or runs pods. */
export interface ControlPlane extends AsyncDisposable {
  /** `https://127.0.0.1:port`. */
  readonly server: string;
  /** Contexts `admin` (current) and `alice`. */
  readonly kubeconfig: string;
  /** PEM file that the server's certificate is checked with. */
  readonly authority: string;
  /** Bearer tokens by user. */
  readonly tokens: Readonly<Record<string, string>>;
  /** Holds everything; removed at the end. */
  readonly directory: string;
  /** JSON lines, one for each request. */
  readonly auditLog: string;
  /** A request as `admin`: the answer's status and JSON. */
  call(method: string, path: string, body?: unknown, headers?: Headers): Promise<Answer>;
  /** Files of a client certificate that the server accepts: common name is the user, organisations are the groups. */
  clientCertificate(user: string, groups: readonly string[]): ClientCertificate;
  /** SIGKILL for the API server. */
  kill(): Promise<void>;
  /** Kills the API server if it runs, starts it again on the same port and waits until it is ready. */
  restart(): Promise<void>;
  /** SIGSTOP for the API server: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Drops all history from etcd: older resource versions answer 410 (the server's cache forgets them with a restart). */
  compact(): Promise<void>;
  /** Stops all and removes the directory; may be called twice. */
  stop(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}
type Headers = Readonly<Record<string, string>>;

const startMs = 90_000;

/** Starts a control plane of its own for a test file: about four seconds, 350 MB. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const plane = new Plane(options, await freePorts(4));
  try {
    await plane.start();
    return plane;
  } catch (error) {
    await plane.stop();
    throw error;
  }
}

class Plane implements ControlPlane {
  readonly server: string;
  readonly directory = temporary('control-plane');
  readonly tokens: Readonly<Record<string, string>>;
  readonly #options: ControlPlaneOptions;
  readonly #ports: readonly number[];
  readonly #running = new Map<string, ChildProcess>();
  /** Nothing of ours outlives the test process. */
  readonly #atExit = (): void => {
    for (const child of this.#running.values()) child.kill('SIGKILL');
  };

  constructor(options: ControlPlaneOptions, ports: readonly number[]) {
    this.#options = options;
    this.#ports = ports;
    this.server = `https://127.0.0.1:${ports[0]}`;
    this.tokens = Object.fromEntries(usersOf(options).map(({ name }) => [name, `${name}token`]));
  }

  get kubeconfig(): string {
    return join(this.directory, 'kubeconfig');
  }

  get authority(): string {
    return join(this.directory, 'certs', 'apiserver.crt');
  }

  get auditLog(): string {
    return join(this.directory, 'audit.log');
  }

  async start(): Promise<void> {
    process.once('exit', this.#atExit);
    makeAuthority(this.directory);
    writeFiles(this.directory, usersOf(this.#options));
    this.#run('etcd', 'etcd', etcdFlags(this.directory, this.#etcd, this.#peer));
    this.#runApiServer();
    await this.#ready();
    writeKubeconfig(this);
    if (this.#options.controllers === true) this.#runControllers();
  }

  async call(method: string, path: string, body?: unknown, headers?: Headers): Promise<Answer> {
    return await call(`${this.server}${path}`, { method, body, headers });
  }

  clientCertificate(user: string, groups: readonly string[]): ClientCertificate {
    return signClient(this.directory, user, groups);
  }

  async kill(): Promise<void> {
    await this.#end('kube-apiserver', 'SIGKILL');
  }

  async restart(): Promise<void> {
    await this.kill();
    this.#runApiServer();
    await this.#ready();
  }

  pause(): void {
    this.#running.get('kube-apiserver')?.kill('SIGSTOP');
  }

  resume(): void {
    this.#running.get('kube-apiserver')?.kill('SIGCONT');
  }

  async compact(): Promise<void> {
    const status = await etcdCall(this.#etcd, '/v3/maintenance/status', {});
    const revision = revisionOf(status);
    await etcdCall(this.#etcd, '/v3/kv/compaction', { revision, physical: true });
  }

  async stop(): Promise<void> {
    this.resume();
    process.off('exit', this.#atExit);
    await this.#end('kube-controller-manager', 'SIGKILL');
    await this.#end('kube-apiserver', 'SIGKILL');
    await this.#end('etcd', 'SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #etcd(): string {
    return `http://127.0.0.1:${this.#ports[1]}`;
  }

  get #peer(): string {
    return `http://127.0.0.1:${this.#ports[2]}`;
  }

  #runApiServer(): void {
    const flags = apiServerFlags(this.directory, this.#etcd, this.#ports[0] ?? 0);
    const program = binariesOf().apiServer;
    this.#run('kube-apiserver', program, [...flags, ...(this.#options.flags ?? [])]);
  }

  #runControllers(): void {
    this.#run('kube-controller-manager', binariesOf().controllerManager, [
      `--kubeconfig=${this.kubeconfig}`,
      `--service-account-private-key-file=${join(this.directory, 'sa.key')}`,
      '--use-service-account-credentials=false',
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      `--secure-port=${this.#ports[3]}`,
      '--port=0',
    ]);
  }

  #run(name: string, program: string, args: readonly string[]): void {
    const log = openSync(join(this.directory, `${name}.log`), 'a');
    // Whoever kills the tests ends their servers too: setpriv becomes the program, and the kernel keeps watch.
    const words = hasPrograms('setpriv')
      ? ['setpriv', '--pdeathsig', 'KILL', program, ...args]
      : [program, ...args];
    const [first = program, ...rest] = words;
    const child = spawn(first, rest, { cwd: this.directory, stdio: ['ignore', log, log] });
    closeSync(log);
    child.on('error', () => this.#running.delete(name));
    this.#running.set(name, child);
  }

  async #end(name: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.#running.get(name);
    this.#running.delete(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  async #ready(): Promise<void> {
    const end = Date.now() + startMs;
    while (Date.now() < end) {
      if (this.#running.get('kube-apiserver')?.exitCode !== null) break;
      const answer = await this.call('GET', '/readyz').catch(() => undefined);
      if (answer?.status === 200 && (await this.#hasNamespace())) return;
      await delay(50);
    }
    const log = readFileSync(join(this.directory, 'kube-apiserver.log'), 'utf8').slice(-2000);
    throw new Error(`kube-apiserver did not become ready:\n${log}`);
  }

  async #hasNamespace(): Promise<boolean> {
    return (await this.call('GET', '/api/v1/namespaces/default')).status === 200;
  }
}

interface Call {
  readonly method: string;
  readonly body: unknown;
  readonly headers: Headers | undefined;
}

/** The certificate is not checked: it is made by the server while this waits for it. */
async function call(url: string, { method, body, headers }: Call): Promise<Answer> {
  const sent = request(url, {
    method,
    agent: false,
    rejectUnauthorized: false,
    timeout: 20_000,
    headers: {
      authorization: 'Bearer admintoken',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
  });
  sent.on('timeout', () => sent.destroy(new Error(`no answer from ${url}`)));
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  const text = await new Promise<readonly [number, string]>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve([response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8')]);
      });
    });
  });
  return { status: text[0], body: jsonOf(text[1]) };
}

function jsonOf(text: string): unknown {
  return text.startsWith('{') || text.startsWith('[') ? parseJson(text, 'the answer') : text;
}

async function etcdCall(etcd: string, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${etcd}${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`etcd answers ${answer.status}: ${await answer.text()}`);
  return await answer.json();
}

function revisionOf(status: unknown): string {
  const header = typeof status === 'object' && status !== null && 'header' in status;
  const inner = header ? status.header : undefined;
  if (typeof inner === 'object' && inner !== null && 'revision' in inner)
    return String(inner.revision);
  throw new Error('etcd tells no revision');
}

async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await freePort();
    if (!ports.includes(port)) ports.push(port);
  }
  return ports;
}
