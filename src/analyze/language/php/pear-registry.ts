import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import type { Requirement } from '#model/component.ts';
import { licensesOf } from '../license.ts';
import { packageComponent, requiresOf, textOf } from '../package-component.ts';
import { plainPurl } from '../package-url.ts';
import { type PhpValue, parsePhpSerialized } from './php-serialized.ts';

type Fields = ReadonlyMap<string, PhpValue>;

/**
 * What PEAR and PECL installed: one serialised array a package in `.registry/NAME.reg`, and for other channels in
 * `.registry/.channel.NAME/`. Extensions come from the channel pecl.php.net.
 */
export const pearRegistryAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/php-pear',
  revision: 1,
  title: 'PHP packages installed by PEAR and PECL',
  claims: [{ suffix: '.reg' }],
  *analyze(file, scope) {
    if (!file.path.includes('/.registry/')) return;
    const value = parsePhpSerialized(file.bytes(), {
      maxDepth: scope.limits.maxDepth,
      maxValues: scope.limits.maxEntries,
    });
    const fields = mapOf(value);
    const name = textOf(fields.get('name')) ?? textOf(fields.get('package'));
    const version = textOf(mapOf(fields.get('version')).get('release') ?? fields.get('version'));
    if (name === undefined || version === undefined || !/^[A-Za-z]\w*$/.test(name))
      throw new CaissonError('input.malformed', 'the registry file names no package and version');
    const channel = textOf(fields.get('channel')) ?? channelOfPath(file.path);
    const license = fields.get('license');
    yield packageComponent(file, {
      purl: plainPurl('pear', `${channel}/${name}`, version),
      name,
      version,
      ecosystem: 'pear',
      presence: 'installed',
      ...licensesOf([mapOf(license).get('_content') ?? license]),
      ...requiresOf(requirementsOf(fields)),
    });
  },
};

function channelOfPath(path: string): string {
  return /\/\.channel\.([\w.-]+)\//.exec(path)?.[1] ?? 'pear.php.net';
}

/** `dependencies.required.package` is one package or a list of them. */
function requirementsOf(fields: Fields): readonly Requirement[] {
  const dependencies = mapOf(fields.get('dependencies'));
  return (['required', 'optional'] as const).flatMap((kind) => {
    const found = mapOf(mapOf(dependencies.get(kind)).get('package'));
    const list = found.has('name') ? [found] : [...found.values()].map(mapOf);
    return list.slice(0, maxRequired).flatMap((entry): readonly Requirement[] => {
      const name = textOf(entry.get('name'));
      if (name === undefined) return [];
      return [kind === 'optional' ? { name, scope: 'optional' } : { name }];
    });
  });
}

const maxRequired = 500;

function mapOf(value: PhpValue | undefined): Fields {
  return value === undefined || typeof value === 'string' ? new Map() : value;
}
