import { plural } from '#kit/text.ts';
import type { JudgedFinding } from '#model/decision.ts';
import type { FaultFinding } from '#model/finding.ts';
import { type Severity, severityRank } from '#model/severity.ts';
import { compareText } from '../../summary.ts';
import { html, type Markup } from '../markup.ts';

const maxItems = 200;

/** Names of frameworks for people; others are shown as they are. */
const titles: ReadonlyMap<string, string> = new Map([
  ['pss:baseline', 'Pod Security Standards, baseline'],
  ['pss:restricted', 'Pod Security Standards, restricted'],
  ['cis-kubernetes-1.12', 'CIS Kubernetes Benchmark 1.12'],
  ['nsa-cisa-1.2', 'NSA and CISA hardening guide 1.2'],
  ['mitre-attack', 'MITRE ATT&CK'],
  ['pci-dss-4.0', 'PCI DSS 4.0'],
  ['nist-800-190', 'NIST SP 800-190'],
]);

interface Control {
  readonly framework: string;
  readonly item: string;
}

/** The items of frameworks that open findings stand against. Nothing where no check names any. */
export function* controlTables(open: readonly JudgedFinding[]): Generator<Markup> {
  const broken = open.flatMap(({ finding }) =>
    'fault' in finding
      ? [...new Set(finding.fault.controls)].map((text) => ({ ...controlOf(text), finding }))
      : [],
  );
  if (broken.length === 0) return;
  const frameworks = Map.groupBy(broken, ({ framework }) => framework);
  yield html`<section id="controls" aria-labelledby="controls-title"><h2 id="controls-title">Controls</h2><p class="quiet">Items of frameworks that open findings stand against. An item that is not named here was either kept or not looked at.</p>`;
  for (const [framework, list] of [...frameworks].sort(([a], [b]) => compareText(a, b))) {
    const items = Map.groupBy(list, ({ item }) => item);
    const findings = new Set(list.map(({ finding }) => finding.fingerprint)).size;
    const name = titles.get(framework) ?? framework;
    yield html`<details class="card object"><summary><strong>${name}</strong> ${plural(items.size, 'item')}, ${plural(findings, 'finding')}</summary><table><caption>${name}: items with findings</caption><thead><tr><th scope="col">Item</th><th scope="col">Worst</th><th scope="col" class="num">Findings</th><th scope="col">Checks</th></tr></thead><tbody>${[...items].sort(byItem).slice(0, maxItems).map(row)}</tbody></table></details>\n`;
  }
  yield html`</section>\n`;
}

/** `pss:baseline/privileged` is of two profiles with one name each; others are `framework:item`. */
function controlOf(text: string): Control {
  const [, pss, check] = /^(pss:[a-z]+)\/(.+)$/s.exec(text) ?? [];
  if (pss !== undefined && check !== undefined) return { framework: pss, item: check };
  const colon = text.indexOf(':');
  if (colon < 0) return { framework: text, item: '' };
  return { framework: text.slice(0, colon), item: text.slice(colon + 1) };
}

const byNumber = new Intl.Collator('en', { numeric: true });

function byItem([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return byNumber.compare(a, b) || compareText(a, b);
}

function row([item, list]: readonly [
  string,
  readonly { readonly finding: FaultFinding }[],
]): Markup {
  const rules = [...new Set(list.map(({ finding }) => finding.rule))].sort(compareText);
  const worst = list.reduce<Severity>(
    (best, { finding }) =>
      severityRank(finding.severity) > severityRank(best) ? finding.severity : best,
    'unknown',
  );
  return html`<tr><th scope="row"><code>${item}</code></th><td data-label="Worst"><span class="sev sev-${worst}">${worst}</span></td><td class="num" data-label="Findings">${list.length}</td><td data-label="Checks"><code>${rules.join(', ')}</code></td></tr>\n`;
}
