import type { YamlNode } from '#yaml/node.ts';
import { itemsOf } from '#yaml/read.ts';
import { distinct, type Influence, through } from '../github/influence.ts';
import { holesBetween, holesMatching } from '../system/holes.ts';
import { entryOf, stringAt } from '../yaml-access.ts';

/** What the parameters of a scope hold; names that are missing are given by whoever runs it. */
export interface Scope {
  /** `undefined` for names that nobody declares. */
  readonly parameter: (name: string) => readonly Influence[] | undefined;
  /** What `{{ … }}` holds. */
  readonly event: (expression: string) => readonly Influence[];
}

const reference =
  /\$\((?:inputs\.)?(?:params|tt\.params)(?:\.([\w-]{1,100})|\[["']([\w.-]{1,100})["']\])(?:\[[\w*]+\]|\.[\w-]+)?\)/g;

/** Names of parameters that a text expands, with their places. */
export function parametersIn(
  text: string,
): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  if (!text.includes('$(')) return [];
  return [...text.matchAll(reference)].map((match) => ({
    name: match[1] ?? match[2] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** What a text may hold when it is expanded in a scope. */
export function valueOf(text: string, scope: Scope): readonly Influence[] {
  const fromParameters = parametersIn(text).flatMap(({ name }) =>
    (scope.parameter(name) ?? []).map((each) => through(each, `params.${name}`)),
  );
  const fromEvent = [
    ...holesBetween(text, '{{', '}}'),
    ...holesMatching(text, /\$\(((?:body|extensions)[.[][^()\s]{1,200})\)/g),
  ].flatMap(({ expression }) => scope.event(expression));
  return distinct([...fromParameters, ...fromEvent]);
}

/** The scope inside of something: its declared parameters, given from outside or by default. */
export function innerScope(
  declared: YamlNode | undefined,
  given: YamlNode | undefined,
  outer: Scope,
  unknown: (name: string) => readonly Influence[],
): Scope {
  const known = new Map<string, readonly Influence[]>();
  for (const item of itemsOf(declared)) {
    const name = nameOf(item);
    known.set(name, given === undefined && !isBounded(item) ? unknown(name) : []);
  }
  for (const item of itemsOf(given)) {
    const value = entryOf(item, 'value')?.value;
    if (value !== undefined) known.set(nameOf(item), valueOfNode(value, outer));
  }
  return {
    event: outer.event,
    parameter: (name) => known.get(name) ?? outer.parameter(name),
  };
}

function nameOf(item: YamlNode): string {
  return stringAt(item, 'name')?.value ?? '';
}

function valueOfNode(node: YamlNode, scope: Scope): readonly Influence[] {
  if (node.kind === 'scalar') return valueOf(node.text, scope);
  return itemsOf(node).flatMap((item) => (item.kind === 'scalar' ? valueOf(item.text, scope) : []));
}

/** A parameter with a list of values. */
function isBounded(item: YamlNode): boolean {
  return entryOf(item, 'enum') !== undefined;
}
