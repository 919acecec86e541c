import { join } from 'node:path';
import type { ContainerEngine } from '#model/workload.ts';
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
import { known } from './json-field.ts';
import { factsOfOciConfig } from './oci-config.ts';
import type { ContainerdFacts } from './options.ts';
import { podOfLabels } from './pod-labels.ts';

const tasks = 'io.containerd.runtime.v2.task';

/**
 * Running tasks of containerd, by their bundles: `STATE/io.containerd.runtime.v2.task/NAMESPACE/ID`. Docker's are there
 * too, in the namespace `moby`. Names of images that no annotation tells come from `metadata`.
 */
export function containerdDisk(
  states: readonly string[],
  metadata: ContainerdFacts | undefined,
): DiskSource {
  function at(directory: string, namespace: string, id: string): DiskContainer {
    const bundle = join(directory, namespace, id);
    return {
      id,
      engine: engineOf(namespace),
      marker: bundle,
      read: () => readBundle(bundle, namespace, id, metadata),
    };
  }
  function namespaces(): readonly (readonly [string, string])[] {
    return states
      .map((state) => join(state, tasks))
      .flatMap((directory) =>
        namesIn(directory)
          .filter(isStep)
          .map((namespace) => [directory, namespace] as const),
      );
  }
  return {
    list: () =>
      namespaces().flatMap(([directory, namespace]) =>
        namesIn(join(directory, namespace)).filter(isStep),
      ),
    find(id) {
      if (!isStep(id)) return undefined;
      const found = namespaces().find(([directory, namespace]) =>
        exists(join(directory, namespace, id)),
      );
      return found && at(...found, id);
    },
  };
}

function engineOf(namespace: string): ContainerEngine {
  return namespace === 'moby' || namespace === 'plugins.moby' ? 'docker' : 'containerd';
}

function readBundle(
  bundle: string,
  namespace: string,
  id: string,
  metadata: ContainerdFacts | undefined,
): ContainerFacts {
  const facts = factsOfOciConfig(readJsonFile(join(bundle, 'config.json')));
  const rootPid = readPid(join(bundle, 'init.pid'));
  const more = mergeFacts(facts, known({ rootPid }));
  // Docker keeps its own metadata, and names of containers are not those of containerd.
  if (engineOf(namespace) === 'docker') return withoutGuesses(more);
  return mergeFacts({ name: id }, mergeFacts(fromMetadata(namespace, id, more, metadata), more));
}

function fromMetadata(
  namespace: string,
  id: string,
  facts: ContainerFacts,
  metadata: ContainerdFacts | undefined,
): ContainerFacts {
  const container = metadata?.container(namespace, id);
  const name = facts.image?.reference ?? container?.image;
  const digests = name === undefined ? undefined : metadata?.image(namespace, name);
  const { labels, created } = container ?? {};
  return known({
    labels,
    created,
    pod: labels && podOfLabels(labels),
    image: name === undefined ? undefined : { ...imageOfReference(name), ...digests },
  });
}

/** Docker's own files and API say these as the user gave them. */
function withoutGuesses(facts: ContainerFacts): ContainerFacts {
  const { user: _user, mounts: _mounts, labels: _labels, seccomp: _seccomp, ...rest } = facts;
  return rest;
}
