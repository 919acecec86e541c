import type { Advisory } from '#model/advisory.ts';
import type { Component } from '#model/component.ts';
import { isAffected } from '#version/range.ts';
import { isVersion, type Scheme } from '#version/scheme.ts';
import { tryParseCpe } from './cpe.ts';
import { noProductData, unknownVersion } from './gap.ts';
import {
  type Examination,
  type Judge,
  type Lookup,
  type Statement,
  verdictsOf,
} from './statement.ts';
import type { System } from './system.ts';

/** Where advisories by product name are filed, under `vendor:product`. */
const productSegment = 'cpe';

/**
 * A program that a classifier recognised, by the product names of the reviewed map that the classifier brought: names are
 * never guessed, and nothing else is matched by them.
 */
export function examineProduct(component: Component, { index }: System, judge: Judge): Examination {
  if (!index.has(productSegment)) return { verdicts: [], gaps: [noProductData(component)] };
  const { version } = component;
  const statements: Statement[] = [];
  let open = 0;
  for (const name of productsOf(component)) {
    const scheme = schemeOfProduct(name);
    const advisories = index.byPackage(productSegment, name);
    if (!isVersion(scheme, version)) open += advisories.length;
    else
      for (const advisory of advisories)
        statements.push(statementOn(advisory, { segment: productSegment, name, version, scheme }));
  }
  return {
    verdicts: verdictsOf(statements, index, judge),
    gaps: open > 0 ? [unknownVersion(component, version, open)] : [],
  };
}

/** NVD's lists of versions stand beside its ranges and do not enumerate them, and it writes updates in its own way. */
function statementOn(advisory: Advisory, lookup: Lookup): Statement {
  const { scheme, version } = lookup;
  const { ranges, versions } = advisory;
  const hit = isAffected(scheme, version, ranges, []) ?? isAffected(scheme, version, [], versions);
  return hit === undefined ? { advisory, lookup } : { advisory, lookup, hit };
}

function productsOf({ cpes = [] }: Component): readonly string[] {
  const names = cpes.flatMap((text) => {
    const cpe = tryParseCpe(text);
    return cpe === undefined ? [] : `${cpe.vendor}:${cpe.product}`;
  });
  return [...new Set(names)].sort();
}

/** Products whose versions are those of the Java platform: `8u392` is `1.8.0_392`. */
const javaProducts: ReadonlySet<string> = new Set([
  'corretto',
  'graalvm',
  'graalvm_for_jdk',
  'jdk',
  'jre',
  'openjdk',
  'openj9',
  'semeru_runtime',
  'temurin',
  'zulu',
]);

function schemeOfProduct(name: string): Scheme {
  return javaProducts.has(name.slice(name.indexOf(':') + 1)) ? 'jvm' : 'generic';
}
