import type { AdvisoryIndex } from '#contract/advisory-index.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { findingsOf } from '#match/finding.ts';
import { matchInventory } from '#match/inventory.ts';
import type { Component } from '#model/component.ts';
import { isExcused, type VulnerabilityFinding } from '#model/finding.ts';
import type { Inventory } from '#model/inventory.ts';
import type { RescanChange, RescanResult } from '#model/rescan.ts';
import { assess } from '#risk/assess.ts';
import type { InventoryStore } from '#store/inventory-store.ts';
import { formatMarks, markOf, type SegmentDigests, type Subject } from '#store/subject.ts';

/** The database now in use, and what differs in a segment from an earlier one (`undefined`: nobody can tell). */
export interface DatabaseState {
  readonly index: AdvisoryIndex;
  readonly segments: SegmentDigests;
  readonly changedKeys: (segment: string, from: string, to: string) => Iterable<string> | undefined;
}

/**
 * Matches what is stored against the database in use: only components that the difference between the databases speaks of, each
 * once however many artifacts hold it. No artifact is read. What was found is stored, so that the next rescan begins there; with
 * `isTrial` it is not, and the next one finds the same.
 */
export function rescan(
  store: InventoryStore,
  database: DatabaseState,
  scope: Scope,
  isTrial = false,
): RescanResult {
  const now = scope.clock();
  const context = { now: now.toISOString() };
  function rated(finding: VulnerabilityFinding): VulnerabilityFinding {
    return { ...finding, risk: assess(finding, context) };
  }
  const stale = store.stale(database.segments, database.changedKeys);
  using task = scope.progress.begin('rescan', stale.length, 'items');
  const artifacts = new Map(store.list().map((artifact) => [artifact.number, artifact]));
  const changes: RescanChange[] = [];
  const remarks: { subject: Subject; marks: readonly ReturnType<typeof markOf>[] }[] = [];
  for (const [number, subjects] of Map.groupBy(stale, (subject) => subject.context)) {
    checkpoint(scope.signal);
    const owners = store.ownersOf(subjects);
    const again = [...subjects.map(({ component }) => component), ...owners];
    const found = matchAgain(again, store.contextFacts(number), database.index);
    for (const subject of subjects) {
      const findings = found.get(subject.component.id) ?? [];
      const marks = findings.map(markOf);
      task.advance(1);
      if (formatMarks(marks) === formatMarks(subject.marks)) continue;
      remarks.push({ subject, marks });
      const change = changeOf(subject, findings.map(rated));
      if (change.opened.length + change.closed.length + change.altered.length === 0) continue;
      const holders = store.artifactsWith(subject).flatMap((holder) => artifacts.get(holder) ?? []);
      changes.push({ ...change, artifacts: holders });
    }
  }
  if (!isTrial) store.update(remarks, database.segments);
  const durationMs = scope.clock().getTime() - now.getTime();
  return { artifacts: artifacts.size, matched: stale.length, durationMs, changes };
}

/** Findings by component id. Two artifacts may have the same id for components that differ a little: each is matched. */
function matchAgain(
  components: readonly Component[],
  { os, kind }: ReturnType<InventoryStore['contextFacts']>,
  index: AdvisoryIndex,
): ReadonlyMap<string, readonly VulnerabilityFinding[]> {
  const inventory: Inventory = {
    artifact: { kind, reference: '', source: '' },
    ...(os !== undefined && { os }),
    layers: [],
    components,
    relations: [],
    gaps: [],
    analyzers: {},
    walked: { files: 0, bytes: 0 },
  };
  const options = { includeDeclared: false, kernelHeaders: false, autoVex: true };
  const { matches } = matchInventory(inventory, index, options);
  const findings = findingsOf(matches, index);
  return Map.groupBy(findings, ({ vulnerability }) => vulnerability.component.id);
}

function changeOf(
  { component, marks: all }: Subject,
  found: readonly VulnerabilityFinding[],
): Omit<RescanChange, 'artifacts'> {
  // What the scan excused with evidence opens and closes nothing.
  const marks = all.filter(({ excused }) => excused !== true);
  const findings = found.filter((finding) => !isExcused(finding));
  const before = new Map(marks.map((mark) => [mark.id, formatMarks([mark])]));
  const now = new Set(findings.map(({ vulnerability }) => vulnerability.id));
  return {
    component,
    opened: findings.filter(({ vulnerability }) => !before.has(vulnerability.id)),
    closed: marks.filter(({ id }) => !now.has(id)),
    altered: findings.filter((finding) => {
      const earlier = before.get(finding.vulnerability.id);
      return earlier !== undefined && earlier !== formatMarks([markOf(finding)]);
    }),
  };
}
