import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import type { Severity } from '#model/severity.ts';
import { dayOf } from '../date.ts';
import { severityOfWord } from '../severity-word.ts';
import { isLink, listAt, recordAt, textAt } from './json-value.ts';

/** A leaf of the product tree: something that can be installed, or something that contains it. */
export interface CsafProduct {
  readonly id: string;
  readonly name: string;
  readonly cpe?: string;
  readonly purl?: string;
  /** Name of the branch of category `architecture` above it. */
  readonly architecture?: string;
  /** Name of its branch where that is a range of versions (`vers:npm/>=1.0|<1.2`, or words of the vendor). */
  readonly range?: string;
}

/** A component in a product, and what lies between them (Red Hat: the module). */
export interface CsafPlace {
  readonly component: CsafProduct;
  readonly product: CsafProduct;
  readonly through: readonly CsafProduct[];
}

/** The parts of a CSAF 2.0 document that state facts (CSAF 2.0, section 3.2). */
export interface CsafDocument {
  /** `/document/tracking/id`. */
  readonly id: string;
  /** `final`, `interim`, `draft`; Red Hat's tools write `deleted`. */
  readonly status: string;
  readonly published?: string;
  readonly modified?: string;
  readonly severity?: Severity;
  /** The address that the document gives of itself, a page for people before a JSON file. */
  readonly url?: string;
  readonly products: ReadonlyMap<string, CsafProduct>;
  /** Members of product groups by group id. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly vulnerabilities: readonly Readonly<Record<string, unknown>>[];
  /** Where a product id of a relationship lies; `undefined` for one that is no relationship or leads nowhere. */
  readonly placeOf: (productId: string) => CsafPlace | undefined;
}

interface Relationship {
  readonly component: string;
  readonly within: string;
}

/** Containment is nested once in practice: package, module, product. */
const maxNesting = 5;

/** Reads a parsed CSAF document; `undefined` when it is none. Throws `limit.depth` for a tree deeper than `maxDepth`. */
export function readCsaf(value: unknown, maxDepth: number): CsafDocument | undefined {
  const head = recordAt(value, 'document');
  const tracking = recordAt(head, 'tracking');
  const id = textAt(tracking, 'id');
  if (id === undefined || !isRecord(value)) return undefined;
  const published = dayOf(tracking['initial_release_date']);
  const modified = dayOf(tracking['current_release_date']);
  const severity = severityOfWord(recordAt(head, 'aggregate_severity')['text']);
  const url = ownAddress(head);
  const tree = recordAt(value, 'product_tree');
  const products = productsOf(tree, maxDepth);
  return {
    id,
    status: textAt(tracking, 'status') ?? '',
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    ...(severity !== undefined && { severity }),
    ...(url !== undefined && { url }),
    products,
    groups: groupsOf(tree),
    vulnerabilities: listAt(value, 'vulnerabilities').filter(isRecord),
    placeOf: placer(products, relationshipsOf(tree)),
  };
}

/** References of category `self`; a VEX document has one for people and one for its JSON file. */
export function ownAddress(value: unknown): string | undefined {
  const own = listAt(value, 'references').filter((one) => textAt(one, 'category') === 'self');
  const links = own.map((one) => textAt(one, 'url')).filter(isLink);
  return links.find((link) => !link.endsWith('.json')) ?? links[0];
}

function productsOf(tree: unknown, maxDepth: number): ReadonlyMap<string, CsafProduct> {
  const products = new Map<string, CsafProduct>();
  for (const one of listAt(tree, 'full_product_names')) addProduct(one, {}, products);
  walkBranches(tree, undefined, maxDepth, products);
  return products;
}

function walkBranches(
  parent: unknown,
  architecture: string | undefined,
  depth: number,
  into: Map<string, CsafProduct>,
): void {
  const branches = listAt(parent, 'branches');
  if (branches.length > 0 && depth <= 0)
    throw new CaissonError('limit.depth', 'the product tree is too deep');
  for (const branch of branches) {
    const isArchitecture = textAt(branch, 'category') === 'architecture';
    const here = isArchitecture ? textAt(branch, 'name') : architecture;
    const isRange = textAt(branch, 'category') === 'product_version_range';
    const range = isRange ? (textAt(branch, 'name') ?? '') : undefined;
    if (isRecord(branch)) addProduct(branch['product'], { architecture: here, range }, into);
    walkBranches(branch, here, depth - 1, into);
  }
}

function addProduct(
  value: unknown,
  {
    architecture,
    range,
  }: { readonly architecture?: string | undefined; readonly range?: string | undefined },
  into: Map<string, CsafProduct>,
): void {
  const id = textAt(value, 'product_id');
  if (id === undefined) return;
  const helper = recordAt(value, 'product_identification_helper');
  const cpe = textAt(helper, 'cpe');
  const purl = textAt(helper, 'purl');
  into.set(id, {
    id,
    name: textAt(value, 'name') ?? id,
    ...(cpe !== undefined && { cpe }),
    ...(purl !== undefined && { purl }),
    ...(architecture !== undefined && { architecture }),
    ...(range !== undefined && { range }),
  });
}

function relationshipsOf(tree: unknown): ReadonlyMap<string, Relationship> {
  const found = new Map<string, Relationship>();
  for (const one of listAt(tree, 'relationships')) {
    const id = textAt(recordAt(one, 'full_product_name'), 'product_id');
    const component = textAt(one, 'product_reference');
    const within = textAt(one, 'relates_to_product_reference');
    if (id !== undefined && component !== undefined && within !== undefined)
      found.set(id, { component, within });
  }
  return found;
}

function groupsOf(tree: unknown): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const one of listAt(tree, 'product_groups')) {
    const id = textAt(one, 'group_id');
    if (id !== undefined) groups.set(id, identifiersAt(one, 'product_ids'));
  }
  return groups;
}

/** The product ids under a key, without a copy: a kernel's document lists hundred thousand several times over. */
export function identifiersAt(value: unknown, key: string): readonly string[] {
  const list = listAt(value, key);
  return list.every((one) => typeof one === 'string')
    ? list
    : list.filter((one) => typeof one === 'string');
}

function placer(
  products: ReadonlyMap<string, CsafProduct>,
  relationships: ReadonlyMap<string, Relationship>,
): (productId: string) => CsafPlace | undefined {
  function leafOf(start: string): CsafProduct | undefined {
    let id = start;
    for (let step = 0; step < maxNesting; step += 1) {
      const inner = relationships.get(id);
      if (inner === undefined) break;
      id = inner.component;
    }
    return products.get(id);
  }
  return (productId) => {
    const relationship = relationships.get(productId);
    if (relationship === undefined) return undefined;
    const through: CsafProduct[] = [];
    let within = relationship.within;
    for (let step = 0; step < maxNesting; step += 1) {
      const outer = relationships.get(within);
      if (outer === undefined) break;
      const between = leafOf(outer.component);
      if (between !== undefined) through.push(between);
      within = outer.within;
    }
    const component = leafOf(relationship.component);
    const product = products.get(within);
    return component === undefined || product === undefined
      ? undefined
      : { component, product, through };
  };
}
