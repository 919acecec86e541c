import type { FaultFinding, Finding, SecretFinding } from '#model/finding.ts';
import type { Location } from '#model/location.ts';

/** `path:line` as editors and terminals open it, or the path alone where no line is known. Not cleaned. */
export function placeText({ path, line }: Location): string {
  return line === undefined ? path : `${path}:${line}`;
}

/** Whether a finding is about a place in a file or a field of the image, not about software. */
export function isPlaced(finding: Finding): finding is SecretFinding | FaultFinding {
  return finding.kind === 'secret' || 'fault' in finding;
}
