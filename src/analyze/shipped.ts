import type { Secret } from '#model/secret.ts';
import { severityRank } from '#model/severity.ts';
import type { PackageFiles } from './altered.ts';
import { fileOfPath } from './file-of-path.ts';

/**
 * A secret in a file that a package brought is the package's test key or example, which everybody has: it is told, but presses
 * nobody. Only files whose content is what the package installed get the lowest severity, those that were not compared `low`
 * at most, and those that were altered keep theirs. So do keys that belong to this machine alone.
 */
export function withShipper(secret: Secret, { ownerOf, altered }: PackageFiles): Secret {
  const { hidden, location, severity } = secret;
  if (hidden !== undefined) return secret;
  const path = fileOfPath(location.path);
  const owner = ownerOf(path);
  if (owner === undefined || altered.some((file) => file.location.path === path)) return secret;
  const limit = owner.unaltered ? 'negligible' : 'low';
  const reason = `shipped by ${owner.component.purl}${owner.unaltered ? '' : ', content not compared'}`;
  return {
    ...secret,
    severity: severityRank(severity) > severityRank(limit) ? limit : severity,
    reasons: [...(secret.reasons ?? []), reason],
  };
}
