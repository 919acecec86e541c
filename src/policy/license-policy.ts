import { parseDocument } from 'yaml';
import { z } from 'zod';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { parsePurl } from '#model/purl.ts';
import { severities } from '#model/severity.ts';
import type { LicensePolicy } from './license-findings.ts';
import { licenseGroups } from './license-groups.ts';

const Patterns = z
  .array(z.string().min(1).max(200))
  .max(1000)
  .describe('SPDX ids with * for any text, or group:NAME');

/** The licence policy, `.caisson-licenses.yaml`. Strict: a misspelt key would silently allow more. */
const LicensePolicyFile = z.strictObject({
  allow: Patterns.optional(),
  deny: Patterns.optional(),
  unknown: z.enum(['allow', 'deny']).default('allow'),
  severity: z.enum(severities).default('medium'),
  packages: z
    .array(
      z.strictObject({
        package: z.string().startsWith('pkg:'),
        license: z.string().min(1).max(1000).optional(),
        reason: z.string().min(1),
      }),
    )
    .max(10_000)
    .default([]),
});

/** Reads a licence policy (YAML). Throws `usage.invalid-config` with every fault in it. */
export function parseLicensePolicy(text: string, name: string): LicensePolicy {
  const document = parseDocument(text, { logLevel: 'error' });
  const parsed = LicensePolicyFile.safeParse(document.toJS({ maxAliasCount: 100 }));
  const [fault] = document.errors;
  const message = fault?.message ?? (parsed.success ? undefined : z.prettifyError(parsed.error));
  if (!parsed.success || message !== undefined)
    throw new CaissonError(
      'usage.invalid-config',
      `the licence policy ${quote(name)} is not valid:\n${message ?? ''}`,
      { hint: 'give "allow" or "deny" with SPDX ids such as MIT, GPL-* or group:permissive' },
    );
  checkGroups([...(parsed.data.allow ?? []), ...(parsed.data.deny ?? [])], name);
  for (const entry of parsed.data.packages) parsePurl(entry.package);
  return { ...parsed.data, name };
}

function checkGroups(patterns: readonly string[], name: string): void {
  const wrong = patterns.find(
    (pattern) => pattern.startsWith('group:') && !licenseGroups.has(pattern.slice(6)),
  );
  if (wrong === undefined) return;
  throw new CaissonError(
    'usage.invalid-config',
    `the licence policy ${quote(name)} names the unknown group ${quote(wrong)}`,
    { hint: `groups are ${[...licenseGroups.keys()].join(', ')}` },
  );
}
