import { isCaissonError } from '#kit/error.ts';
import { parseJson } from '#kit/json.ts';
import { type Library, memberOverload as member } from '../declare.ts';
import { traversal } from '../size.ts';
import { DYN, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, type Result, type Value } from '../value.ts';
import { jsonText, withDoubles } from './json-text.ts';
import { Namespace } from './namespace.ts';

const JSON_TYPE: Type<Namespace> = opaqueType('json.Json');

function unmarshal(_json: Namespace, value: Value): Result {
  if (typeof value !== 'string') return new CelError('json.unmarshal takes a string');
  try {
    return withDoubles(parseJson(value, 'the text') as Value);
  } catch (error) {
    if (isCaissonError(error)) return new CelError(error.message);
    // Nesting as deep as this exhausts the stack.
    if (error instanceof RangeError) return new CelError('the JSON is nested too deeply');
    throw error;
  }
}

/** JSON (Kyverno 1.18 `kyverno.json`): `json.unmarshal(text)`, whose numbers are all doubles, and `json.marshal(value)`. */
export const jsonLibrary: Library = {
  name: 'kyverno.json',
  bases: ['kyverno', 'caisson'],
  constants: new Map([['json', { type: JSON_TYPE, value: new Namespace(JSON_TYPE) }]]),
  functions: [
    {
      name: 'unmarshal',
      overloads: [
        member([JSON_TYPE, DYN], DYN, unmarshal, { cost: (_json, text) => 1 + traversal(text) }),
      ],
    },
    {
      name: 'marshal',
      overloads: [
        member([JSON_TYPE, DYN], STRING, (_json, value) => jsonText(value), {
          cost: (_json, _value, result) => 1 + traversal(result),
        }),
      ],
    },
  ],
};
