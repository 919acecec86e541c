import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { detectionNamed } from '#app/runtime/explain-detection.ts';
import { renderRuntime } from '#app/runtime/render.ts';
import type { StateFlags } from '../runtime-options.ts';
import type { Terminal } from '../terminal.ts';
import { openState, stateDirectory } from './runtime-state.ts';
import { renderOptions } from './scan.ts';

/** Explains a detection of this machine by its id or the end of it; false when there is none. */
export async function explainDetection(
  wanted: string,
  flags: StateFlags,
  terminal: Terminal,
): Promise<boolean> {
  // Ids are those of ULIDs; asking for a CVE must not make a store.
  if (!/^[0-9A-HJKMNP-TV-Z]{6,26}$/i.test(wanted)) return false;
  if (!existsSync(join(stateDirectory(flags, terminal), 'runtime.sqlite'))) return false;
  using store = openState(flags, terminal);
  const found = detectionNamed(store, wanted.toUpperCase());
  if (found === undefined) return false;
  const { renderExplanation } = await renderRuntime.explanation();
  for (const text of renderExplanation(found, 'table', renderOptions({}, terminal)))
    terminal.out.write(text);
  return true;
}
