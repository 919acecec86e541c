interface Node<Value> {
  readonly children: Map<string, Node<Value>>;
  /** What stands in the `node_modules` of this directory, by name. */
  modules?: Map<string, Value>;
}

/** The `node_modules` directories that a file of one directory can see, nearest first. */
export type Reach<Value> = readonly ReadonlyMap<string, Value>[];

/**
 * Packages by the directory they stand in, asked as Node asks ("Loading from node_modules folders"): the nearest
 * `node_modules` upwards that has the name. A tree by path segments, so that a hostile path costs no more than its length.
 */
export class ModuleTree<Value> {
  readonly #root: Node<Value> = { children: new Map() };

  /** `directory` is absolute and leads through a `node_modules`; others cannot be found by name and are left out. */
  add(directory: string, value: Value): void {
    const marker = '/node_modules/';
    const at = directory.lastIndexOf(marker);
    if (at < 0) return;
    let node = this.#root;
    for (const segment of segmentsOf(directory.slice(0, at))) {
      const child: Node<Value> = node.children.get(segment) ?? { children: new Map() };
      node.children.set(segment, child);
      node = child;
    }
    node.modules ??= new Map();
    node.modules.set(directory.slice(at + marker.length), value);
  }

  /** What a file in `directory` can see. Ask once for a directory, then `find` each name. */
  reachOf(directory: string): Reach<Value> {
    const reach: Map<string, Value>[] = [];
    let node: Node<Value> | undefined = this.#root;
    if (node.modules !== undefined) reach.push(node.modules);
    for (const segment of segmentsOf(directory)) {
      node = node.children.get(segment);
      if (node === undefined) break;
      if (node.modules !== undefined && segment !== 'node_modules') reach.push(node.modules);
    }
    return reach.reverse();
  }
}

/** The nearest value of a name. */
export function find<Value>(reach: Reach<Value>, name: string): Value | undefined {
  for (const modules of reach) {
    const value = modules.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '');
}
