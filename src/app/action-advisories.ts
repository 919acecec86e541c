import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Scope } from '#contract/scope.ts';
import { findingsOf } from '#match/finding.ts';
import { matchInventory } from '#match/inventory.ts';
import { type Component, componentId } from '#model/component.ts';
import { formatPurl } from '#model/purl.ts';
import type { PipelineSettings, ReferenceAdvisory } from '#pipeline/settings.ts';

/**
 * What the advisory database says of actions of GitHub workflows. The database is opened when the first action with a version
 * is asked about, and stays open for as long as the program runs; without data on actions there is no answer.
 */
export function actionAdvisories(
  open: (scope: Scope) => AdvisoryIndex,
): Exclude<PipelineSettings['advisoriesOf'], undefined> {
  const known = new Map<string, readonly ReferenceAdvisory[]>();
  let index: AdvisoryIndex | undefined;
  return (source, version, scope) => {
    const component = componentOf(source, version);
    if (component === undefined) return [];
    const before = known.get(component.id);
    if (before !== undefined) return before;
    index ??= open(scope);
    const found = advisoriesOn(component, index);
    if (known.size < maxKnown) known.set(component.id, found);
    return found;
  };
}

const maxKnown = 10_000;

function advisoriesOn(component: Component, index: AdvisoryIndex): readonly ReferenceAdvisory[] {
  const inventory = {
    artifact: { kind: 'filesystem', reference: '', source: 'check' },
    layers: [],
    components: [component],
    relations: [],
    gaps: [],
    analyzers: {},
    walked: { files: 0, bytes: 0 },
  } as const;
  const { matches } = matchInventory(inventory, index, { autoVex: false, includeDeclared: true });
  return findingsOf(matches, index).map(({ severity, vulnerability }) => {
    const { id, aliases, fixedVersion } = vulnerability;
    return { id, aliases, severity, ...(fixedVersion !== undefined && { fixedVersion }) };
  });
}

/** `owner/repository/path` as the repository that advisories are filed for. */
function componentOf(source: string, version: string): Component | undefined {
  const [owner = '', repository = ''] = source.toLowerCase().split('/');
  if (owner === '' || repository === '') return undefined;
  const purl = formatPurl({ type: 'github', namespace: owner, name: repository, version });
  return {
    id: componentId(purl, ''),
    purl,
    name: `${owner}/${repository}`,
    version,
    ecosystem: 'github',
    presence: 'declared',
    locations: [{ path: '' }],
  };
}
