import type { Violation } from '#contract/check.ts';
import { jobOf } from '#pipeline/check/parts.ts';
import { fits } from '#pipeline/check/pinning.ts';
import type { PipelineSubject } from '#pipeline/model.ts';
import type { PipelineSettings } from '#pipeline/settings.ts';

/** Actions that the lists of the repository do not allow. */
export function* evaluate({ references, settings }: PipelineSubject): Iterable<Violation> {
  for (const { kind, origin, source, version, text, job } of references) {
    if (origin !== 'remote' || kind === 'image') continue;
    const name = source.replace(/^https?:\/\/github\.com\/|\.git$/gi, '');
    const why = reasonAgainst(settings, name, version);
    if (why !== undefined) yield { message: `"${name}" ${why}`, range: text.range, ...jobOf(job) };
  }
}

function reasonAgainst(
  { allowedSources, deniedSources }: PipelineSettings,
  name: string,
  version: string | undefined,
): string | undefined {
  const denied = deniedSources?.some((pattern) => fits(pattern, name, version)) === true;
  if (denied) return 'is on the list of what is forbidden';
  const allowed = allowedSources?.some((pattern) => fits(pattern, name, version)) !== false;
  return allowed ? undefined : 'is not on the list of what is allowed';
}
