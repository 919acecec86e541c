import { parse } from 'smol-toml';
import { z } from 'zod';
import { type Ecosystem, ecosystems } from '#model/ecosystem.ts';
import type { Exception } from '../exception.ts';
import { type Imported, inForm, invalid, unrestricted } from './import.ts';

/** TOML dates are `Date` objects; only their day matters. */
const day = z
  .union([z.date().transform((date) => date.toISOString()), z.string()])
  .pipe(z.union([z.iso.date(), z.iso.datetime({ offset: true })]))
  .optional();
const text = z.string().optional();

const OsvConfig = z.object({
  IgnoredVulns: z
    .array(z.object({ id: z.string().min(1), ignoreUntil: day, reason: text }))
    .max(10_000)
    .optional(),
  PackageOverrides: z
    .array(
      z.looseObject({
        name: text,
        version: text,
        ecosystem: text,
        ignore: z.boolean().optional(),
        vulnerability: z.object({ ignore: z.boolean().optional() }).optional(),
        effectiveUntil: day,
        reason: text,
      }),
    )
    .max(10_000)
    .optional(),
});
type Override = NonNullable<z.infer<typeof OsvConfig>['PackageOverrides']>[number];

/**
 * Reads an `osv-scanner.toml`: ignored vulnerabilities, and packages whose vulnerabilities are ignored. What else it
 * overrides is told. Throws `usage.invalid-config`.
 */
export function parseOsvConfig(content: string, name: string): Imported {
  const config = inForm(OsvConfig, readToml(content, name), name);
  const ignored = (config.IgnoredVulns ?? []).map(
    ({ id, ignoreUntil, reason }, index): Exception => ({
      ...unrestricted,
      ids: [id],
      origin: `${name}#IgnoredVulns.${index + 1}`,
      justification: reason ?? 'listed in the ignore file',
      ...(ignoreUntil !== undefined && { expires: ignoreUntil }),
    }),
  );
  const exceptions: Exception[] = [...ignored];
  const notices: string[] = [];
  for (const [index, override] of (config.PackageOverrides ?? []).entries()) {
    const origin = `${name}#PackageOverrides.${index + 1}`;
    const read = readOverride(override, origin);
    if (typeof read === 'string') notices.push(`the entry ${origin} accepts nothing: ${read}`);
    else exceptions.push(read);
  }
  return { exceptions, notices };
}

function readToml(content: string, name: string): unknown {
  try {
    return parse(content);
  } catch (cause) {
    throw invalid(name, cause instanceof Error ? cause.message : 'no TOML', cause);
  }
}

const known = new Set([
  'name',
  'version',
  'ecosystem',
  'ignore',
  'vulnerability',
  'effectiveUntil',
  'reason',
]);

function readOverride(override: Override, origin: string): Exception | string {
  const { name = '', version, ecosystem = '', reason, effectiveUntil } = override;
  const type = ecosystemOf(ecosystem);
  const fault = faultOf(override, type);
  if (fault !== undefined) return fault;
  return {
    ...unrestricted,
    only: {
      names: [name],
      ...(version !== undefined && { version }),
      ...(type !== undefined && { ecosystems: [type] }),
    },
    origin,
    justification: reason ?? 'listed in the ignore file',
    ...(effectiveUntil !== undefined && { expires: effectiveUntil }),
  };
}

function faultOf(override: Override, type: Ecosystem | undefined): string | undefined {
  const strange = Object.keys(override).find((key) => !known.has(key));
  if (strange !== undefined) return `${strange} is not known here`;
  const { name, ecosystem, ignore, vulnerability } = override;
  if (ignore !== true && vulnerability?.ignore !== true) return 'it does not say ignore';
  if (name === undefined) return 'it names no package';
  if (ecosystem === undefined || type !== undefined) return undefined;
  return `the ecosystem ${ecosystem} is not known here`;
}

/** Ecosystems of the OSV schema where they differ from ours. */
const names: ReadonlyMap<string, Ecosystem> = new Map<string, Ecosystem>([
  ['go', 'golang'],
  ['crates.io', 'cargo'],
  ['packagist', 'composer'],
  ['rubygems', 'gem'],
  ['debian', 'deb'],
  ['ubuntu', 'deb'],
  ['alpine', 'apk'],
  ['swifturl', 'swift'],
  ['conancenter', 'conan'],
  ['github actions', 'github'],
]);

function ecosystemOf(named: string): Ecosystem | undefined {
  const plain = named.toLowerCase().split(':', 1).join('');
  return names.get(plain) ?? ecosystems.find((candidate) => candidate === plain);
}
