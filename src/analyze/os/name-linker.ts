import type { Linker } from '#contract/analyzer.ts';
import type { Component, Relation, Requirement } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';

/**
 * Links OS packages by the names they require: each requirement to the first alternative that is installed under that name,
 * or else that an installed package provides. A package of the same architecture comes before others. Requirements that
 * nothing satisfies give no edge; versions are not compared, as the package manager has done that.
 */
export function nameLinker(plugin: Pick<Linker, 'id' | 'title'>, ecosystem: Ecosystem): Linker {
  return { kind: 'linker', revision: 1, ecosystems: [ecosystem], link, ...plugin };
}

function* link(components: readonly Component[]): Iterable<Relation> {
  const installed = new NameIndex();
  const provided = new NameIndex();
  for (const component of components) {
    installed.add(component.name, component);
    for (const name of component.provides ?? []) provided.add(name, component);
  }
  for (const component of components) {
    const targets = new Set<string>();
    for (const requirement of component.requires ?? []) {
      const target = satisfierOf(requirement, component, installed, provided);
      if (target !== undefined && target !== component.id) targets.add(target);
    }
    for (const to of targets) yield { from: component.id, to, kind: 'depends-on' };
  }
}

/** The `id` of what satisfies the requirement. */
function satisfierOf(
  { name, alternatives = [] }: Requirement,
  { architecture = '' }: Component,
  installed: NameIndex,
  provided: NameIndex,
): string | undefined {
  for (const wanted of [name, ...alternatives]) {
    const found = installed.find(wanted, architecture) ?? provided.find(wanted, architecture);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first component of each name, and of each name and architecture: a look-up costs the same however many share one. */
class NameIndex {
  readonly #byName = new Map<string, string>();
  readonly #byArchitecture = new Map<string, string>();

  add(name: string, { id, architecture = '' }: Component): void {
    if (!this.#byName.has(name)) this.#byName.set(name, id);
    const key = `${architecture}\0${name}`;
    if (!this.#byArchitecture.has(key)) this.#byArchitecture.set(key, id);
  }

  find(name: string, architecture: string): string | undefined {
    return this.#byArchitecture.get(`${architecture}\0${name}`) ?? this.#byName.get(name);
  }
}
