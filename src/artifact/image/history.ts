import type { HistoryEntry } from '#model/artifact.ts';

const maxChars = 4096;
const shell = '/bin/sh -c ';
const noOperation = '#(nop)';
const buildKitMark = '# buildkit';

/**
 * The build step of each layer, lowest first; steps without a layer are skipped. When the history does not account for
 * every layer nothing is known of any of them: all are `undefined`.
 */
export function layerSteps(
  history: readonly HistoryEntry[],
  layers: number,
): readonly (string | undefined)[] {
  const steps = history.filter((entry) => !entry.emptyLayer);
  if (steps.length !== layers) return Array.from({ length: layers }, () => undefined);
  return steps.map((entry) => cleanStep(entry.createdBy ?? '') || undefined);
}

/** A build step as it stands in a Dockerfile: without `/bin/sh -c #(nop)`, the shell and BuildKit's mark. */
export function cleanStep(createdBy: string): string {
  const raw = createdBy.slice(0, maxChars).trim();
  const step = raw.endsWith(buildKitMark) ? raw.slice(0, -buildKitMark.length).trimEnd() : raw;
  if (step.startsWith(`RUN ${shell}`)) return `RUN ${step.slice(shell.length + 4).trim()}`;
  if (!step.startsWith(shell)) return step;
  const command = step.slice(shell.length).trim();
  if (command.startsWith(noOperation)) return command.slice(noOperation.length).trim();
  return `RUN ${command}`;
}
