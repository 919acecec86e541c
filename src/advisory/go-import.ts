import { isRecord } from '#kit/json.ts';
import type { AdvisoryQualifiers } from '#model/advisory.ts';
import { strings } from './name.ts';

type Imports = NonNullable<AdvisoryQualifiers['imports']>;

/**
 * The vulnerable Go packages and their symbols (Go vulnerability database, OSV `ecosystem_specific.imports`). A package
 * without symbols is vulnerable as a whole. An entry for another operating system than Linux is kept: over-reporting is safe.
 */
export function importsOf(specific: unknown): Imports {
  const imports = isRecord(specific) ? specific['imports'] : undefined;
  if (!Array.isArray(imports)) return [];
  return imports.flatMap((one: unknown) => {
    const path = isRecord(one) ? one['path'] : undefined;
    if (typeof path !== 'string' || path === '' || path.length > 512) return [];
    return [{ path, symbols: isRecord(one) ? strings(one['symbols']).sort() : [] }];
  });
}
