import { resolve } from 'node:path';
import { importSigmaFiles } from '#app/runtime/sigma.ts';
import { printable } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { SessionOptions } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** `caisson rule import PATH…`: rules on stdout, what could not be translated on stderr; exit 3 when there is some. */
export async function runRuleImport(
  paths: readonly string[],
  flags: SessionOptions,
  { out, err, workingDirectory }: Terminal,
): Promise<number> {
  const all = importSigmaFiles(paths.map((path) => resolve(workingDirectory, path)));
  for (const { rule } of all) if (rule !== undefined) out.write(`${rule}\n`);
  const lost = all.filter(({ outcome }) => outcome === 'not-possible');
  if (flags.quiet !== true) {
    for (const { file, title, diagnostics } of lost)
      err.write(
        `not translated: ${printable(title)} (${printable(file)}): ${printable(diagnostics.map(({ message }) => message).join('; '))}\n`,
      );
    err.write(`${all.length - lost.length} of ${all.length} rules translated\n`);
  }
  return await Promise.resolve(lost.length > 0 ? exitCodes.incomplete : exitCodes.ok);
}
