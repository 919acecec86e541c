import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Scope } from '#contract/scope.ts';
import { isCaissonError } from '#kit/error.ts';
import { isImageReference } from '../registry/reference.ts';
import { engineApi, pathOf } from './api.ts';
import { findImage, metadataPath } from './containerd-store.ts';
import type { EngineSettings } from './settings.ts';
import { socketOf } from './socket.ts';

/** Schemes of local engines, in the order in which a bare name is looked for. */
const engineSchemes = ['docker:', 'podman:', 'containerd:'] as const;
export type EngineScheme = (typeof engineSchemes)[number];

/** Whether an engine is there and open to us; looks at its socket or file only. Never throws. */
export async function canReach(scheme: EngineScheme, settings: EngineSettings): Promise<boolean> {
  try {
    if (scheme === 'containerd:') await access(metadataPath(settings), constants.R_OK);
    else await socketOf(scheme === 'docker:' ? 'docker' : 'podman', settings);
    return true;
  } catch {
    // Why not matters only to somebody who names the engine.
    return false;
  }
}

/**
 * The first engine of this machine that has an image of that name, id or digest; `undefined` when none has. An engine that
 * cannot be asked is passed over with a warning, so that a broken daemon does not hide the registry.
 */
export async function engineHas(
  name: string,
  settings: EngineSettings,
  scope: Scope,
): Promise<EngineScheme | undefined> {
  if (!isImageReference(name) && !/^(?:sha256:)?[0-9a-f]{6,64}$/.test(name)) return undefined;
  for (const scheme of engineSchemes) {
    if (!(await canReach(scheme, settings))) continue;
    try {
      if (await hasImage(scheme, name, settings, scope)) return scheme;
    } catch (error) {
      scope.signal.throwIfAborted();
      if (!isCaissonError(error)) throw error;
      scope.log.warn('a container engine could not be asked', { scheme, problem: error.message });
    }
  }
  return undefined;
}

async function hasImage(
  scheme: EngineScheme,
  name: string,
  settings: EngineSettings,
  scope: Scope,
): Promise<boolean> {
  if (scheme === 'containerd:') return findImage(name, settings) !== undefined;
  const api = await engineApi(scheme === 'docker:' ? 'docker' : 'podman', settings);
  return (await api.json(`/images/${pathOf(name)}/json`, 'the image', scope)) !== undefined;
}
