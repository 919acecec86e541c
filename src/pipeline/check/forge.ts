import type { PipelineSubject, Reference } from '../model.ts';
import type { ForgeFacts } from '../settings.ts';

/** A reference with what the forge says about it. */
export interface KnownReference {
  readonly reference: Reference;
  readonly facts: ForgeFacts;
}

/** References that the caller knows something about; none without a connection to the forge. */
export function forgeFacts({ references, settings }: PipelineSubject): readonly KnownReference[] {
  const { forgeFactsOf } = settings;
  if (forgeFactsOf === undefined) return [];
  return references.flatMap((reference) => {
    const { kind, origin, source, version } = reference;
    if ((kind !== 'action' && kind !== 'workflow') || origin !== 'remote') return [];
    const facts = version === undefined ? undefined : forgeFactsOf(source, version);
    return facts === undefined ? [] : [{ reference, facts }];
  });
}
