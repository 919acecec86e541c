import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type CredentialCheck, credentialChecks } from '../src/credential/checks.ts';
import { configurationFormats } from '../src/credential/format/read.ts';
import { type CompiledService, recordOf } from '../src/credential/service/catalogue.ts';
import { namesOf } from '../src/credential/service/condition.ts';
import { severities } from '../src/model/severity.ts';

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const list = texts.default([]);
const check = z.custom<CredentialCheck>(
  (value) => typeof value === 'string' && Object.hasOwn(credentialChecks, value),
  'is no check of the room credential',
);

const setting = z.union([
  z.string().transform((key) => ({ key: [key], env: [], arg: [] })),
  z.strictObject({
    key: list,
    env: list,
    arg: list,
    switch: z.boolean().optional(),
    secret: z.boolean().optional(),
    list: z.boolean().optional(),
    user: z.string().optional(),
    default: z.string().optional(),
  }),
]);

const schema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(2),
  reference: z.url(),
  detect: z
    .strictObject({ packages: list, paths: list, images: list })
    .default({ packages: [], paths: [], images: [] }),
  start: z.strictObject({ commands: list, env: list }).default({ commands: [], env: [] }),
  files: z
    .array(
      z.strictObject({
        format: z.enum(configurationFormats),
        names: list,
        folders: list,
        suffix: z.string().optional(),
        within: z.string().optional(),
      }),
    )
    .default([]),
  settings: z.record(z.string(), setting),
  verdicts: z
    .array(
      z.strictObject({
        check,
        when: z.string(),
        message: z.string().min(10),
        severity: z.enum(severities).optional(),
        byDefault: z.boolean().default(false),
      }),
    )
    .min(1),
});

/** All services below `catalog/service` of `root`, in the order of their ids. Throws when one is wrong. */
export function readServices(root: string): readonly CompiledService[] {
  return globSync(join(root, 'catalog', 'service', '*', 'service.yaml'))
    .sort()
    .map(readService);
}

/** The text of `data/catalog/services.json`. */
export function compileServices(root: string): string {
  const lines = readServices(root).map((service) => JSON.stringify(service));
  return `{"services":[\n${lines.join(',\n')}\n]}\n`;
}

function readService(path: string): CompiledService {
  const parsed = schema.safeParse(parse(readFileSync(path, 'utf8'), { version: '1.2' }));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  const { settings, files, verdicts, ...rest } = parsed.data;
  if (rest.id !== basename(dirname(path))) throw new Error(`${path} has id ${rest.id}`);
  const service: CompiledService = {
    ...rest,
    files: files.map(({ suffix, within, ...file }) => ({
      ...file,
      ...(suffix !== undefined && { suffix }),
      ...(within !== undefined && { within }),
    })),
    settings: Object.entries(settings).map(([name, value]) => settingOf(name, value)),
    verdicts: verdicts.map(({ severity, ...verdict }) => ({
      ...verdict,
      ...(severity !== undefined && { severity }),
    })),
  };
  checkNames(service, path);
  return service;
}

function settingOf(
  name: string,
  value: z.infer<typeof setting>,
): CompiledService['settings'][number] {
  const { key, env, arg } = value;
  const more =
    'switch' in value ||
    'secret' in value ||
    'default' in value ||
    'list' in value ||
    'user' in value
      ? value
      : {};
  const { user, default: fallback } = more as { readonly user?: string; readonly default?: string };
  const {
    switch: isSwitch,
    secret,
    list: isList,
  } = more as {
    readonly switch?: boolean;
    readonly secret?: boolean;
    readonly list?: boolean;
  };
  return {
    name,
    keys: key,
    env,
    args: arg,
    isSwitch: isSwitch === true,
    isSecret: secret === true,
    isList: isList === true,
    ...(user !== undefined && { user }),
    ...(fallback !== undefined && { fallback }),
  };
}

/** Every name that a condition asks for must be a setting, or it would be silently absent. */
function checkNames(service: CompiledService, path: string): void {
  const known = new Set(service.settings.map(({ name }) => name));
  for (const { when } of recordOf(service).verdicts) {
    for (const name of namesOf(when))
      if (!known.has(name)) throw new Error(`${path}: there is no setting ${name}`);
  }
}
