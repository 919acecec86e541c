import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { parseYaml } from '#yaml/parse.ts';
import { plain } from '#yaml/read.ts';

/** A Sigma rule (specification 2.1) as far as it is used. */
export interface SigmaRule {
  readonly title: string;
  readonly id: string | undefined;
  readonly status: string;
  readonly description: string;
  readonly author: string;
  readonly level: string;
  readonly license: string;
  readonly tags: readonly string[];
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  readonly source: LogSource;
  readonly selections: ReadonlyMap<string, unknown>;
  readonly conditions: readonly string[];
}

export interface LogSource {
  readonly product: string;
  readonly category: string;
  readonly service: string;
}

const maxBytes = 1_000_000;

/** Reads the first document of a file. Throws `input.malformed`, `limit.*`. */
export function readSigma(text: string): SigmaRule {
  const { documents, problems } = parseYaml(text, { maxBytes, maxDepth: 50, maxNodes: 50_000 });
  const [problem] = problems;
  if (problem !== undefined) throw malformed(`line ${problem.range.line}: ${problem.message}`);
  const root = plain(documents[0]?.root, 50_000);
  if (!isRecord(root)) throw malformed('a Sigma rule is a map');
  const { detection, logsource } = root;
  if (!isRecord(detection)) throw malformed('the rule has no detection');
  const { condition, ...selections } = detection;
  return {
    ...wordsOf(root),
    id: textOf(root['id']),
    tags: textsOf(root['tags']),
    references: textsOf(root['references']),
    falsePositives: textsOf(root['falsepositives']),
    source: sourceOf(logsource),
    selections: new Map(Object.entries(selections)),
    conditions: textsOf(condition),
  };
}

function wordsOf(root: Readonly<Record<string, unknown>>) {
  return {
    title: textOf(root['title']) ?? 'Sigma rule',
    status: textOf(root['status']) ?? 'test',
    description: textOf(root['description']) ?? '',
    author: textOf(root['author']) ?? 'unknown author',
    level: textOf(root['level']) ?? 'medium',
    license: textOf(root['license']) ?? 'DRL 1.1',
  };
}

function sourceOf(value: unknown): LogSource {
  const source = isRecord(value) ? value : {};
  return {
    product: textOf(source['product']) ?? '',
    category: textOf(source['category']) ?? '',
    service: textOf(source['service']) ?? '',
  };
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

function textsOf(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((one) => textOf(one) ?? []);
}

function malformed(message: string): CaissonError {
  return new CaissonError('input.malformed', message);
}
