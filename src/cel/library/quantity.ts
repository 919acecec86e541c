import { type Library, memberOverload as member, globalOverload as over } from '../declare.ts';
import { traversal } from '../size.ts';
import { BOOL, DOUBLE, INT, opaqueType, STRING, type Type } from '../type.ts';
import { CelError, double, int, Opaque, type Result } from '../value.ts';
import { attempt, isGood } from './attempt.ts';
import {
  addAmounts,
  approximate,
  compareAmounts,
  integerOf,
  type QuantityAmount,
  signOf,
  subtractAmounts,
} from './quantity-amount.ts';
import { formatQuantity, parseQuantity } from './quantity-text.ts';

/** The type `kubernetes.Quantity`. */
const QUANTITY: Type<Quantity> = opaqueType('kubernetes.Quantity');

/** An exact amount with its unit. */
export class Quantity extends Opaque {
  readonly type = QUANTITY;
  readonly amount: QuantityAmount;

  constructor(amount: QuantityAmount) {
    super();
    this.amount = amount;
  }

  override equals(other: Opaque): boolean {
    return other instanceof Quantity && compareAmounts(this.amount, other.amount) === 0;
  }

  override toText(): string {
    return formatQuantity(this.amount);
  }
}

function toQuantity(text: string): Quantity | CelError {
  const amount = attempt(() => parseQuantity(text));
  return amount instanceof CelError ? amount : new Quantity(amount);
}

type Operation = (a: QuantityAmount, b: QuantityAmount) => QuantityAmount;

function calculate(operation: Operation, a: Quantity, b: QuantityAmount): Quantity {
  return new Quantity(operation(a.amount, b));
}

function ofInteger(value: number | bigint): QuantityAmount {
  return { mantissa: BigInt(value), exponent: 0, format: 'decimal-exponent', wide: false };
}

function arithmetic(operation: Operation) {
  return [
    member([QUANTITY, QUANTITY], QUANTITY, (a, b) => calculate(operation, a, b.amount)),
    member([QUANTITY, INT], QUANTITY, (a, b) => calculate(operation, a, ofInteger(b))),
  ];
}

function asInteger(quantity: Quantity): Result {
  const value = integerOf(quantity.amount);
  return value === undefined ? new CelError('cannot convert value to integer') : int(value);
}

/** Quantities of resources (k8s.io/apiserver cel/library, `quantity`), in exact arithmetic. */
export const quantityLibrary: Library = {
  name: 'kubernetes.quantity',
  bases: ['kubernetes', 'kyverno', 'caisson'],
  since: 28,
  functions: [
    {
      name: 'quantity',
      overloads: [over([STRING], QUANTITY, toQuantity, { cost: (text) => traversal(text) })],
    },
    {
      name: 'isQuantity',
      overloads: [
        over([STRING], BOOL, (text) => isGood(toQuantity(text)), {
          cost: (text) => traversal(text),
        }),
      ],
    },
    // A function of Kubernetes that is not a member: sign(quantity('1')).
    { name: 'sign', overloads: [over([QUANTITY], INT, (q) => signOf(q.amount))] },
    { name: 'add', overloads: arithmetic(addAmounts) },
    { name: 'sub', overloads: arithmetic(subtractAmounts) },
    {
      name: 'isLessThan',
      overloads: [
        member([QUANTITY, QUANTITY], BOOL, (a, b) => compareAmounts(a.amount, b.amount) < 0),
      ],
    },
    {
      name: 'isGreaterThan',
      overloads: [
        member([QUANTITY, QUANTITY], BOOL, (a, b) => compareAmounts(a.amount, b.amount) > 0),
      ],
    },
    {
      name: 'compareTo',
      overloads: [member([QUANTITY, QUANTITY], INT, (a, b) => compareAmounts(a.amount, b.amount))],
    },
    { name: 'asInteger', overloads: [member([QUANTITY], INT, asInteger)] },
    {
      name: 'isInteger',
      overloads: [member([QUANTITY], BOOL, (q) => integerOf(q.amount) !== undefined)],
    },
    {
      name: 'asApproximateFloat',
      overloads: [member([QUANTITY], DOUBLE, (q) => double(approximate(q.amount)))],
    },
  ],
};
