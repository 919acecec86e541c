import { type Library, globalOverload as over } from '../declare.ts';
import { DOUBLE, INT } from '../type.ts';
import { type Double, double, numberOf } from '../value.ts';

/** Half away from zero, as Go's `math.Round`. */
function roundHalfAway(value: number): number {
  const whole = Math.trunc(value);
  return Math.abs(value - whole) >= 0.5 ? whole + Math.sign(value) : whole;
}

function round(value: number | Double, digits: number | bigint): number | Double {
  const shift = Number(`1e${digits}`);
  return double(roundHalfAway(numberOf(value) * shift) / shift);
}

/** `math.round(2.345, 2)` (Kyverno 1.18 `kyverno.math`), beside the `math.round(x)` of cel-go. */
export const mathRoundLibrary: Library = {
  name: 'kyverno.math',
  bases: ['kyverno', 'caisson'],
  functions: [{ name: 'math.round', overloads: [over([DOUBLE, INT], DOUBLE, round)] }],
};
