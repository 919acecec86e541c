import type { VexStatus } from '#model/vex.ts';
import type { Exception } from '../exception.ts';
import { ProductTree } from './csaf-tree.ts';
import type { CsafVex } from './schema.ts';
import { isEmpty, toException, type VexSource, vulnerabilityIds } from './statement.ts';

/**
 * Groups of a product status (CSAF 2.0, section 3.2.3.9) in the order in which they are read: of what contradicts itself the
 * last holds, so affected goes before all. `recommended` says nothing of a status.
 */
const groups: readonly (readonly [string, VexStatus])[] = [
  ['under_investigation', 'under_investigation'],
  ['unknown', 'under_investigation'],
  ['known_not_affected', 'not_affected'],
  ['first_fixed', 'fixed'],
  ['fixed', 'fixed'],
  ['first_affected', 'affected'],
  ['known_affected', 'affected'],
  ['last_affected', 'affected'],
];

type Vulnerability = NonNullable<CsafVex['vulnerabilities']>[number];

/** Statements of a CSAF document for the products that have a package URL, a CPE or a hash; others cannot be found. */
export function exceptionsOfCsaf(document: CsafVex, source: VexSource): readonly Exception[] {
  const tree = new ProductTree(document.product_tree ?? {});
  const { tracking, publisher } = document.document;
  const shared = {
    owner: publisher?.name,
    time: tracking?.current_release_date ?? tracking?.initial_release_date,
  };
  return (document.vulnerabilities ?? []).flatMap((vulnerability, index) => {
    const ids = vulnerabilityIds([
      vulnerability.cve,
      ...(vulnerability.ids ?? []).map(({ text }) => text),
    ]);
    if (ids.length === 0) return [];
    const status = new Map(Object.entries(vulnerability.product_status ?? {}));
    return groups.flatMap(([group, word]) =>
      (status.get(group) ?? []).flatMap((product) => {
        const place = tree.resolve(product);
        if (place === undefined || isEmpty(place.parts)) return [];
        const said = saidOf(vulnerability, product, word, tree);
        return [
          toException({ ...shared, ...said, ...place, ids, status: word }, index + 1, source),
        ];
      }),
    );
  });
}

/** Why (flags, impact) and what to do (remediations) for one product. */
function saidOf(
  vulnerability: Vulnerability,
  product: string,
  status: VexStatus,
  tree: ProductTree,
) {
  const { flags = [], threats = [], remediations = [] } = vulnerability;
  const flag = flags.find((one) => tree.isAbout(one, product));
  const impact = threats.find((one) => one.category === 'impact' && tree.isAbout(one, product));
  const remedy = remediations.filter((one) => tree.isAbout(one, product)).slice(0, 5);
  const advice = remedy.map(({ category, details }) => `${category}: ${details}`).join('; ');
  return {
    ...(status === 'not_affected' && { justification: flag?.label }),
    note: impact?.details,
    ...(status === 'affected' && advice !== '' && { advice }),
  };
}
