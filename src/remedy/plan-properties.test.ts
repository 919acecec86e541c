import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Relation } from '#model/component.ts';
import { parseDigest } from '#model/digest.ts';
import { tiers } from '#model/risk.ts';
import { planRemediation } from './plan.ts';
import { component, findingsIn, inventoryOf, type KnownFault, matchingOf } from './testing.ts';
import { weightsOf } from './weight.ts';

const lower = parseDigest(`sha256:${'1'.repeat(64)}`);

const number = fc.nat({ max: 4 });
const version = fc.tuple(number, number).map(([a, b]) => `${a}.${b}.0`);
const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const fault = fc.record({
  package: name,
  introduced: fc.constantFrom('0', '1.0.0', '2.0.0'),
  fixed: fc.option(version, { nil: undefined }),
  tier: fc.constantFrom(...tiers),
});
const part = fc.record({
  name,
  version,
  kind: fc.constantFrom('npm', 'deb', 'pypi', 'golang', 'generic'),
  isBase: fc.boolean(),
  isDirect: fc.boolean(),
});
const world = fc.record({
  parts: fc.array(part, { maxLength: 8 }),
  newer: fc.option(fc.array(part, { maxLength: 6 }), { nil: undefined }),
  faults: fc.array(fault, { maxLength: 14 }),
  edges: fc.array(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 })), { maxLength: 8 }),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

/** Some programs lie in packages of others. */
function pathOf(index: number, kind: string): string {
  if (kind === 'npm') return `/node_modules/n${index % 2}/package.json`;
  if (kind === 'pypi') return `/site-packages/n${index % 2}.dist-info/METADATA`;
  return ['/node_modules/n0/x', '/node_modules/n1/x', '/site-packages/n0/x'][index] ?? '/bin/x';
}

function componentsOf(parts: World['parts']) {
  return parts.map(({ name: called, version: at, kind, isBase, isDirect }, index) =>
    component([kind, called, at], pathOf(index, kind), {
      locations: [{ path: pathOf(index, kind), ...(isBase && { layer: lower }) }],
      id: `c${index}`,
      ...(kind === 'golang' && { presence: 'embedded' as const }),
      ...(kind === 'generic' && { technique: 'binary-analysis' as const }),
      ...(isDirect && { direct: true }),
      requires: [{ name: 'a', range: '^1.0.0' }],
    }),
  );
}

function inputOf({ parts, newer, faults, edges }: World, isTurned: boolean) {
  const components = componentsOf(parts);
  const known = faults.map(({ introduced, fixed, ...rest }, index): KnownFault => {
    const range = { introduced, ...(fixed !== undefined && { fixed }) };
    return { ...rest, id: `CVE-${index}`, ranges: [range] };
  });
  const relations = edges.flatMap(([from, to]): readonly Relation[] => {
    const [a, b] = [components[from], components[to]];
    return a && b ? [{ from: a.id, to: b.id, kind: 'depends-on' }] : [];
  });
  const findings = findingsIn(components, known);
  const inventory = inventoryOf(isTurned ? components.toReversed() : components, {
    relations: isTurned ? relations.toReversed() : relations,
    layers: [{ diffId: lower }],
    base: { evidence: 'history', confidence: 1, layers: 1, reason: '' },
  });
  const rematch = matchingOf(known);
  const bases = newer && [{ reference: 'x:2', inventory: inventoryOf(componentsOf(newer)) }];
  return {
    inventory,
    findings: isTurned ? findings.toReversed() : findings,
    rematch,
    ...(bases && { newerBases: bases }),
  };
}

test('each finding is removed once at most, and the books balance', () => {
  fc.assert(
    fc.property(world, (given) => {
      const input = inputOf(given, false);

      const { actions, before, after, remaining } = planRemediation(input);

      const removed = actions.flatMap(({ removes }) => removes);
      const introduced = actions.flatMap(({ introduces }) => introduces);
      expect(new Set(removed).size).toBe(removed.length);
      expect(new Set(introduced).size).toBe(introduced.length);
      expect(before).toBe(input.findings.length);
      expect(before - removed.length + introduced.length).toBe(after);
      const all = input.findings.map(({ fingerprint }) => fingerprint).sort();
      expect([...removed, ...remaining].sort()).toEqual(all);
      for (const { removes } of actions) expect(removes.length).toBeGreaterThan(0);
    }),
  );
});

test('the order of components, relations and findings changes nothing', () => {
  fc.assert(
    fc.property(world, (given) => {
      expect(planRemediation(inputOf(given, true))).toEqual(planRemediation(inputOf(given, false)));
    }),
  );
});

test('without a fix or a newer base nothing is proposed', () => {
  fc.assert(
    fc.property(world, (given) => {
      const unfixed = given.faults.map((item) => ({ ...item, fixed: undefined }));
      const none = planRemediation(inputOf({ ...given, faults: unfixed, newer: undefined }, false));

      expect(none.actions).toEqual([]);
      expect(none.after).toBe(none.before);
    }),
  );
});

test('no action makes things worse, and the first one is worth most for its effort', () => {
  fc.assert(
    fc.property(world, (given) => {
      const input = inputOf(given, false);
      const weights = weightsOf(input.findings);

      const { actions } = planRemediation(input);
      const worths = actions.map(({ removes, introduces, effort }) => {
        const ended = removes.map((item) => weights.byFingerprint.get(item) ?? 0);
        const brought = introduces.map((item) => -weights.ofNew(item));
        return [...ended, ...brought].reduce((sum, weight) => sum + weight, 0) / effort;
      });

      expect(worths.filter((worth) => worth <= 0)).toEqual([]);
      // What an earlier action brought already is not held against a later one, which so rises by that much at most.
      const rise = actions
        .flatMap(({ introduces }) => introduces)
        .reduce((sum, item) => sum + weights.ofNew(item), 0);
      expect(Math.max(0, ...worths) - (worths[0] ?? 0)).toBeLessThanOrEqual(rise + 1e-9);
    }),
  );
});

test('what bumps promise is what matching confirms', () => {
  fc.assert(
    fc.property(world, (given) => {
      const input = inputOf({ ...given, newer: undefined }, false);

      const { actions } = planRemediation(input);

      const byId = new Map(input.inventory.components.map((item) => [item.id, item]));
      for (const { changes, removes } of actions) {
        const moved = changes.flatMap(({ component: id, to }) => {
          const item = byId.get(id);
          return item ? [{ ...item, version: to }] : [];
        });
        const left = input
          .rematch(moved)
          .flatMap(({ component: item, ids }) => ids.map((rule) => `${rule} ${item.id}`));
        expect(removes.filter((fingerprint) => left.includes(fingerprint))).toEqual([]);
      }
    }),
  );
});
