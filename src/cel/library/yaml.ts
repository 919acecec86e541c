import type { Json } from '#model/json-value.ts';
import { type Library, memberOverload as member } from '../declare.ts';
import { traversal } from '../size.ts';
import { DYN, opaqueType, STRING, type Type } from '../type.ts';
import { CelError } from '../value.ts';
import { attempt } from './attempt.ts';
import { withDoubles } from './json-text.ts';
import { Namespace } from './namespace.ts';

const YAML: Type<Namespace> = opaqueType('yaml.Yaml');

/**
 * `yaml.parse(text)` (Kyverno 1.18 `kyverno.yaml`), all numbers being doubles. `parse` reads the first document as Kubernetes does and
 * throws `input.*` or `limit.*`; it is given by those who may know YAML.
 */
export function yamlLibrary(parse: (text: string) => Json): Library {
  return {
    name: 'kyverno.yaml',
    bases: ['kyverno', 'caisson'],
    constants: new Map([['yaml', { type: YAML, value: new Namespace(YAML) }]]),
    functions: [
      {
        name: 'parse',
        overloads: [
          member(
            [YAML, STRING],
            DYN,
            (_yaml, text) => {
              const value = attempt(() => parse(text));
              return value instanceof CelError ? value : withDoubles(value);
            },
            { cost: (_yaml, text) => 1 + traversal(text) },
          ),
        ],
      },
    ],
  };
}
