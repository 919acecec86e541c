import { booleanOf, fieldOf, isObject, objectsOf, textOf } from '#kube/json.ts';
import type { Container, PodTemplate } from '#kube/pods.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

/** A volume of a pod. */
export interface Volume {
  readonly name: string;
  readonly body: JsonObject;
  readonly path: FieldPath;
}

export function volumesOf({ spec, specPath }: PodTemplate): readonly Volume[] {
  return objectsOf(fieldOf(spec, 'volumes')).map(([at, body]) => ({
    name: textOf(fieldOf(body, 'name')) ?? '',
    body,
    path: [...specPath, 'volumes', at],
  }));
}

/** A path of the node that a pod sees. */
export interface HostPath extends Volume {
  /** Without `.`, `..`, double and trailing slashes; `/` for the root. */
  readonly hostPath: string;
  /** `Directory`, `Socket`, `CharDevice` …; empty where none is written. */
  readonly type: string;
}

export function hostPathsOf(pod: PodTemplate): readonly HostPath[] {
  return volumesOf(pod).flatMap((volume) => {
    const source = fieldOf(volume.body, 'hostPath');
    if (!isObject(source)) return [];
    const hostPath = normalPath(textOf(fieldOf(source, 'path')) ?? '');
    return [{ ...volume, hostPath, type: textOf(fieldOf(source, 'type')) ?? '' }];
  });
}

/** A path without `.`, `..`, double and trailing slashes. */
export function normalPath(path: string): string {
  const steps: string[] = [];
  for (const step of path.slice(0, 4096).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

/** Whether a normal path is one of others or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** A volume as a container sees it. */
export interface Mount {
  readonly container: Container;
  /** Name of the volume. */
  readonly volume: string;
  readonly mountPath: string;
  readonly isReadOnly: boolean;
  readonly body: JsonObject;
  readonly path: FieldPath;
}

export function mountsOf(container: Container): readonly Mount[] {
  return objectsOf(fieldOf(container.body, 'volumeMounts')).map(([at, body]) => ({
    container,
    volume: textOf(fieldOf(body, 'name')) ?? '',
    mountPath: textOf(fieldOf(body, 'mountPath')) ?? '',
    isReadOnly: booleanOf(fieldOf(body, 'readOnly')) ?? false,
    body,
    path: [...container.path, 'volumeMounts', at],
  }));
}

/** Where containers of a pod see a volume. */
export function mountsOfVolume(pod: PodTemplate, name: string): readonly Mount[] {
  return pod.containers.flatMap(mountsOf).filter(({ volume }) => volume === name);
}
