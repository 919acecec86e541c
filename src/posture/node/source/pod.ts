import { fieldOf, isList, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { type Container, type PodTemplate, podTemplatesOf } from '#kube/pods.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Component, ComponentName, SettingSource } from '../component.ts';
import { configNamedBy } from './config-name.ts';
import { environmentSource } from './etcd-environment.ts';
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
  const program = programOf(words.map(({ text }) => text));
  if (program !== undefined) {
    const source = sourceOf(object, container, program.name, words.slice(program.from));
    return made(object, pod, container, program.name, source);
  }
  // an image starts its own program, and only arguments are written
  const name = hasCommand(container) ? undefined : componentOfImage(container.image);
  return name === undefined
    ? scriptComponent(object, pod, container, words)
    : made(object, pod, container, name, sourceOf(object, container, name, words));
}

function sourceOf(
  object: KubeObject,
  container: Container,
  name: ComponentName,
  words: readonly PlacedWord[],
): SettingSource {
  const list = isList(fieldOf(container.body, 'args')) ? 'args' : 'command';
  return flagSource({
    title: titleOf(object),
    location: { path: object.origin.place.path },
    object,
    words: words.map(({ text }) => text),
    fields: words.map(({ field }) => field),
    list: [...container.path, list],
    listLength: lengthOf(container, list),
    byField: isAgent(name),
  });
}

function isAgent(name: ComponentName): boolean {
  return name === 'kubelet' || name === 'kube-proxy';
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
    byField: isAgent(program.name),
  });
  return made(object, pod, container, program.name, source);
}

// oxlint-disable-next-line max-params
function made(
  object: KubeObject,
  pod: PodTemplate,
  container: Container,
  name: ComponentName,
  source: SettingSource,
): PodComponent {
  const unread = configNamedBy(name, source);
  return {
    component: {
      name,
      sources: [source, ...environmentOf(object, container, name)],
      homes: [source],
      usesConfig: unread !== undefined,
      ...(unread !== undefined && { unread }),
    },
    object,
    minor: name === 'etcd' ? undefined : minorOfImage(container.image),
    hostPath: (path) => hostPath(pod, container, path),
  };
}

/** Images of etcd are often told all they need by variables; values that come from elsewhere are not seen. */
function environmentOf(
  object: KubeObject,
  { body, path }: Container,
  name: ComponentName,
): readonly SettingSource[] {
  if (name !== 'etcd') return [];
  const variables = objectsOf(fieldOf(body, 'env')).flatMap(([, one]) => {
    const [key, value] = [textOf(fieldOf(one, 'name')), textOf(fieldOf(one, 'value'))];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  const location = { path: object.origin.place.path };
  return [environmentSource(new Map(variables), { location, object, field: [...path, 'env'] })];
}

function titleOf({ kind }: KubeObject): string {
  return kind === 'Pod' ? 'static Pod' : kind;
}

function hasCommand({ body }: Container): boolean {
  return isList(fieldOf(body, 'command'));
}

function lengthOf({ body }: Container, list: string): number {
  const value = fieldOf(body, list);
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

/** The longest mount of a directory of the node that a path lies in decides where it is there. */
function hostPath({ spec }: PodTemplate, { body }: Container, path: string): string {
  const mounts = objectsOf(fieldOf(body, 'volumeMounts')).flatMap(([, mount]) => {
    const at = withoutSlash(textOf(fieldOf(mount, 'mountPath')) ?? '');
    const host = at === '' || !isBelow(path, at) ? undefined : hostOf(spec, mount);
    return host === undefined ? [] : [{ at, host }];
  });
  const [best] = mounts.sort((a, b) => b.at.length - a.at.length);
  return best === undefined ? path : best.host + path.slice(best.at.length);
}

function hostOf(spec: JsonObject, mount: JsonObject): string | undefined {
  const name = fieldOf(mount, 'name');
  const [, volume] =
    objectsOf(fieldOf(spec, 'volumes')).find(([, one]) => fieldOf(one, 'name') === name) ?? [];
  const host = textOf(valueAt(volume, ['hostPath', 'path']));
  const below = textOf(fieldOf(mount, 'subPath'));
  if (host === undefined) return undefined;
  return below === undefined ? withoutSlash(host) : `${withoutSlash(host)}/${below}`;
}

function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`);
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
