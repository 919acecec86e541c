import { createHash } from 'node:crypto';
import { type Library, globalOverload as over } from '../declare.ts';
import { traversal } from '../size.ts';
import { STRING } from '../type.ts';

/** `sha256(text)` and `hash.sha256(text)`: lower-case hex of the text's UTF-8. */
function declare(algorithm: 'md5' | 'sha1' | 'sha256') {
  const overloads = [
    over([STRING], STRING, (text) => createHash(algorithm).update(text).digest('hex'), {
      cost: (text) => 1 + traversal(text),
    }),
  ];
  return [
    { name: algorithm, overloads },
    { name: `hash.${algorithm}`, overloads },
  ];
}

/** Hashes (Kyverno 1.18 `kyverno.hash`). */
export const hashLibrary: Library = {
  name: 'kyverno.hash',
  bases: ['kyverno', 'caisson'],
  functions: [...declare('md5'), ...declare('sha1'), ...declare('sha256')],
};
