import { fieldOf, isList, objectsOf, textOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { type Container, type PodTemplate, podTemplatesOf } from '#kube/pods.ts';
import type { Component } from '../component.ts';
import { flagSource, type PlacedWord } from './flag-source.ts';
import { commandInScript, componentOfImage, minorOfImage, programOf, scriptOf } from './program.ts';

/** A component that a pod runs. */
export interface PodComponent {
  readonly component: Component;
  readonly object: KubeObject;
  /** By the tag of its image. */
  readonly minor: number | undefined;
  /** The path on the node for a path inside the container; the same when no volume of the node is there. */
  hostPath(path: string): string;
}

const maxWords = 5000;

/** The components of Kubernetes that the pods of an object run. */
export function componentsOfPods(object: KubeObject): readonly PodComponent[] {
  return podTemplatesOf(object).flatMap((pod) =>
    pod.containers.flatMap((container) => {
      const found = container.type === 'regular' ? componentIn(object, pod, container) : undefined;
      return found === undefined ? [] : [found];
    }),
  );
}

function componentIn(
  object: KubeObject,
  pod: PodTemplate,
  container: Container,
): PodComponent | undefined {
  const words = wordsOf(container);
  const texts = words.map(({ text }) => text);
  const program = programOf(texts);
  const name =
    program?.name ?? (hasCommand(container) ? undefined : componentOfImage(container.image));
  const common = { title: titleOf(object), location: { path: object.origin.place.path }, object };
  const byField = name === 'kubelet' || name === 'kube-proxy';
  if (name !== undefined) {
    const list = [...container.path, isList(fieldOf(container.body, 'args')) ? 'args' : 'command'];
    const source = flagSource({
      ...common,
      words: texts.slice(program?.from ?? 0),
      fields: words.slice(program?.from ?? 0).map(({ field }) => field),
      list,
      listLength: lengthOf(container, list.at(-1)),
      byField,
    });
    return made(object, pod, container, {
      name,
      sources: [source],
      homes: [source],
      usesConfig: false,
    });
  }
  return scriptComponent(object, pod, container, words);
}

/** `sh -c "exec kube-apiserver …"`, as managed clusters and older installers write it. */
function scriptComponent(
  object: KubeObject,
  pod: PodTemplate,
  container: Container,
  words: readonly PlacedWord[],
): PodComponent | undefined {
  const at = scriptOf(words.map(({ text }) => text));
  const script = at === undefined ? undefined : words[at];
  const command = script && commandInScript(script.text);
  const program = command && programOf(command);
  if (script === undefined || command === undefined || program === undefined) return undefined;
  const inner = command.slice(program.from);
  const source = flagSource({
    title: titleOf(object),
    location: { path: object.origin.place.path },
    object,
    words: inner,
    fields: inner.map(() => script.field),
    byField: program.name === 'kubelet' || program.name === 'kube-proxy',
  });
  return made(object, pod, container, {
    name: program.name,
    sources: [source],
    homes: [source],
    usesConfig: false,
  });
}

function made(
  object: KubeObject,
  pod: PodTemplate,
  container: Container,
  component: Component,
): PodComponent {
  return {
    component,
    object,
    minor: component.name === 'etcd' ? undefined : minorOfImage(container.image),
    hostPath: (path) => hostPath(pod, container, path),
  };
}

function titleOf({ kind }: KubeObject): string {
  return kind === 'Pod' ? 'static Pod' : kind;
}

function hasCommand({ body }: Container): boolean {
  return isList(fieldOf(body, 'command'));
}

function lengthOf({ body }: Container, list: string | number | undefined): number {
  const value = fieldOf(body, String(list));
  return isList(value) ? value.length : 0;
}

function wordsOf({ body, path }: Container): readonly PlacedWord[] {
  return ['command', 'args'].flatMap((key) => {
    const value = fieldOf(body, key);
    if (!isList(value)) return [];
    return value
      .slice(0, maxWords)
      .map((item, at) => ({ text: String(textOf(item) ?? ''), field: [...path, key, at] }));
  });
}

function hostPath({ spec }: PodTemplate, { body }: Container, path: string): string {
  let best: { readonly mount: string; readonly host: string } | undefined;
  for (const [, mount] of objectsOf(fieldOf(body, 'volumeMounts'))) {
    const at = textOf(fieldOf(mount, 'mountPath'))?.replace(/\/+$/, '');
    if (at === undefined || !(path === at || path.startsWith(`${at}/`))) continue;
    if (best !== undefined && best.mount.length >= at.length) continue;
    const volume = objectsOf(fieldOf(spec, 'volumes')).find(
      ([, one]) => fieldOf(one, 'name') === fieldOf(mount, 'name'),
    )?.[1];
    const host = textOf(fieldOf(fieldOf(volume, 'hostPath'), 'path'))?.replace(/\/+$/, '');
    const below = textOf(fieldOf(mount, 'subPath'));
    if (host !== undefined)
      best = { mount: at, host: below === undefined ? host : `${host}/${below}` };
  }
  return best === undefined ? path : best.host + path.slice(best.mount.length);
}
