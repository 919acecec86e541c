import { textOfBytes } from '#kit/byte-string.ts';
import { isCaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import type { PodReference } from '#model/workload.ts';
import { known, listAt, mapAt, memberAt, plainMap, textAt, textsAt } from './json-field.ts';

type Labels = Readonly<Record<string, string>>;

const applied = 'kubectl.kubernetes.io/last-applied-configuration';
const maxConfiguration = 1 << 20;
/** Labels that kubelet gives to every container; the pod's own stand elsewhere. */
const container = ['io.kubernetes.container.name', 'io.kubernetes.cri.container-name'];
const name = [
  'io.kubernetes.pod.name',
  'io.kubernetes.cri.sandbox-name',
  'io.kubernetes.cri-o.KubeName',
];
const namespace = [
  'io.kubernetes.pod.namespace',
  'io.kubernetes.cri.sandbox-namespace',
  'io.kubernetes.cri-o.Namespace',
];
const uid = ['io.kubernetes.pod.uid', 'io.kubernetes.cri.sandbox-uid'];

/** The pod of a container by the labels or annotations that kubelet, containerd (`io.kubernetes.cri.*`) and CRI-O give it. */
export function podOfLabels(labels: Labels): PodReference | undefined {
  const podName = firstOf(labels, name);
  const podNamespace = firstOf(labels, namespace);
  if (podName === undefined || podNamespace === undefined) return undefined;
  const own = jsonLabels(labels['io.kubernetes.cri-o.Labels']);
  return known({
    name: podName,
    namespace: podNamespace,
    uid: firstOf(labels, uid),
    container: firstOf(labels, container) ?? own?.['io.kubernetes.container.name'],
    labels: undefined,
  });
}

/** Health probes and hooks of the container, where the configuration that a person applied was kept. */
export function probesOfLabels(labels: Labels): readonly (readonly string[])[] {
  const annotations = jsonLabels(labels['io.kubernetes.cri-o.Annotations']);
  const text =
    labels[`annotation.${applied}`] ?? labels[applied] ?? annotations?.[applied] ?? undefined;
  return text === undefined ? [] : probesOfPod(text, firstOf(labels, container));
}

/** Argument vectors of the exec probes and hooks of a pod's (or its template's) containers, given as JSON. */
function probesOfPod(
  text: string,
  containerName: string | undefined,
): readonly (readonly string[])[] {
  const pod = tryJson(text);
  const spec = memberAt(pod, 'spec', 'template', 'spec') ?? memberAt(pod, 'spec');
  const containers = listAt(spec, 'containers') ?? [];
  return containers
    .filter((it) => containerName === undefined || textAt(it, 'name') === containerName)
    .flatMap((it) => [
      textsAt(it, 'livenessProbe', 'exec', 'command'),
      textsAt(it, 'readinessProbe', 'exec', 'command'),
      textsAt(it, 'startupProbe', 'exec', 'command'),
      textsAt(it, 'lifecycle', 'postStart', 'exec', 'command'),
      textsAt(it, 'lifecycle', 'preStop', 'exec', 'command'),
    ])
    .filter((command) => command !== undefined && command.length > 0)
    .map((command) => command ?? []);
}

/** An annotation that holds an object of strings as JSON. */
export function jsonLabels(text: string | undefined): Labels | undefined {
  return text === undefined ? undefined : mapAt({ it: tryJson(text) }, 'it');
}

/** Labels and annotations in one: the latter win. */
export function joinLabels(...all: readonly (Labels | undefined)[]): Labels {
  return plainMap(all.flatMap((labels) => Object.entries(labels ?? {})));
}

function firstOf(labels: Labels, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const text = Object.hasOwn(labels, key) ? labels[key] : undefined;
    if (text) return text;
  }
  return undefined;
}

function tryJson(text: string): unknown {
  if (text.length > maxConfiguration) return undefined;
  try {
    return parseJson(textOfBytes(text), 'the annotation');
  } catch (error) {
    // A person may write anything there: then nothing is known.
    if (isCaissonError(error, 'input.malformed')) return undefined;
    throw error;
  }
}
