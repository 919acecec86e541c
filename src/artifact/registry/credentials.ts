import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { askHelper } from './credential-helper.ts';
import { type DockerConfig, parseDockerConfig } from './docker-config.ts';
import { canonicalRegistry } from './reference.ts';
import { type Credentials, type RegistrySettings, timingOf } from './settings.ts';

const maxFileBytes = 4 * 2 ** 20;
/** The name under which Docker's own tools file the login of Docker Hub. */
const hubServer = 'https://index.docker.io/v1/';

/**
 * The login for a repository, from the settings, then from the login files of Docker and Podman. Hosts must be equal,
 * port included; Docker Hub's aliases are the only exception. `undefined` means anonymous. Throws `input.malformed` (file),
 * `host.*` (helper).
 */
export async function findCredentials(
  registry: string,
  repository: string,
  settings: RegistrySettings,
  scope: Scope,
): Promise<Credentials | undefined> {
  const host = canonicalRegistry(registry);
  const given = settings.credentials?.get(host) ?? settings.credentials?.get(registry);
  if (given !== undefined) return given;
  for (const path of loginFiles(settings.environment)) {
    const text = await readIfThere(path);
    if (text === undefined) continue;
    const config = parseDockerConfig(text, quote(path));
    const found = await fromConfig(config, { host, repository }, settings, scope);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Login files in the order they are asked: what was named explicitly stands alone. */
export function loginFiles(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const {
    REGISTRY_AUTH_FILE: named,
    DOCKER_CONFIG: docker,
    XDG_RUNTIME_DIR: runtime,
    XDG_CONFIG_HOME: config,
    HOME: home,
  } = environment;
  if (named) return [named];
  const podmanConfig = config || (home && join(home, '.config'));
  const dockerConfig = docker || (home && join(home, '.docker'));
  return [
    ...(dockerConfig ? [join(dockerConfig, 'config.json')] : []),
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : []),
    ...(podmanConfig ? [join(podmanConfig, 'containers', 'auth.json')] : []),
  ];
}

async function fromConfig(
  config: DockerConfig,
  wanted: { readonly host: string; readonly repository: string },
  settings: RegistrySettings,
  scope: Scope,
): Promise<Credentials | undefined> {
  const { host, repository } = wanted;
  const helper = config.credHelpers.get(host) ?? config.credsStore;
  if (helper) {
    const server = host === 'docker.io' ? hubServer : host;
    const timeoutMs = timingOf(settings).helperMs;
    const found = await askHelper(helper, server, {
      environment: settings.environment,
      timeoutMs,
      signal: scope.signal,
    });
    if (found !== undefined) return found;
  }
  const parts = [host, ...repository.split('/')];
  for (let length = parts.length; length > 0; length -= 1) {
    const found = config.auths.get(parts.slice(0, length).join('/'));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    if (bytes.length <= maxFileBytes) return bytes.toString('utf8');
    throw new CaissonError('limit.size', `the login file ${quote(path)} is larger than 4 MiB`);
  } catch (cause) {
    if (isCaissonError(cause)) throw cause;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new CaissonError('host.io', `cannot read the login file ${quote(path)}`, { cause });
  }
}
