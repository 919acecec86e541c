import type { Secret } from '#model/secret.ts';
import { severityRank } from '#model/severity.ts';
import type { PackageFiles } from './altered.ts';
import { fileOfPath } from './file-of-path.ts';

/** Places from which a service or an account loads its key: known to everyone and in use is worse, not better. */
const inUse =
  /^\/(?:etc\/ssh\/ssh_host_\w{1,20}_key|etc\/(?:ssl|pki\/tls)\/private\/[^/]{1,200}|(?:root|home\/[^/]{1,64})\/\.ssh\/[^/]{1,200})$/;

/**
 * A secret in a file that a package brought is the package's test key or example, which everybody has: it is told, but presses
 * nobody. Only files whose content is what the package installed get the lowest severity, those that were not compared `low`
 * at most, and those that were altered keep theirs. So do keys where a service loads them.
 */
export function withShipper(secret: Secret, { ownerOf, altered }: PackageFiles): Secret {
  const { hidden, location, severity } = secret;
  if (hidden !== undefined) return secret;
  const path = fileOfPath(location.path);
  const owner = ownerOf(path);
  if (owner === undefined || altered.some((file) => file.location.path === path)) return secret;
  const limit = owner.unaltered ? 'negligible' : 'low';
  const reason = `shipped by ${owner.component.purl}${owner.unaltered ? '' : ', content not compared'}`;
  const isMilder = severityRank(limit) < severityRank(severity);
  return {
    ...secret,
    severity: isMilder && !inUse.test(path) ? limit : severity,
    reasons: [...(secret.reasons ?? []), reason],
  };
}
