import type { Source } from '#contract/source.ts';
import { containerSource } from './container.ts';
import { containerdSource } from './containerd.ts';
import { engineSource } from './engine-image.ts';
import type { EngineSettings } from './settings.ts';

export { engineHas } from './reach.ts';
export { engineSettings } from './settings.ts';

/** Images and containers of the engines on this machine. */
export function engineSources(settings: EngineSettings): readonly Source[] {
  return [
    engineSource('docker', settings),
    engineSource('podman', settings),
    containerdSource(settings),
    containerSource(settings),
  ];
}
