import { distinct, type Influence, through } from '../github/influence.ts';
import type { Trigger } from '../model.ts';
import { Memo } from '../system/memo.ts';
import type { GroovyBlock, GroovyCall, PlacedCall } from './groovy.ts';
import { argumentOf, namedArgument } from './groovy.ts';
import { buildVariable, commandOutput } from './values.ts';

const maxDepth = 100;
const maxNames = 20;

/** Follows values from outside through the variables of a Jenkinsfile. */
export interface JenkinsTaint {
  /** What an expression of Groovy may hold. */
  readonly ofExpression: (expression: string) => readonly Influence[];
  /** What a variable of the environment may hold. */
  readonly ofVariable: (name: string) => readonly Influence[];
}

/** Reads assignments, `environment` blocks and parameters of the file. */
export function taintOf(
  block: GroovyBlock,
  calls: readonly PlacedCall[],
  triggers: readonly Trigger[],
): JenkinsTaint {
  const sources = sourcesOf(block, calls);
  const outputs = new Map(
    calls.flatMap(({ call }) =>
      call.target !== undefined && returnsOutput(call)
        ? [[lastName(call.target), argumentOf(call, 'script')?.text?.value ?? ''] as const]
        : [],
    ),
  );
  const parameters = new Set(calls.flatMap(({ call }) => parameterOf(call)));
  const memo = new Memo<readonly Influence[]>();
  function ofName(name: string, depth: number): readonly Influence[] {
    const output = outputs.get(name);
    const direct = [
      ...buildVariable(name, triggers),
      ...(output === undefined ? [] : commandOutput(output, triggers)),
      ...(parameters.has(name) ? [ofParameter(name)] : []),
    ];
    const source = sources.get(name);
    if (source === undefined || depth > maxDepth) return direct;
    return memo.once(name, direct, () => {
      const inherited = namesIn(source).flatMap((each) => ofName(each, depth + 1));
      return distinct([...direct, ...inherited.map((each) => through(each, name))]);
    });
  }
  return {
    ofVariable: (name) => ofName(name, 0),
    ofExpression: (expression) =>
      isFixed(expression) ? [] : distinct(namesIn(expression).flatMap((name) => ofName(name, 0))),
  };
}

/** Names that an expression reads: `env.X`, `params.X` and plain ones, without members and methods. */
function namesIn(expression: string): readonly string[] {
  const plain = expression.slice(0, 2000).replace(/'[^'\n]*'/g, ' ');
  const found = plain.matchAll(/(?<![.\w])(?:env\.|params\.)?([A-Za-z_]\w*)/g);
  return [...new Set([...found].map(([, name = '']) => name))].slice(0, maxNames);
}

/** Values that are only compared, or made harmless. */
function isFixed(expression: string): boolean {
  return /[=!]=|\.(?:replaceAll|hashCode|length|size|contains|startsWith|endsWith|matches)\b|\?[^:]*:/.test(
    expression,
  );
}

function sourcesOf(block: GroovyBlock, calls: readonly PlacedCall[]): ReadonlyMap<string, string> {
  const blocks = [block, ...calls.flatMap(({ call }) => call.body ?? [])];
  return new Map(
    blocks.flatMap(({ assignments }) =>
      assignments.map(({ name, value }) => [lastName(name), value.source] as const),
    ),
  );
}

function returnsOutput(call: GroovyCall): boolean {
  const isCommand = /^(?:sh|bat|powershell|pwsh)(?:\.|$)/.test(call.name);
  return isCommand && namedArgument(call, 'returnStdout')?.source === 'true';
}

/** Parameters that are free texts: `string(name: 'X')`, `text(…)`. */
function parameterOf({ name, args }: GroovyCall): readonly string[] {
  if (name !== 'string' && name !== 'text') return [];
  if (args.some((each) => each.name === 'credentialsId')) return [];
  const given = args.find((each) => each.name === 'name')?.text?.value;
  return given === undefined ? [] : [given];
}

function ofParameter(name: string): Influence {
  const source = `params.${name}`;
  return {
    source,
    trust: 'arbitrary',
    actor: 'maintainer',
    privileged: true,
    provided: true,
    path: [source],
  };
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
