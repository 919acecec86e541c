import { join } from 'node:path';
import { isRecord } from '#kit/json.ts';
import { isStep, readJsonFile } from './disk.ts';
import { type ContainerFacts, mergeFacts } from './facts.ts';
import { factsOfInspect } from './inspect.ts';
import { memberAt } from './json-field.ts';

/** What Docker's own files tell of a container: they are written before it starts, and need no API. */
export function dockerDisk(roots: readonly string[], id: string): ContainerFacts | undefined {
  if (!isStep(id)) return undefined;
  for (const root of roots) {
    const directory = join(root, 'containers', id);
    const config = readJsonFile(join(directory, 'config.v2.json'));
    if (!isRecord(config)) continue;
    const host = readJsonFile(join(directory, 'hostconfig.json'));
    return mergeFacts(factsOfInspect(asInspect(config, host)), {});
  }
  return undefined;
}

/** The files hold what an inspection tells, under other names here and there. */
function asInspect(config: Readonly<Record<string, unknown>>, host: unknown): unknown {
  const mounts = memberAt(config, 'MountPoints');
  return {
    ...config,
    HostConfig: host,
    // Addresses come and go: the API has them.
    NetworkSettings: undefined,
    State: undefined,
    Mounts: isRecord(mounts) ? Object.values(mounts) : [],
  };
}
