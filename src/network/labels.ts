import type { Requirement, Selector } from '#kube/selector.ts';
import { Bits } from './bits.ts';

/** Things with labels, so indexed that a selector is a few set operations. */
export class LabelIndex {
  readonly all: Bits;
  /** Members by value, by key. */
  readonly #lists = new Map<string, Map<string, number[]>>();
  readonly #sets = new Map<string, Bits>();

  /** `members` pairs the number of each thing with its labels. */
  constructor(members: Iterable<readonly [number, ReadonlyMap<string, string>]>) {
    const numbers: number[] = [];
    for (const [member, labels] of members) {
      numbers.push(member);
      for (const [key, value] of labels) this.#add(key, value, member);
    }
    this.all = Bits.of(numbers);
  }

  /** Members within `scope` that a selector selects; those of the whole index by default. */
  select({ requirements }: Selector, scope: Bits = this.all): Bits {
    let found = scope;
    for (const requirement of requirements) {
      if (found.isEmpty) return found;
      found = this.#narrow(found, requirement);
    }
    return found;
  }

  get keys(): readonly string[] {
    return [...this.#lists.keys()];
  }

  hasKey(key: string): boolean {
    return this.#lists.has(key);
  }

  has(key: string, value: string): boolean {
    return this.#lists.get(key)?.has(value) === true;
  }

  valuesOf(key: string): readonly string[] {
    return [...(this.#lists.get(key)?.keys() ?? [])];
  }

  #narrow(found: Bits, { key, operator, values }: Requirement): Bits {
    switch (operator) {
      case 'In':
        return found.and(this.#withValues(key, values));
      case 'NotIn':
        return found.without(this.#withValues(key, values));
      case 'Exists':
        return found.and(this.#withKey(key));
      case 'DoesNotExist':
        return found.without(this.#withKey(key));
      default:
        return Bits.none;
    }
  }

  #withValues(key: string, values: readonly string[]): Bits {
    const [only] = values;
    if (only !== undefined && values.length === 1) return this.#withValue(key, only);
    return Bits.union(values.map((value) => this.#withValue(key, value)));
  }

  #withValue(key: string, value: string): Bits {
    return this.#kept(`${key}\n${value}`, () => Bits.of(this.#lists.get(key)?.get(value) ?? []));
  }

  #withKey(key: string): Bits {
    return this.#kept(key, () => Bits.of([...(this.#lists.get(key)?.values() ?? [])].flat()));
  }

  #kept(name: string, make: () => Bits): Bits {
    const known = this.#sets.get(name);
    if (known !== undefined) return known;
    const made = make();
    this.#sets.set(name, made);
    return made;
  }

  #add(key: string, value: string, member: number): void {
    let values = this.#lists.get(key);
    if (values === undefined) {
      values = new Map();
      this.#lists.set(key, values);
    }
    const list = values.get(value);
    if (list === undefined) values.set(value, [member]);
    else list.push(member);
  }
}
