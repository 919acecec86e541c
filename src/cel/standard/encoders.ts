import { type FunctionDeclaration, globalOverload } from '../declare.ts';
import { traversal } from '../size.ts';
import { BYTES, STRING } from '../type.ts';
import { CelError } from '../value.ts';

const shape = /^[A-Za-z0-9+/]*={0,2}$/;

/** `base64.encode` and `base64.decode` (cel-go extension Encoders); decoding does without padding too. */
export const encoderFunctions: readonly FunctionDeclaration[] = [
  {
    name: 'base64.decode',
    overloads: [globalOverload([STRING], BYTES, decode, { cost: (text) => traversal(text) })],
  },
  {
    name: 'base64.encode',
    overloads: [
      globalOverload([BYTES], STRING, (bytes) => Buffer.from(bytes).toString('base64'), {
        cost: (bytes) => traversal(bytes),
      }),
    ],
  },
];

function decode(text: string): Uint8Array | CelError {
  const digits = text.replace(/=+$/, '');
  const padded = text.length !== digits.length;
  const isWrong = digits.length % 4 === 1 || (padded && text.length % 4 !== 0);
  if (!shape.test(text) || isWrong) return new CelError('invalid base64');
  return new Uint8Array(Buffer.from(digits, 'base64'));
}
