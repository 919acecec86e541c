import { type Library, globalOverload as over } from '../declare.ts';
import { traversal } from '../size.ts';
import { STRING } from '../type.ts';

/** A key as a step of a JSON Pointer (RFC 6901 §3): `~` becomes `~0`, `/` becomes `~1`. */
function escapeKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Keys of JSON patches, for mutations (k8s.io/apiserver cel/library, `jsonpatch`). */
export const jsonPatchLibrary: Library = {
  name: 'kubernetes.jsonpatch',
  bases: ['kubernetes', 'kyverno', 'caisson'],
  since: 32,
  functions: [
    {
      name: 'jsonpatch.escapeKey',
      overloads: [over([STRING], STRING, escapeKey, { cost: (key) => traversal(key) })],
    },
  ],
};
