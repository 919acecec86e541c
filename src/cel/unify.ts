import { DYN, formatType, type Type } from './type.ts';

/** What type parameters stand for so far; what a failed trial bound is taken back. */
export class Substitution {
  private readonly types = new Map<string, Type>();
  private readonly trail: (readonly [name: string, before: Type | undefined])[] = [];

  get(name: string): Type | undefined {
    return this.types.get(name);
  }

  set(name: string, type: Type): void {
    this.trail.push([name, this.types.get(name)]);
    this.types.set(name, type);
  }

  /** Runs a trial; unless it holds, everything that it bound is unbound again. */
  attempt(trial: () => boolean): boolean {
    const mark = this.trail.length;
    if (trial()) return true;
    for (const [name, before] of this.trail.splice(mark).reverse())
      if (before === undefined) this.types.delete(name);
      else this.types.set(name, before);
    return false;
  }
}

/** Whether a value of type `from` may be given where `to` is wanted; binds type parameters on the way. */
export function isAssignable(to: Type, from: Type, bound: Substitution): boolean {
  return bound.attempt(() => unify(to, from, bound));
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
  if (!fits(to, from, bound)) return false;
  if (left.kind === 'parameter') widen(left, mostGeneral(to, from), bound);
  return true;
}

/** What a parameter stands for becomes the more general of the types given for it: of `a ? null : b` that of `b`, when it is dyn. */
function widen(parameter: Type, general: Type, bound: Substitution): void {
  let { name } = parameter;
  let known = bound.get(name);
  while (known?.kind === 'parameter') {
    name = known.name;
    known = bound.get(name);
  }
  if (known !== general && !mentions(general, name, bound)) bound.set(name, general);
}

function fits(to: Type, from: Type, bound: Substitution): boolean {
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

/** Types that stand for many rank above those that stand for one, null below all. */
function rank(type: Type): number {
  if (isWild(type) || type.kind === 'parameter') return 2;
  if (type.kind === 'wrapper') return 1;
  return type.kind === 'null' ? -1 : 0;
}

function isLessSpecific(a: Type, b: Type): boolean {
  const [x, y] = [rank(a), rank(b)];
  if (x !== y || x > 0) return x >= y;
  if (a.kind !== b.kind || a.parameters.length !== b.parameters.length) return false;
  return a.parameters.every((part, at) => isLessSpecific(part, b.parameters[at] ?? DYN));
}
