import { expect, test } from 'vitest';
import { matchInventory } from '#match/inventory.ts';
import { MemoryIndex } from '#match/testdata/memory-index.ts';
import { inventory } from '#match/testdata/samples.ts';
import { linkedCases } from '../accuracy/go-symbols.ts';
import { hasFeeds, recordsOf } from '../accuracy/records.ts';
import { hasPrograms } from '../daemons.ts';

test.skipIf(!hasPrograms('unzip') || !hasFeeds('Go'))(
  'every symbol of the Go vulnerability database counts where it is linked, and only there',
  () => {
    const cases = linkedCases(recordsOf('Go'));
    const wrong = cases.filter(({ component, advisory, isVulnerable }) => {
      const index = new MemoryIndex({ advisories: [['go', advisory.package, advisory]] });
      const { matches } = matchInventory(inventory([component]), index, { includeDeclared: false });
      const isOpen = matches.some(({ vex }) => vex === undefined);
      return matches.length !== 1 || isOpen !== isVulnerable;
    });

    console.log(`Go symbols: ${cases.length} programs, ${cases.length - wrong.length} right`);
    expect(wrong.map(({ name }) => name)).toEqual([]);
    expect(cases.length).toBeGreaterThan(1000);
  },
);
