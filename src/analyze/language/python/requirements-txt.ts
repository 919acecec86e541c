import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { prefixedHash } from '../package-hash.ts';
import { type LockedDistribution, lockObservations } from './locked-distribution.ts';
import { pinnedVersion, tryParseRequirement } from './requirement.ts';

/**
 * Requirements files of pip (pip documentation, "Requirements File Format"). `==` pins a version. Everything else that is
 * asked for is a component as well, with an empty version: what will be installed is not known, but it is not hidden.
 * Options and included files are passed over: included files of the same kind are found by themselves.
 */
export const requirementsTxtAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-requirements',
  revision: 1,
  title: 'Python distributions pinned for pip',
  claims: [
    { suffix: 'requirements.txt' },
    { directory: 'requirements/', suffix: '.txt' },
    { suffix: 'constraints.txt' },
  ],
  *analyze(file) {
    const distributions = logicalLines(decode(file)).flatMap(distributionOf);
    yield* lockObservations(file, distributions);
  },
};

interface LogicalLine {
  readonly text: string;
  readonly line: number;
}

/** Longer lines are not requirements, even with all hashes of a distribution. */
const maxLineLength = 65_536;

/** Lines joined at a final backslash, without comments. */
function logicalLines(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let parts: string[] = [];
  let start = 1;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    if (parts.length === 0) start = index + 1;
    if (line.endsWith('\\')) {
      parts.push(line.slice(0, -1));
      continue;
    }
    lines.push({ text: withoutComment([...parts, line].join(' ')), line: start });
    parts = [];
  }
  if (parts.length > 0) lines.push({ text: withoutComment(parts.join(' ')), line: start });
  return lines;
}

function withoutComment(line: string): string {
  if (line.length > maxLineLength) return '';
  const at = line.search(/(?:^|\s)#/);
  return (at < 0 ? line : line.slice(0, at)).trim();
}

function distributionOf({ text, line }: LogicalLine): readonly LockedDistribution[] {
  if (text === '' || text.startsWith('-')) return [];
  const options = text.indexOf(' --');
  const requirement = tryParseRequirement(options < 0 ? text : text.slice(0, options));
  if (requirement === undefined) return [];
  const hashes =
    options < 0 ? [] : text.slice(options).matchAll(/--hash[= ]([a-z0-9]+:[0-9a-f]+)/g);
  return [
    {
      name: requirement.name,
      version: pinnedVersion(requirement.range),
      line,
      hashes: [...hashes].map((match) => prefixedHash(match[1])),
    },
  ];
}

/** Windows tools write these files in UTF-16 with a byte order mark. */
function decode(file: FileView): string {
  const [first, second] = file.read(0, 2);
  const isUtf16 = first === 0xff && second === 0xfe;
  return isUtf16 ? new TextDecoder('utf-16le').decode(file.bytes()) : file.text();
}
