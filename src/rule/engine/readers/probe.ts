import { bytesOfText } from '#kit/byte-string.ts';
import type { RuntimeProcess } from '#model/runtime-event.ts';

/** Whether the process, or an ancestor within its container, is a health probe or hook that the orchestrator runs. */
export function isProbe(process: RuntimeProcess): boolean {
  const probes = process.container?.probes;
  if (probes === undefined || probes.length === 0) return false;
  const id = process.container?.id;
  let each: RuntimeProcess | undefined = process;
  for (let step = 0; step < 64 && each !== undefined && each.container?.id === id; step += 1) {
    const words = [each.exe, ...each.args];
    if (probes.some((probe) => isSame(probe, words))) return true;
    each = each.parent;
  }
  return false;
}

function isSame(probe: readonly string[], words: readonly string[]): boolean {
  return (
    probe.length === words.length && probe.every((word, at) => bytesOfText(word) === words[at])
  );
}
