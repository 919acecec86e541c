import type { Operator } from '../ast.ts';
import { foldAscii, matchesGlob, parseGlob } from './glob.ts';
import { inOrder, matchesText, plain } from './test.ts';
import type { AnyEvent, FieldReader, FieldValue, Scalar } from './value.ts';

/** Compares a field with another one, or with what a transformer makes. False when either has no value. */
export function comparisonOf(
  operator: Operator,
  left: FieldReader,
  right: FieldReader,
): (event: AnyEvent) => boolean {
  return (event) => {
    const a = left.read(event);
    const b = right.read(event);
    if (a === undefined || b === undefined) return false;
    if (operator === 'in' || operator === 'intersects') return sets(operator, a, b);
    const [wanted] = listOf(b);
    if (wanted === undefined) return false;
    return listOf(a).some((value) => scalars(operator, value, wanted));
  };
}

function sets(operator: 'in' | 'intersects', left: FieldValue, right: FieldValue): boolean {
  const known = new Set(listOf(right).map(plain));
  const values = listOf(left);
  if (operator === 'intersects') return values.some((value) => known.has(plain(value)));
  return values.every((value) => known.has(plain(value)));
}

function scalars(operator: Operator, left: Scalar, right: Scalar): boolean {
  switch (operator) {
    case '=':
      return plain(left) === plain(right);
    case '!=':
      return plain(left) !== plain(right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return inOrder(operator, left, right);
    default:
      return typeof left === 'string' && typeof right === 'string' && texts(operator, left, right);
  }
}

function texts(operator: Operator, left: string, right: string): boolean {
  switch (operator) {
    case 'contains':
    case 'startswith':
    case 'endswith':
      return matchesText(operator, left, right);
    case 'icontains':
      return matchesText(operator, left, foldAscii(right));
    case 'glob':
      return matchesGlob(parseGlob(right), left);
    case 'iglob':
      return matchesGlob(parseGlob(foldAscii(right)), foldAscii(left));
    default:
      return false;
  }
}

function listOf(value: FieldValue): readonly Scalar[] {
  return typeof value === 'object' ? value : [value];
}
