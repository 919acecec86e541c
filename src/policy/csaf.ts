import type { Exception } from './exception.ts';
import { CsafBranch, type CsafVex } from './schema.ts';

const maxDepth = 50;

/**
 * Exceptions for the products that a CSAF 2.0 document calls not affected or fixed. Products without a package URL cannot be
 * found in an artifact and are passed over.
 */
export function exceptionsOfCsaf(document: CsafVex, name: string): readonly Exception[] {
  const purls = purlsOf(document);
  return document.vulnerabilities.flatMap((vulnerability, index) => {
    const ids = [vulnerability.cve ?? [], (vulnerability.ids ?? []).map(({ text }) => text)].flat();
    const { known_not_affected, fixed, first_fixed } = vulnerability.product_status ?? {};
    const notAffected = new Set(known_not_affected);
    const products = [...notAffected, ...(fixed ?? []), ...(first_fixed ?? [])];
    if (ids.length === 0) return [];
    return products.flatMap((product) => {
      const purl = purls.get(product);
      if (purl === undefined) return [];
      const flag = vulnerability.flags?.find(({ product_ids }) => product_ids?.includes(product));
      const status = notAffected.has(product) ? 'not_affected' : 'fixed';
      return [
        {
          ids,
          packages: [purl],
          where: [],
          until: [],
          origin: `${name}#${index + 1}`,
          justification: flag?.label ?? status,
          ...(document.document.publisher !== undefined && {
            owner: document.document.publisher.name,
          }),
        },
      ];
    });
  });
}

/** Package URLs by product id, from everywhere in the product tree; a relationship takes that of its component. */
function purlsOf({ product_tree: tree }: CsafVex): ReadonlyMap<string, string> {
  const { branches = [], full_product_names: named = [], relationships = [] } = tree ?? {};
  const purls = new Map<string, string>();
  function add(id: string, purl: string | undefined): void {
    if (purl !== undefined) purls.set(id, purl);
  }
  for (const product of [...productsIn(branches, 0), ...named])
    add(product.product_id, purlOf(product));
  for (const { product_reference: part, full_product_name: whole } of relationships)
    add(whole.product_id, purlOf(whole) ?? purls.get(part));
  return purls;
}

function purlOf(product: Product): string | undefined {
  return product.product_identification_helper?.purl;
}

type Product = NonNullable<(typeof CsafBranch)['_output']['product']>;

function* productsIn(branches: readonly unknown[], depth: number): Iterable<Product> {
  if (depth > maxDepth) return;
  for (const raw of branches) {
    const branch = CsafBranch.safeParse(raw);
    if (!branch.success) continue;
    if (branch.data.product !== undefined) yield branch.data.product;
    yield* productsIn(branch.data.branches ?? [], depth + 1);
  }
}
