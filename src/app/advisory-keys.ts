import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import { matchers } from '#match/inventory.ts';
import type { Component } from '#model/component.ts';
import type { OperatingSystem } from '#model/os.ts';
import type { AdvisoryKey } from '#store/subject.ts';

/**
 * Says under which keys of which segments the advisories of a component would stand, whatever database there is: it runs the
 * matchers on an index that has every segment, no advisory in any of them, and notes what they ask for.
 */
export function advisoryKeysOf(
  os: OperatingSystem | undefined,
): (component: Component) => readonly AdvisoryKey[] {
  const asked = new Map<string, AdvisoryKey>();
  const context = { index: recorder(asked), ...(os !== undefined && { os }) };
  return (component) => {
    asked.clear();
    const matcher = matchers.find(({ ecosystems }) => ecosystems.includes(component.ecosystem));
    for (const _ of matcher?.match(component, context) ?? []) {
      // only the questions matter
    }
    return [...asked.values()];
  };
}

function recorder(asked: Map<string, AdvisoryKey>): AdvisoryIndex {
  return {
    has: () => true,
    byPackage(segment, key) {
      asked.set(`${segment}\0${key}`, { segment, key });
      return [];
    },
    aliasesOf: (id) => [id],
    cvssOf: () => [],
    knownExploited: () => undefined,
    exploitPrediction: () => undefined,
    decisionPoints: () => undefined,
    weaknessesOf: () => [],
    lifecyclesOf: () => [],
    productsOf: () => [],
    facts: () => ({ build: '', builtAt: '', origin: 'none', segments: [] }),
    [Symbol.dispose]() {},
  };
}
