/** The parts of a package URL that a type may have rules for. */
export interface PurlParts {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
}

type CasedPart = 'namespace' | 'name' | 'version';

/**
 * What a type asks for beyond the general rules. Only what canonical forms and the refusals of purl-spec's tests need:
 * namespaces that a type "requires" are often left out in practice (`pkg:golang/stdlib`), and reading is lenient.
 */
interface TypeRules {
  /** Parts that are not case-sensitive and become lower case. */
  readonly lower?: readonly CasedPart[];
  readonly namespace?: 'required' | 'prohibited';
  readonly requiredQualifier?: string;
  readonly name?: RegExp;
  readonly version?: RegExp;
}

const lowerBoth: TypeRules = { lower: ['namespace', 'name'] };
const lowerName: TypeRules = { lower: ['name'] };

const rules: ReadonlyMap<string, TypeRules> = new Map<string, TypeRules>([
  ['alpm', lowerBoth],
  ['apk', lowerBoth],
  ['bitbucket', lowerBoth],
  ['bitnami', lowerName],
  ['brew', lowerBoth],
  [
    'chrome-extension',
    { lower: ['name'], name: /^[a-p]{32}$/, version: /^[0-9]+(?:\.[0-9]+){0,3}$/ },
  ],
  ['composer', lowerBoth],
  ['cpan', { name: /^(?!.*::)/s }],
  ['deb', lowerBoth],
  ['github', lowerBoth],
  ['hex', lowerBoth],
  ['huggingface', { lower: ['version'] }],
  ['julia', { requiredQualifier: 'uuid' }],
  ['luarocks', lowerBoth],
  ['oci', { lower: ['name', 'version'] }],
  ['otp', { lower: ['name'], namespace: 'prohibited' }],
  ['pub', lowerName],
  ['pypi', lowerName],
  ['qpkg', { lower: ['namespace'] }],
  ['rpm', { lower: ['namespace'] }],
  ['swid', { requiredQualifier: 'tag_id' }],
  ['swift', { namespace: 'required' }],
  ['vcpkg', { namespace: 'prohibited' }],
  ['vscode-extension', { lower: ['namespace', 'name', 'version'], namespace: 'required' }],
]);

/** The parts in the spelling that the type calls canonical (purl-spec, `types/*-definition.json`). */
export function canonicalParts<Parts extends PurlParts>(parts: Parts): Parts {
  const cased = lowerCased(parts, rules.get(parts.type)?.lower ?? []);
  if (parts.type === 'pypi') return { ...cased, name: cased.name.replaceAll('_', '-') };
  return isDatabricksModel(parts) ? { ...cased, name: cased.name.toLowerCase() } : cased;
}

/** What the type forbids about the parts, as the end of a sentence; `undefined` when it allows them. */
export function typeFault(parts: PurlParts): string | undefined {
  const rule = rules.get(parts.type);
  if (rule === undefined) return undefined;
  const named = (parts.namespace ?? '') !== '';
  if (rule.namespace === 'required' && !named) return 'needs a namespace';
  if (rule.namespace === 'prohibited' && named) return 'has no namespaces';
  if (rule.requiredQualifier !== undefined && !parts.qualifiers?.[rule.requiredQualifier])
    return `needs the qualifier "${rule.requiredQualifier}"`;
  return spellingFault(parts, rule);
}

function spellingFault({ name, version }: PurlParts, rule: TypeRules): string | undefined {
  if (rule.name?.test(name) === false) return 'does not allow the name';
  if (version && rule.version?.test(version) === false) return 'does not allow the version';
  return undefined;
}

function lowerCased<Parts extends PurlParts>(parts: Parts, lower: readonly CasedPart[]): Parts {
  const { namespace, name, version } = parts;
  return {
    ...parts,
    ...(namespace !== undefined &&
      lower.includes('namespace') && { namespace: namespace.toLowerCase() }),
    ...(lower.includes('name') && { name: name.toLowerCase() }),
    ...(version !== undefined && lower.includes('version') && { version: version.toLowerCase() }),
  };
}

/** MLflow leaves the case of names to the server; Databricks ignores it. */
function isDatabricksModel({ type, qualifiers }: PurlParts): boolean {
  return type === 'mlflow' && (qualifiers?.['repository_url'] ?? '').includes('databricks');
}
