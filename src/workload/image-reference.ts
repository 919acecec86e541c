import { isDigest } from '#model/digest.ts';
import type { WorkloadImage } from '#model/workload.ts';
import { known } from './json-field.ts';

/**
 * A reference as an engine was told it, with its repository, tag and digest. Nothing is added: `nginx` has the repository
 * `nginx` and no tag, as Falco's `container.image.repository` has it.
 */
export function imageOfReference(reference: string): WorkloadImage {
  const text = reference.slice(0, 4096);
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  const pinned = at < 0 ? undefined : text.slice(at + 1);
  if (isDigest(name)) return { reference: text, id: name };
  const colon = name.lastIndexOf(':');
  // A colon before a slash is that of the registry's port.
  const hasTag = colon > 0 && !name.includes('/', colon);
  return known({
    reference: text,
    repository: (hasTag ? name.slice(0, colon) : name) || undefined,
    tag: hasTag ? name.slice(colon + 1) : undefined,
    digest: pinned !== undefined && isDigest(pinned) ? pinned : undefined,
  });
}
