import { type FunctionDeclaration, globalOverload, memberOverload } from '../declare.ts';
import { sizeOf, traversal } from '../size.ts';
import { BOOL, BYTES, INT, listOf, mapOf, parameter, STRING } from '../type.ts';
import { CelError, type Value } from '../value.ts';

const sized = [STRING, BYTES, listOf(parameter('A')), mapOf(parameter('A'), parameter('B'))];

/** Functions of the language on strings and on what has a size. */
export const textFunctions: readonly FunctionDeclaration[] = [
  {
    name: 'size',
    overloads: sized.flatMap((type) => [
      globalOverload([type], INT, (value) => sizeOf(value as Value)),
      memberOverload([type], INT, (value) => sizeOf(value as Value)),
    ]),
  },
  {
    name: 'contains',
    overloads: [
      memberOverload([STRING, STRING], BOOL, (text, part) => text.includes(part), {
        cost: (text, part) => traversal(text) * traversal(part),
      }),
    ],
  },
  {
    name: 'startsWith',
    overloads: [
      memberOverload([STRING, STRING], BOOL, (text, part) => text.startsWith(part), {
        cost: (_, part) => traversal(part),
      }),
    ],
  },
  {
    name: 'endsWith',
    overloads: [
      memberOverload([STRING, STRING], BOOL, (text, part) => text.endsWith(part), {
        cost: (_, part) => traversal(part),
      }),
    ],
  },
  {
    name: 'matches',
    overloads: [memberOverload, globalOverload].map((overload) =>
      overload(
        [STRING, STRING],
        BOOL,
        (text, source, context) => {
          const pattern = context.pattern(source);
          return pattern instanceof CelError ? pattern : pattern.test(text);
        },
        { cost: (text, source) => Math.ceil((sizeOf(text) + 1) * 0.1) * traversal(source, 0.25) },
      ),
    ),
  },
];
