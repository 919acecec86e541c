import { fieldOf, objectsOf, textOf } from '#kube/json.ts';
import type { Control } from './control.ts';
import { counted, quoted, valuesOf } from './wording.ts';

const core: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/** A volume without any source is an `emptyDir` (API defaulting). One with several is refused; here all of them count. */
export const restrictedVolumes: Control = {
  id: 'restrictedVolumes',
  level: 'restricted',
  since: 0,
  insteadOf: 'hostPathVolumes',
  find: ({ pod: { spec, specPath } }) =>
    objectsOf(fieldOf(spec, 'volumes')).flatMap(([at, volume]) => {
      const name = textOf(fieldOf(volume, 'name')) ?? '';
      return Object.keys(volume)
        .filter((key) => key !== 'name' && volume[key] !== null && !core.has(key))
        .map((key) => ({
          field: [...specPath, 'volumes', at, key],
          volume: name,
          value: key,
        }));
    }),
  say: (places) => {
    const names = [...new Set(places.map(({ volume = '' }) => volume))];
    return `${counted('volume', names)} must not be of type ${quoted(valuesOf(places))}`;
  },
};
