import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import type { Component } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { locationOf, packageGap } from '../package-component.ts';
import { goComponent } from './go-component.ts';
import { type GoModFile, type GoRequirement, parseGoMod } from './go-mod.ts';

/**
 * Reads `go.mod`: since Go 1.17 it lists every module that is needed. Files of older releases list the direct ones only; the
 * others are a gap, because `go.sum` names many versions that are not used.
 */
export const goModAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'go/mod',
  revision: 2,
  title: 'Go modules (go.mod)',
  claims: [{ basename: 'go.mod' }],
  *analyze(file) {
    yield* observeGoMod(parseGoMod(file.text()), file);
  },
};

function* observeGoMod(parsed: GoModFile, file: FileView): Iterable<Observation> {
  const location = locationOf(file);
  const root =
    parsed.module === ''
      ? undefined
      : goComponent({ path: parsed.module, version: '' }, 'declared', location);
  if (root !== undefined) yield { type: 'component', component: root };
  const seen = new Set<string>(root && [root.id]);
  for (const requirement of parsed.requirements) {
    const component = requiredComponent(requirement, file);
    if (seen.has(component.id)) continue;
    seen.add(component.id);
    yield { type: 'component', component };
    if (root === undefined || requirement.indirect) continue;
    const relation = { from: root.id, to: component.id, kind: 'depends-on' } as const;
    yield { type: 'relation', location, relation };
  }
  if (isBeforePruning(parsed))
    yield packageGap(
      file,
      'unsupported',
      `go.mod is of Go ${parsed.go || 'before 1.17'} and does not list indirect modules: run "go mod tidy -go=1.17" or scan the program`,
    );
}

function requiredComponent(requirement: GoRequirement, file: FileView): Component {
  const location = { ...locationOf(file), line: requirement.line };
  return { ...goComponent(requirement, 'declared', location), direct: !requirement.indirect };
}

/** Whether indirect modules may be missing: the `go` directive is below 1.17 or absent, and there are direct ones. */
function isBeforePruning({ go, requirements }: GoModFile): boolean {
  const match = /^(\d+)\.(\d+)/.exec(go);
  const isOld = match === null || (Number(match[1]) === 1 && Number(match[2]) < 17);
  return isOld && requirements.length > 0;
}
