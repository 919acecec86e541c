import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { basename } from '#kit/path.ts';
import type { Requirement } from '#model/component.ts';
import { licensesOf } from '../license.ts';
import { packageComponent, requiresOf, textOf } from '../package-component.ts';
import { gemPurl } from '../package-url.ts';

/**
 * Installed gems: the specifications that RubyGems writes to `specifications/` (and `specifications/default/`) when it
 * installs. They are Ruby source in a fixed form, one attribute a line, which is read and never run. A specification
 * that computes its version is named by its stub comment or its file name.
 */
export const gemspecAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/ruby-gemspec',
  revision: 1,
  title: 'installed Ruby gems',
  claims: [{ suffix: '.gemspec' }],
  *analyze(file) {
    if (!file.path.includes('/specifications/')) return;
    const spec = readSpecification(file.text());
    const { name, version } = identityOf(spec, file.path);
    yield packageComponent(file, {
      purl: gemPurl(name, version, spec.platform),
      name,
      version,
      ecosystem: 'gem',
      presence: 'installed',
      ...licensesOf(spec.licenses),
      ...requiresOf(spec.requires.values()),
    });
  },
};

interface Specification {
  name?: string;
  version?: string;
  platform?: string;
  /** `# stub: NAME VERSION PLATFORM PATHS`. */
  stub?: readonly string[];
  licenses: readonly string[];
  readonly requires: Map<string, Requirement>;
}

/** Longer lines are lists of files. */
const maxLineLength = 8192;

function readSpecification(text: string): Specification {
  const spec: Specification = { licenses: [], requires: new Map() };
  for (const line of text.split('\n')) {
    if (line.length > maxLineLength) continue;
    const trimmed = line.trim();
    if (trimmed.startsWith('# stub: ')) spec.stub ??= trimmed.slice(8).split(' ');
    else readAttribute(spec, trimmed);
  }
  return spec;
}

function readAttribute(spec: Specification, line: string): void {
  const match = /^[a-z_]\w{0,20}\.(\w+)\s*(=|\(|\s)(.*)$/.exec(line);
  if (match === null) return;
  const value = match[3] ?? '';
  switch (match[1]) {
    case 'name':
    case 'version':
    case 'platform':
      return setText(spec, match[1], value);
    case 'license':
    case 'licenses':
      spec.licenses = literals(value);
      return;
    case 'add_dependency':
    case 'add_runtime_dependency':
      return addRequirement(spec.requires, literals(value));
    default:
  }
}

function setText(spec: Specification, key: 'name' | 'version' | 'platform', value: string): void {
  const text = textOf(literals(value)[0]);
  if (text !== undefined) spec[key] ??= text;
}

/** The first literal is the name, the others are version requirements. */
function addRequirement(
  requires: Map<string, Requirement>,
  [name, ...ranges]: readonly string[],
): void {
  if (textOf(name) === undefined || name === undefined) return;
  const range = textOf(ranges.join(', '));
  requires.set(name, range === undefined || range === '>= 0' ? { name } : { name, range });
}

/** All string literals of a line: `"…"`, `'…'` and `%q<…>`. The pattern is linear: no alternative can run past its mark. */
function literals(text: string): readonly string[] {
  const found = text.matchAll(/"([^"]*)"|'([^']*)'|%q<([^<>]*)>/g);
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

interface Identity {
  readonly name: string;
  readonly version: string;
}

function identityOf(spec: Specification, path: string): Identity {
  const literal = /^\d/.test(spec.version ?? '') ? spec.version : undefined;
  const fallback = fromStub(spec.stub) ?? fromFileName(path);
  const name = spec.name ?? fallback?.name;
  const version = literal ?? fallback?.version;
  if (name === undefined || version === undefined)
    throw new CaissonError('input.malformed', 'the gem specification names no gem and version');
  return { name, version };
}

function fromStub(stub: readonly string[] = []): Identity | undefined {
  const name = textOf(stub[0]);
  const version = textOf(stub[1]);
  return name === undefined || version === undefined ? undefined : { name, version };
}

/** `NAME-VERSION[-PLATFORM].gemspec`; names may hold hyphens, versions begin with a digit. */
function fromFileName(path: string): Identity | undefined {
  const match = /^(.{1,200}?)-(\d[^-]{0,99})(?:-|$)/.exec(basename(path).replace(/\.gemspec$/, ''));
  const name = match?.[1];
  const version = match?.[2];
  return name === undefined || version === undefined ? undefined : { name, version };
}
