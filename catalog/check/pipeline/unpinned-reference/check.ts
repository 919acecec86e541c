import type { Violation } from '#contract/check.ts';
import { jobOf } from '#pipeline/check/parts.ts';
import { pinFix } from '#pipeline/check/pin-fix.ts';
import { demandOf } from '#pipeline/check/pinning.ts';
import type { PipelineSubject, Reference } from '#pipeline/model.ts';
import type { PipelineSettings } from '#pipeline/settings.ts';

const kinds = new Set<Reference['kind']>([
  'action',
  'workflow',
  'template',
  'orb',
  'component',
  'include',
  'library',
  'task',
]);

/** References from elsewhere that can change under the name they are given. */
export function* evaluate({ references, settings }: PipelineSubject): Iterable<Violation> {
  for (const reference of references.filter((each) => isLoose(each, settings))) {
    const { source, version, pinned, text, job } = reference;
    const how = version === undefined ? 'has no version' : `is taken from "${version}"`;
    yield {
      message: `"${source}" ${how}, which its owner can change`,
      range: text.range,
      identity: text.value,
      severity: pinned === 'tag' ? 'medium' : 'high',
      ...jobOf(job),
      fixes: pinFix(reference, settings),
    };
  }
}

function isLoose(
  { kind, origin, source, version, pinned }: Reference,
  settings: PipelineSettings,
): boolean {
  if (!kinds.has(kind) || origin !== 'remote') return false;
  if (pinned === 'digest' || pinned === 'version') return false;
  const demand = demandOf(settings, source, version);
  return demand === 'digest' || (demand === 'version' && pinned === 'none');
}
