import type { Advisory, AdvisoryState, CvssVector } from '#model/advisory.ts';
import type { Severity } from '#model/severity.ts';
import { comparatorOf } from '#version/scheme.ts';
import type { Fact, Skip } from '../fact.ts';
import { sortedSet } from '../name.ts';

/** What a vendor says of one rpm in one product, in one document. */
export interface RpmStatement {
  readonly segment: string;
  readonly name: string;
  readonly module: string | undefined;
  readonly state: AdvisoryState;
  /** First fixed version; for `fixed` only. */
  readonly fixed: string | undefined;
  readonly architecture: string | undefined;
  /** CPE name of the product, where the vendor's systems can tell theirs. */
  readonly product: string | undefined;
  readonly details: StatementDetails;
}

/** What goes into the fact as it is. Statements of one erratum share one object. */
export interface StatementDetails {
  readonly severity?: Severity;
  readonly cvss: readonly CvssVector[];
  readonly statement?: string;
  readonly url?: string;
  readonly fixedOn?: string;
}

/** Details without what is not stated. */
export function detailsOf(
  stated: {
    readonly [Key in keyof StatementDetails]-?: StatementDetails[Key] | undefined;
  },
): StatementDetails {
  const { severity, cvss = [], statement, url, fixedOn } = stated;
  return {
    ...(severity !== undefined && { severity }),
    cvss,
    ...(statement !== undefined && { statement }),
    ...(url !== undefined && { url }),
    ...(fixedOn !== undefined && { fixedOn }),
  };
}

/** The parts that all facts of a document share. */
export type StatementHead = Pick<
  Advisory,
  'id' | 'cves' | 'aliases' | 'published' | 'modified' | 'feed'
>;

/** The statement for one architecture that stands, with all products it is made for. */
interface Fix {
  readonly statement: RpmStatement;
  readonly products: Set<string>;
  /** Only of what is not fixed; the empty text stands for "not said". */
  readonly architectures: Set<string>;
}

interface Subject {
  readonly fixes: Map<string, Fix>;
  readonly others: Map<AdvisoryState, Fix>;
}

/** Strongest first: what is said of any product of a release holds for the release. */
const strength: readonly AdvisoryState[] = [
  'affected',
  'deferred',
  'wont_fix',
  'end_of_life',
  'under_investigation',
  'not_affected',
];
const compare = comparatorOf('rpm');

/**
 * Joins the statements of a document into facts, so that no two of them are about the same package of a segment, module, level
 * (source or binary) and architecture: of several fixes the highest stands, a fix stands over what is still open in another product of the release,
 * and any flaw over `not_affected`. What loses is counted as a skip.
 */
export class RpmStatements {
  readonly #head: StatementHead;
  readonly #subjects = new Map<string, Subject>();

  constructor(head: StatementHead) {
    this.#head = head;
  }

  add(statement: RpmStatement): void {
    const level = isSource(statement) ? 'source' : 'binary';
    const key = [statement.segment, statement.name, statement.module, level].join('\n');
    let subject = this.#subjects.get(key);
    if (subject === undefined) {
      subject = { fixes: new Map(), others: new Map() };
      this.#subjects.set(key, subject);
    }
    if (statement.state === 'fixed') addFix(statement, subject.fixes);
    else addOther(statement, subject.others);
  }

  finish(): { readonly facts: readonly Fact[]; readonly skips: readonly Skip[] } {
    const facts: Fact[] = [];
    const skips: Skip[] = [];
    for (const { fixes, others } of this.#subjects.values()) {
      for (const group of Map.groupBy(fixes.values(), fixKey).values())
        facts.push(...fixFact(group, this.#head));
      const [first, ...rest] = [...others.values()].sort(byStrength);
      if (first !== undefined && fixes.size === 0) facts.push(otherFact(first, this.#head));
      const lost = first !== undefined && fixes.size > 0 ? [first, ...rest] : rest;
      for (const { statement } of lost)
        skips.push({ reason: 'contradicted', subject: `${this.#head.id} ${statement.name}` });
    }
    return { facts, skips };
  }
}

function addFix(statement: RpmStatement, fixes: Map<string, Fix>): void {
  const key = statement.architecture ?? '';
  const known = fixes.get(key);
  const order =
    known === undefined ? 1 : compare(statement.fixed ?? '', known.statement.fixed ?? '');
  if (known === undefined || order > 0) fixes.set(key, begin(statement));
  else if (order === 0 && statement.product !== undefined) known.products.add(statement.product);
}

function addOther(statement: RpmStatement, others: Map<AdvisoryState, Fix>): void {
  const known = others.get(statement.state);
  if (known === undefined) others.set(statement.state, begin(statement));
  else {
    known.architectures.add(statement.architecture ?? '');
    if (statement.product !== undefined) known.products.add(statement.product);
  }
}

function begin(statement: RpmStatement): Fix {
  const { product, architecture = '' } = statement;
  const products = new Set(product === undefined ? [] : [product]);
  return { statement, products, architectures: new Set([architecture]) };
}

/** Whether it is about a source package, and so about all that is built from it. */
function isSource({ architecture }: RpmStatement): boolean {
  return architecture === 'src' || architecture === 'nosrc';
}

function byStrength(a: Fix, b: Fix): number {
  return strength.indexOf(a.statement.state) - strength.indexOf(b.statement.state);
}

/** Architectures with the same fix share a fact. */
function fixKey({ statement }: Fix): string {
  return statement.fixed ?? '';
}

function fixFact(group: readonly Fix[], head: StatementHead): Fact[] {
  const [first] = group;
  if (first === undefined) return [];
  const architectures = group.flatMap(({ statement }) => statement.architecture ?? []);
  const products = group.flatMap((fix) => [...fix.products]);
  const isAnywhere = architectures.length < group.length || architectures.includes('noarch');
  const ranges = [{ introduced: '0', fixed: first.statement.fixed ?? '' }];
  return [factOf(first.statement, head, ranges, [isAnywhere ? [] : architectures, products])];
}

function otherFact(fix: Fix, head: StatementHead): Fact {
  const { statement, products } = fix;
  const ranges = statement.state === 'not_affected' ? [] : [{ introduced: '0' }];
  return factOf(statement, head, ranges, [levelOf(fix), [...products]]);
}

/**
 * `src` marks a fact about a source package. A denial always says what it is about, `noarch` where the vendor names no
 * architecture: without, that of one binary package could be taken for one of all that share its source.
 */
function levelOf({ statement, architectures }: Fix): readonly string[] {
  if (isSource(statement)) return ['src'];
  if (statement.state !== 'not_affected') return [];
  const isAnywhere = architectures.has('') || architectures.has('noarch');
  return isAnywhere ? ['noarch'] : [...architectures];
}

function factOf(
  { segment, name, module, state, details }: RpmStatement,
  head: StatementHead,
  ranges: Advisory['ranges'],
  [architectures, products]: readonly [readonly string[], readonly string[]],
): Fact {
  const qualifiers = {
    ...(architectures.length > 0 && { architectures: sortedSet(architectures) }),
    ...(module !== undefined && { module }),
    ...(products.length > 0 && { products: sortedSet(products) }),
  };
  const advisory: Advisory = {
    ...head,
    package: name,
    state,
    ranges,
    versions: [],
    ...details,
    ...(Object.keys(qualifiers).length > 0 && { qualifiers }),
  };
  return { segment, key: name, advisory };
}
