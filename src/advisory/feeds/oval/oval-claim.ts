import type { AffectedRange } from '#model/advisory.ts';
import type { OvalDefinition, OvalLeaf, OvalNode } from './oval-definition.ts';
import type { OvalDocument, OvalTest } from './oval-document.ts';

/** One thing that a definition says of packages, with what must hold beside it. */
export interface OvalClaim {
  readonly names: readonly string[];
  /** Absent: the package is affected in whatever version. */
  readonly range?: AffectedRange;
  readonly comment: string;
  readonly context: OvalContext;
}

/** What must hold of the system for a claim to count. */
interface OvalContext {
  /** Empty: any. */
  readonly architectures: readonly string[];
  /** `name:stream` of a module that must be enabled. */
  readonly module?: string;
  /** Products, as `Oracle Linux 8` of `Oracle Linux 8 is installed`. */
  readonly platforms: readonly string[];
}

/** Enough for every product that is named at once; keeps hostile criteria from multiplying. */
const maxContext = 64;

/**
 * What a definition claims. Under `AND` the parts without claims of their own are conditions of the others; under `OR` every
 * part stands for itself. Negated parts claim nothing. Two bounds on one package under one `AND` are one range; OVAL's
 * `greater than` is read as `from`, since ranges begin with a version.
 */
export function claimsOf(definition: OvalDefinition, { testOf }: OvalDocument): OvalClaim[] {
  const claims: OvalClaim[] = [];
  if (definition.criteria === undefined) return claims;
  const root = resolve(definition.criteria, testOf);
  walk(root, { architectures: [], platforms: [] }, claims);
  return claims;
}

/** All leaves of a definition that are not negated, in their order. */
export function leavesOf(node: OvalNode | undefined): OvalLeaf[] {
  if (node === undefined || node.negated) return [];
  return node.kind === 'leaf' ? [node] : node.children.flatMap(leavesOf);
}

interface Resolved {
  readonly node: OvalNode;
  readonly test?: OvalTest;
  readonly children: readonly Resolved[];
  /** Whether a claim is in it or below it. */
  readonly isClaiming: boolean;
}

function resolve(node: OvalNode, testOf: OvalDocument['testOf']): Resolved {
  if (node.kind === 'leaf') {
    const test = testOf(node.test) ?? testInComment(node.comment);
    if (test === undefined) return { node, children: [], isClaiming: false };
    return { node, test, children: [], isClaiming: !node.negated && isClaim(node, test) };
  }
  const children = node.children.map((child) => resolve(child, testOf));
  const isClaiming = !node.negated && children.some((child) => child.isClaiming);
  return { node, children, isClaiming };
}

/** Excerpts of documents come without their tests; what is earlier than what also stands in the comment. */
function testInComment(comment: string): OvalTest | undefined {
  const [, name, value] =
    /^([\w.+-]{1,200}) is earlier than ((?:\d{1,9}:)?[\w.+~^-]{1,200})$/.exec(comment) ?? [];
  if (name === undefined || value === undefined) return undefined;
  const evr = { operation: 'less than', value };
  return { kind: 'rpm', names: [name], evr, architectures: [], isExistence: false };
}

function isClaim({ comment }: OvalLeaf, { kind, evr, isExistence, names }: OvalTest): boolean {
  if (names.length === 0) return false;
  if (evr !== undefined) return bounds.has(evr.operation);
  return isExistence && (kind === 'dpkg' || /\b(?:is|are) affected\b/.test(comment));
}

const bounds = new Set([
  'less than',
  'less than or equal',
  'greater than',
  'greater than or equal',
]);

function walk(
  { node, test, children, isClaiming }: Resolved,
  context: OvalContext,
  into: OvalClaim[],
): void {
  if (!isClaiming) return;
  if (node.kind === 'leaf') {
    if (test !== undefined) into.push(...claimOf([{ node, test }], context));
    return;
  }
  if (!node.isAnd) {
    for (const child of children) walk(child, context, into);
    return;
  }
  const inner = children.filter((child) => !child.isClaiming).reduce(conditionedBy, context);
  into.push(...claimOf(children.flatMap(claimingLeaf), inner));
  for (const child of children) if (child.node.kind === 'group') walk(child, inner, into);
}

interface Leaf {
  readonly node: OvalLeaf;
  readonly test: OvalTest;
}

function claimingLeaf({ node, test, isClaiming }: Resolved): Leaf[] {
  return isClaiming && node.kind === 'leaf' && test !== undefined ? [{ node, test }] : [];
}

/** Leaves under one `AND`, joined by package. A lower bound alone says nothing that is ever fixed. */
function claimOf(leaves: readonly Leaf[], context: OvalContext): OvalClaim[] {
  const groups = Map.groupBy(leaves, ({ test }) => test.names.join(' '));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const stated = group.flatMap(({ test }) => test.evr ?? []);
    const range = rangeOf(stated);
    if (stated.length > 0 && range === undefined) return [];
    const { architectures } = first.test;
    return [
      {
        names: first.test.names,
        ...(range !== undefined && { range }),
        comment: first.node.comment,
        context: architectures.length > 0 ? { ...context, architectures } : context,
      },
    ];
  });
}

function rangeOf(
  stated: readonly { operation: string; value: string }[],
): AffectedRange | undefined {
  const from = stated.find(({ operation }) => operation.startsWith('greater than'));
  const introduced = from === undefined || isZero(from.value) ? '0' : versionOf(from.value);
  const end = stated.find(({ operation }) => operation.startsWith('less than'));
  if (end === undefined) return undefined;
  const version = versionOf(end.value);
  return end.operation === 'less than'
    ? { introduced, fixed: version }
    : { introduced, lastAffected: version };
}

/** An epoch of 0 is the same as none. */
export function versionOf(evr: string): string {
  return evr.replace(/^0:/, '');
}

/** `0:0.0.0.azl3` and the like stand for "from the beginning". */
function isZero(evr: string): boolean {
  return /^(?:0:)?0(?:\.0){0,5}(?:[.-]?[a-z][\w.]{0,40})?$/.test(evr);
}

function conditionedBy(context: OvalContext, condition: Resolved): OvalContext {
  const found = conditionsIn(condition);
  return {
    architectures: found.architectures.length > 0 ? found.architectures : context.architectures,
    ...(context.module !== undefined && { module: context.module }),
    ...(found.module !== undefined && { module: found.module }),
    platforms: [...new Set([...context.platforms, ...found.platforms])].slice(0, maxContext),
  };
}

function conditionsIn({ node, test, children }: Resolved): OvalContext {
  if (node.negated) return { architectures: [], platforms: [] };
  if (node.kind === 'leaf') return conditionOf(node.comment, test);
  const inner = children.map(conditionsIn);
  const module = inner.find((one) => one.module !== undefined)?.module;
  return {
    architectures: [...new Set(inner.flatMap((one) => one.architectures))].slice(0, maxContext),
    ...(module !== undefined && { module }),
    platforms: [...new Set(inner.flatMap((one) => one.platforms))].slice(0, maxContext),
  };
}

function conditionOf(comment: string, test: OvalTest | undefined): OvalContext {
  const architecture = /\barch is ([a-z0-9_]{2,20})$/.exec(comment)?.[1];
  const module = /^Module ([\w+.-]{1,60}:[\w+.-]{1,60}) is enabled$/.exec(comment)?.[1];
  const platform = /^(.{1,120}?) (?:is|must be) installed\.?$/.exec(comment)?.[1];
  return {
    architectures: architecture === undefined ? (test?.architectures ?? []) : [architecture],
    ...(module !== undefined && { module }),
    platforms: platform === undefined ? [] : [platform],
  };
}
