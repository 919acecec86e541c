import type { Output } from '#contract/output.ts';
import { withoutRemoved } from './present.ts';
import { compareText } from './summary.ts';

/** The package URLs of all components, one a line, sorted, each once. A list has no place for anything else. */
export const purlsOutput: Output = {
  kind: 'output',
  id: 'purls',
  revision: 1,
  title: 'package URLs, one a line',
  mediaType: 'text/plain; charset=utf-8',
  extension: 'purls.txt',
  *render(report) {
    const { inventory } = withoutRemoved(report);
    const purls = new Set(inventory.components.map(({ purl }) => purl));
    for (const purl of [...purls].sort(compareText)) yield `${purl}\n`;
  },
};
