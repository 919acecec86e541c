import { isAbsolute, join } from 'node:path';
import { bytesOfText, textOfBytes } from '#kit/byte-string.ts';
import { isRecord } from '#kit/json.ts';
import {
  type DiskContainer,
  type DiskSource,
  exists,
  isStep,
  namesIn,
  readJsonFile,
} from './disk.ts';
import { type ContainerFacts, mergeFacts } from './facts.ts';
import { known, memberAt, numberAt, textAt, textsAt, timeAt } from './json-field.ts';
import { factsOfOciConfig } from './oci-config.ts';

/** Containers that runc (`ROOT/ID/state.json`) or crun (`ROOT/ID/status`) runs without an engine. */
export function runcDisk(roots: readonly string[]): DiskSource {
  function find(id: string): DiskContainer | undefined {
    if (!isStep(id)) return undefined;
    for (const root of roots) {
      const marker = ['state.json', 'status'].map((file) => join(root, id, file)).find(exists);
      const container = marker === undefined ? undefined : readState(id, marker);
      if (container) return container;
    }
    return undefined;
  }
  return {
    list: () => roots.flatMap(namesIn).filter(isStep),
    find,
  };
}

function readState(id: string, marker: string): DiskContainer | undefined {
  const state = readJsonFile(marker);
  if (state === undefined) return undefined;
  return {
    id,
    engine: 'unknown',
    marker,
    cgroups: cgroupsOf(state),
    read: () => factsOf(id, state),
  };
}

/** Without where the hierarchy is mounted: `/sys/fs/cgroup/pids/a` and `/sys/fs/cgroup/a` are both `/a`. */
function cgroupsOf(state: unknown): readonly string[] {
  const own = textAt(state, 'cgroup-path');
  const paths = memberAt(state, 'cgroup_paths');
  const controllers = isRecord(paths) ? Object.entries(paths) : [];
  const found = controllers.flatMap(([controller, path]) => {
    if (typeof path !== 'string') return [];
    const mounts =
      controller === ''
        ? ['unified/', '']
        : [`${controller}/`, `${controller.replace(/^name=/, '')}/`];
    const mount = mounts
      .map((name) => `/sys/fs/cgroup/${name}`)
      .find((prefix) => path.startsWith(prefix));
    return mount === undefined ? [] : [bytesOfText(`/${path.slice(mount.length)}`)];
  });
  return [...new Set([...(own === undefined ? [] : [join('/', own)]), ...found])].filter(
    (path) => path !== '/',
  );
}

function factsOf(id: string, state: unknown): ContainerFacts {
  const labels = textsAt(state, 'config', 'labels') ?? [];
  const bundle =
    textAt(state, 'bundle') ??
    labels.find((label) => label.startsWith('bundle='))?.slice('bundle='.length);
  const config =
    bundle !== undefined && isAbsolute(bundle)
      ? readJsonFile(join(textOfBytes(bundle), 'config.json'))
      : undefined;
  const own = known({
    name: id,
    rootPid: numberAt(state, 'init_process_pid') ?? numberAt(state, 'pid'),
    created: timeAt(state, 'created'),
  });
  return mergeFacts(own, factsOfOciConfig(config));
}
