import { fieldOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { Gap } from '#model/observation.ts';
import type { ServedGroup, ServedResource } from './served.ts';

/**
 * Reads an `APIGroupDiscoveryList` (apidiscovery.k8s.io/v2, v2beta1); `undefined` when the answer is none. A version whose server
 * does not answer is marked `Stale` there: a gap.
 */
export function aggregatedGroups(
  body: JsonObject,
  gaps: Gap[],
): readonly ServedGroup[] | undefined {
  if (fieldOf(body, 'kind') !== 'APIGroupDiscoveryList') return undefined;
  return objectsOf(fieldOf(body, 'items')).map(([, item]) => {
    const name = textOf(fieldOf(fieldOf(item, 'metadata'), 'name')) ?? '';
    const versions = objectsOf(fieldOf(item, 'versions')).map(([, one]) => {
      const version = textOf(fieldOf(one, 'version')) ?? '';
      if (fieldOf(one, 'freshness') === 'Stale') gaps.push(staleGap(name, version));
      const resources = objectsOf(fieldOf(one, 'resources'));
      return { version, resources: resources.flatMap(([, row]) => readResource(row)) };
    });
    return { name, versions: versions.filter(({ version }) => version !== '') };
  });
}

function readResource(row: Json): readonly ServedResource[] {
  const name = textOf(fieldOf(row, 'resource')) ?? '';
  const kind = textOf(fieldOf(fieldOf(row, 'responseKind'), 'kind')) ?? '';
  if (name === '' || kind === '') return [];
  return [
    {
      name,
      kind,
      namespaced: fieldOf(row, 'scope') === 'Namespaced',
      verbs: textsOf(fieldOf(row, 'verbs')),
      shortNames: textsOf(fieldOf(row, 'shortNames')),
      subresources: objectsOf(fieldOf(row, 'subresources')).map(
        ([, one]) => textOf(fieldOf(one, 'subresource')) ?? '',
      ),
    },
  ];
}

function staleGap(name: string, version: string): Gap {
  return {
    type: 'gap',
    location: { path: `${name}/${version}` },
    reason: 'unreadable',
    detail: 'the server behind this API group does not answer',
  };
}
