import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { KubeObject } from '#kube/object.ts';

/** The namespaces that a person asks about; with none named: all. */
export class ChosenNamespaces {
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #met = new Set<string>();

  constructor(names: readonly string[] | undefined) {
    this.#wanted = names && new Set(names);
  }

  /** Whether an object is in one of them, is one of them, or belongs to the whole cluster. */
  has({ group, kind, name, namespace }: KubeObject): boolean {
    const own = group === '' && kind === 'Namespace' ? name : namespace;
    if (own === undefined) return true;
    this.#met.add(own);
    return this.#wanted === undefined || this.#wanted.has(own);
  }

  /** A misspelt namespace must not look like one without faults. Throws `input.not-found`; asked when all objects are read. */
  check(): void {
    const missing = [...(this.#wanted ?? [])].find((name) => !this.#met.has(name));
    if (missing === undefined) return;
    const there = [...this.#met].sort();
    const some = `${there.slice(0, 8).join(', ')}${there.length > 8 ? ' …' : ''}`;
    throw new CaissonError('input.not-found', `no object is in the namespace ${quote(missing)}`, {
      hint: there.length === 0 ? 'no object names a namespace' : `there are ${some}`,
    });
  }
}
