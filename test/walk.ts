import { defaultLimits, type Scope } from '#contract/scope.ts';
import type { OpenArtifact } from '#contract/source.ts';

/** A scope for tests that talk to real servers: silent, the machine's clock, temporary files in `directory`. */
export function scopeIn(directory: string): Scope {
  function silent(): void {}
  return {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date(),
    limits: defaultLimits,
    temporaryDirectory: directory,
  };
}

/** Everything in an artifact: the text of files by path, and `whiteout PATH`, `symlink PATH` and so on for the rest. */
export async function contentOf(opened: OpenArtifact, scope: Scope): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  for (const layer of opened.layers)
    await layer.walk(
      {
        entry(entry) {
          if (entry.type === 'file') return 'content';
          content.set(`${entry.type} ${entry.path}`, entry.link ?? '');
          return 'nothing';
        },
        head: () => false,
        file: (view) => void content.set(view.path, view.text()),
        gap: (gap) => void content.set(`gap ${gap.location.path}`, gap.detail),
      },
      scope,
    );
  return content;
}
