import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { EngineSettings } from './settings.ts';

/** Engines that speak Docker's HTTP API over a unix socket. */
export type ApiEngine = 'docker' | 'podman';

/**
 * The socket of an engine. Throws `host.missing-feature` when there is none, `host.missing-privilege` when we may not use
 * it, `input.unsupported` for hosts that are not unix sockets.
 */
export async function socketOf(engine: ApiEngine, settings: EngineSettings): Promise<string> {
  const candidates = socketsOf(engine, settings);
  let failure: CaissonError | undefined;
  for (const path of candidates) {
    const problem = await problemOf(engine, path);
    if (problem === undefined) return path;
    // A socket that is closed to us says more than one that is not there.
    if (failure === undefined || problem.code === 'host.missing-privilege') failure = problem;
  }
  throw failure ?? new CaissonError('host.missing-feature', `no socket of ${engine} is known`);
}

function socketsOf(engine: ApiEngine, settings: EngineSettings): readonly string[] {
  const host = engine === 'docker' ? settings.dockerHost : settings.podmanHost;
  if (host === undefined)
    return engine === 'docker' ? settings.dockerSockets : settings.podmanSockets;
  if (host.startsWith('unix://')) return [host.slice('unix://'.length)];
  if (host.startsWith('/')) return [host];
  const scheme = host.split(':')[0] ?? '';
  throw new CaissonError(
    'input.unsupported',
    `the ${engine} host is reached by ${quote(scheme)}, only unix sockets are supported`,
    { hint: 'run on the machine of the engine, or scan the image in its registry' },
  );
}

async function problemOf(engine: ApiEngine, path: string): Promise<CaissonError | undefined> {
  try {
    if (!(await stat(path)).isSocket()) return missing(engine, path);
    await access(path, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EACCES' && code !== 'EPERM') return missing(engine, path);
    return new CaissonError(
      'host.missing-privilege',
      `no permission to use the ${engine} socket ${quote(path)}`,
      { hint: `run as root, or as a member of the group that owns the socket` },
    );
  }
}

function missing(engine: ApiEngine, path: string): CaissonError {
  return new CaissonError('host.missing-feature', `there is no ${engine} socket ${quote(path)}`, {
    hint:
      engine === 'podman'
        ? 'start it with "systemctl start podman.socket" (for a user: --user), or set CONTAINER_HOST'
        : 'start the engine, or set DOCKER_HOST',
  });
}
