import type { HistoryEntry } from '#model/artifact.ts';

const maxChars = 4096;
const noOperation = '#(nop)';
const buildKitMark = '# buildkit';
/** Build arguments in front of a command, as both of Docker's builders write them: `|2 A=1 B=x y /bin/sh -c make`. */
const buildArguments = /^\|[0-9]{1,4} /;
/** What starts a command in shell form, also after `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`. */
const shells =
  /^(?:\/(?:usr\/)?(?:bin|busybox)\/[a-z]{0,4}sh(?: -[a-zA-Z]{1,8}| \+[a-z]{1,8}| pipefail){0,6}? -[a-z]{0,6}c|cmd(?:\.exe)? \/S \/C|(?:powershell|pwsh)(?:\.exe)?(?: -[A-Za-z]{1,30}(?: [A-Za-z]{1,30})??){0,6}? -Command) /;
/** Builders whose comment says more than the name that they write for every layer. */
const commenting = /^(?:jib|ko|bazel|apko)\b/;

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
  return steps.map((entry) => stepOf(entry) || undefined);
}

function stepOf({ createdBy = '', comment = '' }: HistoryEntry): string {
  const step = cleanStep(createdBy);
  const more = comment.slice(0, maxChars).trim();
  // Nix and others write a comment alone.
  if (step === '' || more === '') return step === '' ? more : step;
  return commenting.test(step) ? `${step} (${more})` : step;
}

/**
 * A build step as it stands in a Dockerfile: without `/bin/sh -c #(nop)`, build arguments, the shell and BuildKit's mark.
 * What other builders wrote stays as it is.
 */
export function cleanStep(createdBy: string): string {
  const raw = createdBy.slice(0, maxChars).trim();
  const step = raw.endsWith(buildKitMark) ? raw.slice(0, -buildKitMark.length).trimEnd() : raw;
  if (step.startsWith('RUN ')) return `RUN ${withoutShell(withoutArguments(step.slice(4)))}`;
  const bare = withoutArguments(step);
  const command = withoutShell(bare);
  if (command === bare) return step;
  if (command.startsWith(noOperation)) return command.slice(noOperation.length).trim();
  return `RUN ${command}`;
}

/** Arguments end where the shell begins: their values may hold spaces. */
function withoutArguments(step: string): string {
  if (!buildArguments.test(step)) return step;
  const shell = / (?=\/(?:usr\/)?(?:bin|busybox)\/[a-z]{0,4}sh )/.exec(step);
  return shell === null ? step : step.slice(shell.index + 1);
}

function withoutShell(step: string): string {
  return step.replace(shells, '').trim();
}
