import { statSync } from 'node:fs';
import { join } from 'node:path';
import { textOfBytes } from '#kit/byte-string.ts';
import { isCaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import {
  type DiskContainer,
  type DiskSource,
  exists,
  isStep,
  namesIn,
  readJsonFile,
  readPid,
} from './disk.ts';
import { type ContainerFacts, mergeFacts } from './facts.ts';
import { imageOfReference } from './image-reference.ts';
import { digestAt, known, textAt, textsAt, timeAt } from './json-field.ts';
import { factsOfOciConfig } from './oci-config.ts';

/** Containers of podman and CRI-O by containers/storage: `STATE/DRIVER-containers/ID/userdata`. */
export function storageDisk(states: readonly string[], roots: readonly string[]): DiskSource {
  const indexes = new Map<string, Index>();
  function at(directory: string, id: string): DiskContainer {
    const userdata = join(directory, id, 'userdata');
    const config = [directory, ...driversIn(roots)]
      .map((place) => join(place, id, 'userdata', 'config.json'))
      .find(exists);
    const document = config === undefined ? undefined : readJsonFile(config);
    const facts = factsOfOciConfig(document);
    const isCrio = facts.labels?.['io.kubernetes.cri-o.SandboxID'] !== undefined;
    return {
      id,
      engine: isCrio ? 'cri-o' : 'podman',
      marker: join(userdata, 'pidfile'),
      read: () => {
        const rootPid = readPid(join(userdata, 'pidfile'));
        const stored = storedFacts(indexes, roots, id);
        return mergeFacts(stored, mergeFacts(facts, known({ rootPid })));
      },
    };
  }
  function find(id: string): DiskContainer | undefined {
    if (!isStep(id)) return undefined;
    const directory = driversIn(states).find((driver) => exists(pidFile(driver, id)));
    return directory === undefined ? undefined : at(directory, id);
  }
  return {
    list: () =>
      driversIn(states).flatMap((driver) =>
        namesIn(driver).filter((id) => isStep(id) && exists(pidFile(driver, id))),
      ),
    find,
  };
}

function pidFile(driver: string, id: string): string {
  return join(driver, id, 'userdata', 'pidfile');
}

interface Index {
  readonly modified: number;
  readonly containers: ReadonlyMap<string, ContainerFacts>;
}

function driversIn(places: readonly string[]): readonly string[] {
  return places.flatMap((place) =>
    namesIn(place)
      .filter((name) => name.endsWith('-containers'))
      .map((name) => join(place, name)),
  );
}

function storedFacts(
  indexes: Map<string, Index>,
  roots: readonly string[],
  id: string,
): ContainerFacts {
  for (const driver of driversIn(roots)) {
    const path = join(driver, 'containers.json');
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (modified === undefined) continue;
    let index = indexes.get(path);
    if (index?.modified !== modified) {
      index = { modified, containers: readIndex(path) };
      indexes.set(path, index);
    }
    const facts = index.containers.get(id);
    if (facts) return facts;
  }
  return {};
}

function readIndex(path: string): ReadonlyMap<string, ContainerFacts> {
  const document = readJsonFile(path);
  const facts = new Map<string, ContainerFacts>();
  for (const entry of Array.isArray(document) ? document.slice(0, 10_000) : []) {
    const id = textAt(entry, 'id');
    if (id !== undefined) facts.set(id, factsOfEntry(entry));
  }
  return facts;
}

function factsOfEntry(entry: unknown): ContainerFacts {
  const metadata = metadataOf(textAt(entry, 'metadata'));
  const reference = textAt(metadata, 'image-name');
  const id = digestAt(entry, 'image');
  return known({
    name: textAt(metadata, 'name') ?? textsAt(entry, 'names')?.[0],
    image:
      reference === undefined ? undefined : { ...imageOfReference(reference), ...(id && { id }) },
    created: timeAt(entry, 'created'),
  });
}

function metadataOf(text: string | undefined): unknown {
  if (text === undefined || text.length > 1 << 20) return undefined;
  try {
    const metadata = parseJson(textOfBytes(text), 'the metadata of a container');
    return isRecord(metadata) ? metadata : undefined;
  } catch (error) {
    if (isCaissonError(error, 'input.malformed')) return undefined;
    throw error;
  }
}
