import { DYN, formatType, type Type } from './type.ts';

/** What type parameters stand for so far. */
export type Substitution = Map<string, Type>;

/** Whether a value of type `from` may be given where `to` is wanted; binds type parameters on the way. */
export function isAssignable(to: Type, from: Type, bound: Substitution): boolean {
  const trial = new Map(bound);
  if (!unify(to, from, trial)) return false;
  for (const [name, type] of trial) bound.set(name, type);
  return true;
}

/** The type with parameters replaced by what they stand for; those that stand for nothing become `dyn` if asked. */
export function substitute(type: Type, bound: Substitution, toDyn = false): Type {
  if (type.kind === 'parameter') {
    const known = bound.get(type.name);
    if (known !== undefined) return substitute(known, bound, toDyn);
    return toDyn ? DYN : type;
  }
  if (type.parameters.length === 0) return type;
  return { ...type, parameters: type.parameters.map((part) => substitute(part, bound, toDyn)) };
}

/** A copy in which type parameters have names of their own, so that two uses of an overload do not meet. */
export function instantiate(type: Type, suffix: string): Type {
  if (type.kind === 'parameter') return { ...type, name: `${type.name}${suffix}` };
  if (type.parameters.length === 0) return type;
  return { ...type, parameters: type.parameters.map((part) => instantiate(part, suffix)) };
}

/** The more general of two types of which one may be given for the other. */
export function mostGeneral(a: Type, b: Type): Type {
  return isLessSpecific(a, b) ? a : b;
}

export function isSameType(a: Type, b: Type): boolean {
  return a.kind === b.kind && formatType(a) === formatType(b);
}

function unify(left: Type, right: Type, bound: Substitution): boolean {
  const to = resolve(left, bound);
  const from = resolve(right, bound);
  if (from.kind === 'parameter') return bind(from, to, bound);
  if (to.kind === 'parameter') return bind(to, from, bound);
  if (isWild(to) || isWild(from)) return true;
  if (to.kind === 'null' || from.kind === 'null') return isNullable(to.kind === 'null' ? from : to);
  if (to.kind === 'wrapper') return unify(inner(to), inner(from), bound);
  return isSameShape(to, from, bound);
}

function isSameShape(to: Type, from: Type, bound: Substitution): boolean {
  if (to.kind !== from.kind || to.name !== from.name) return false;
  // Types as values are all comparable, whatever they are types of.
  if (to.kind === 'type') return true;
  return (
    to.parameters.length === from.parameters.length &&
    to.parameters.every((part, at) => unify(part, from.parameters[at] ?? DYN, bound))
  );
}

function inner(type: Type): Type {
  return type.kind === 'wrapper' ? (type.parameters[0] ?? DYN) : type;
}

function isWild(type: Type): boolean {
  return type.kind === 'dyn' || type.kind === 'error';
}

function isNullable({ kind }: Type): boolean {
  return ['null', 'wrapper', 'struct', 'opaque', 'optional', 'duration', 'timestamp'].includes(
    kind,
  );
}

function resolve(type: Type, bound: Substitution): Type {
  let at = type;
  while (at.kind === 'parameter') {
    const known = bound.get(at.name);
    if (known === undefined) return at;
    at = known;
  }
  return at;
}

function bind(parameter: Type, to: Type, bound: Substitution): boolean {
  const known = resolve(to, bound);
  if (known.kind === 'parameter' && known.name === parameter.name) return true;
  if (mentions(known, parameter.name, bound)) return false;
  bound.set(parameter.name, known);
  return true;
}

/** A type parameter may not stand for something that contains it. */
function mentions(type: Type, name: string, bound: Substitution): boolean {
  const known = resolve(type, bound);
  if (known.kind === 'parameter') return known.name === name;
  return known.parameters.some((part) => mentions(part, name, bound));
}

function isLessSpecific(a: Type, b: Type): boolean {
  if (isWild(a) || a.kind === 'parameter') return true;
  if (isWild(b) || b.kind === 'parameter') return false;
  if (a.kind === 'wrapper') return true;
  if (b.kind === 'wrapper' || a.kind === 'null') return false;
  if (b.kind === 'null') return true;
  if (a.kind !== b.kind || a.parameters.length !== b.parameters.length) return false;
  return a.parameters.every((part, at) => isLessSpecific(part, b.parameters[at] ?? DYN));
}
