import { readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { canonicalRegistry } from './reference.ts';
import type { RegistrySettings } from './settings.ts';

/** Connections per host; registries throttle clients that open more. */
const maxSockets = 6;

/** Keep-alive connections of one client: verified, unverified (hosts listed as insecure) and clear text. */
export class Connections implements Disposable {
  readonly #settings: RegistrySettings;
  readonly #agents = new Map<AgentKind, Promise<Agent>>();

  constructor(settings: RegistrySettings) {
    this.#settings = settings;
  }

  /** Whether a host was listed as one that needs no trusted certificate. */
  isInsecure(host: string): boolean {
    const wanted = canonicalRegistry(host);
    return this.#settings.insecureHosts.some((listed) => canonicalRegistry(listed) === wanted);
  }

  /** Whether a URL may be spoken to at all: https, or http to a host that was listed; never with credentials in it. */
  allows(url: URL): boolean {
    if (url.username !== '' || url.password !== '') return false;
    if (url.protocol === 'https:') return true;
    return url.protocol === 'http:' && this.isInsecure(url.host);
  }

  /** The agent for a URL. Throws `usage.invalid-config` when a CA file cannot be read. */
  async agentFor(url: URL): Promise<Agent> {
    const kind = this.#kindOf(url);
    const known = this.#agents.get(kind);
    if (known !== undefined) return await known;
    const agent = newAgent(kind, this.#settings);
    this.#agents.set(kind, agent);
    return await agent;
  }

  [Symbol.dispose](): void {
    for (const agent of this.#agents.values())
      void agent.then(
        (made) => made.destroy(),
        () => undefined,
      );
    this.#agents.clear();
  }

  #kindOf(url: URL): AgentKind {
    if (url.protocol === 'http:') return 'clear';
    return this.isInsecure(url.host) ? 'unverified' : 'verified';
  }
}

type AgentKind = 'verified' | 'unverified' | 'clear';

async function newAgent(kind: AgentKind, settings: RegistrySettings): Promise<Agent> {
  const options = { keepAlive: true, maxSockets, proxyEnv: proxiesOf(settings) };
  if (kind === 'clear') return new (await import('node:http')).Agent(options);
  const { Agent } = await import('node:https');
  if (kind === 'unverified') return new Agent({ ...options, rejectUnauthorized: false });
  return new Agent({ ...options, ...(await authorities(settings.caFiles)) });
}

async function authorities(files: readonly string[]): Promise<{ readonly ca?: string[] }> {
  if (files.length === 0) return {};
  const { getCACertificates } = await import('node:tls');
  return { ca: [...getCACertificates('default'), ...files.map(readAuthority)] };
}

function readAuthority(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  } catch (cause) {
    throw new CaissonError('usage.invalid-config', `cannot read the CA file ${quote(path)}`, {
      cause,
    });
  }
  throw new CaissonError('usage.invalid-config', `the CA file ${quote(path)} has no certificate`);
}

function proxiesOf({ environment }: RegistrySettings): Record<string, string | undefined> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}
