import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

interface AxeFault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds of serious and critical faults. It is evaluated by the debugger, which the page's policy does not concern. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(readFileSync('node_modules/axe-core/axe.min.js', 'utf8'));
  const found = (await page.evaluate('axe.run({ resultTypes: ["violations"] })')) as {
    readonly violations: readonly AxeFault[];
  };
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => {
      const places = one.nodes.slice(0, 3).map(({ html }) => html.slice(0, 200));
      return `${one.id}: ${places.join(' | ')}`;
    });
}
