import type { Identity } from '../exception.ts';
import { CsafBranch, type CsafProduct, type CsafVex } from './schema.ts';
import { identityOf, isEmpty } from './statement.ts';

const maxDepth = 50;
const maxWholes = 20;

/** A product of a CSAF document: the component that it is, and the products that must contain it. */
export interface ResolvedProduct {
  readonly parts: Identity;
  readonly within: readonly Identity[];
  readonly versions?: readonly string[];
}

type Tree = NonNullable<CsafVex['product_tree']>;
type Relation = NonNullable<Tree['relationships']>[number];

/** Finds out what product ids of a CSAF product tree stand for, through nested branches and relationships (section 3.2.2). */
export class ProductTree {
  readonly #products = new Map<string, ResolvedProduct>();
  readonly #relations = new Map<string, Relation>();
  readonly #resolved = new Map<string, ResolvedProduct | undefined>();
  #depth = 0;
  readonly #groups = new Map<string, ReadonlySet<string>>();

  constructor({
    branches = [],
    full_product_names = [],
    relationships = [],
    product_groups = [],
  }: Tree) {
    for (const { product, version } of productsIn(branches, undefined, 0))
      this.#products.set(product.product_id, resolved(product, version));
    for (const product of full_product_names)
      this.#products.set(product.product_id, resolved(product, undefined));
    for (const relation of relationships)
      this.#relations.set(relation.full_product_name.product_id, relation);
    for (const { group_id, product_ids } of product_groups)
      this.#groups.set(group_id, new Set(product_ids));
  }

  /** Whether a remark with product and group ids is about a product; one without either is about all. */
  isAbout(
    remark: {
      readonly product_ids?: readonly string[] | undefined;
      readonly group_ids?: readonly string[] | undefined;
    },
    product: string,
  ): boolean {
    const { product_ids, group_ids } = remark;
    if (product_ids === undefined && group_ids === undefined) return true;
    return (
      product_ids?.includes(product) === true ||
      group_ids?.some((group) => this.#groups.get(group)?.has(product) === true) === true
    );
  }

  /**
   * A relationship takes its component from its first product; both products must then be there. Each product is worked out
   * once; one that is a part of itself, or of too many others, stands for nothing.
   */
  resolve(id: string): ResolvedProduct | undefined {
    if (this.#resolved.has(id)) return this.#resolved.get(id);
    const relation = this.#relations.get(id);
    if (relation === undefined) return this.#products.get(id);
    if (this.#depth >= maxDepth) return undefined;
    this.#resolved.set(id, undefined);
    this.#depth += 1;
    const product = this.#joined(relation);
    this.#depth -= 1;
    this.#resolved.set(id, product);
    return product;
  }

  #joined(relation: Relation): ResolvedProduct | undefined {
    const own = identityOfProduct(relation.full_product_name);
    const part = this.resolve(relation.product_reference) ?? { parts: own, within: [] };
    const { relates_to_product_reference: id } = relation;
    const whole = id === undefined ? undefined : this.resolve(id);
    const outer = whole === undefined ? [] : [whole.parts, ...whole.within];
    const within = [...part.within, ...outer.filter((identity) => !isEmpty(identity))];
    if (within.length > maxWholes) return undefined;
    return { ...part, ...(!isEmpty(own) && { parts: own }), within };
  }
}

function resolved(product: CsafProduct, version: string | undefined): ResolvedProduct {
  const parts = identityOfProduct(product);
  const isVersioned = parts.purls.some((purl) => purl.lastIndexOf('@') > purl.lastIndexOf('/'));
  return {
    parts,
    within: [],
    ...(version !== undefined && !isVersioned && { versions: [version] }),
  };
}

function identityOfProduct({ product_identification_helper: helper }: CsafProduct): Identity {
  const { purl = '', purls = [], cpe = '', hashes = [] } = helper ?? {};
  const values = hashes.flatMap(({ file_hashes = [] }) => file_hashes.map(({ value }) => value));
  return identityOf([purl, ...purls, cpe], values);
}

interface Found {
  readonly product: CsafProduct;
  readonly version: string | undefined;
}

/** Products of all branches, with the version or range that the branches above them name. */
function* productsIn(
  branches: readonly unknown[],
  version: string | undefined,
  depth: number,
): Iterable<Found> {
  if (depth > maxDepth) return;
  for (const raw of branches) {
    const branch = CsafBranch.safeParse(raw);
    if (!branch.success) continue;
    const { category, name = '', product, branches: inner = [] } = branch.data;
    const own = versionOf(category, name) ?? version;
    if (product !== undefined) yield { product, version: own };
    yield* productsIn(inner, own, depth + 1);
  }
}

/** Publishers also write package names into version branches: only what looks like a version is one. */
function versionOf(category: string | undefined, name: string): string | undefined {
  if (category === 'product_version_range') return name;
  return category === 'product_version' && /^v?[0-9]/.test(name) ? name : undefined;
}
