import { fieldOf, isObject, listOf, textOf, valueAt } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { imageJson, parseImage } from '../image-info.ts';
import { objectOf } from '../patch.ts';

const controllers = new Set([
  'DaemonSet',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'Job',
]);

/** `images` of a rule: what the references of an object's containers name, by kind of container and name. Throws `input.malformed`. */
export function imagesOf(object: Json): Json | undefined {
  const path = specPath(textOf(fieldOf(object, 'kind')) ?? '');
  const spec = path === undefined ? undefined : valueAt(object, path);
  if (path === undefined || !isObject(spec)) return undefined;
  const kinds = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((kind) => {
    const entries = listOf(fieldOf(spec, kind)).flatMap((one, at) => {
      const image = textOf(fieldOf(one, 'image'));
      const name = textOf(fieldOf(one, 'name'));
      if (image === undefined || image.trim() === '' || name === undefined) return [];
      const pointer = `/${[...path, kind, at, 'image'].join('/')}`;
      return [[name, imageJson(parseImage(image), pointer)] as const];
    });
    return entries.length === 0 ? [] : [[kind, objectOf(entries)] as const];
  });
  return kinds.length === 0 ? undefined : objectOf(kinds);
}

function specPath(kind: string): readonly string[] | undefined {
  if (kind === 'Pod') return ['spec'];
  if (kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
  return controllers.has(kind) ? ['spec', 'template', 'spec'] : undefined;
}
