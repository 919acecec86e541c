import {
  type Ast,
  type ComprehensionKind,
  type ComprehensionNode,
  call,
  memberCall,
} from './ast.ts';
import type { MacroContext, MacroDeclaration } from './declare.ts';

type Call = Parameters<MacroDeclaration['expand']>[0];

/** Macros of the language itself (language definition §macros). */
export const standardMacros: readonly MacroDeclaration[] = [
  { name: 'has', member: false, argumentCount: 1, expand: expandHas },
  loop('all', 'all', 1),
  loop('exists', 'exists', 1),
  loop('exists_one', 'existsOne', 1),
  loop('existsOne', 'existsOne', 1),
  loop('map', 'map', 1),
  loop('map', 'map', 1, true),
  { name: 'filter', member: true, argumentCount: 2, expand: expandFilter },
];

/** Macros over index or key and value (cel-go extension TwoVarComprehensions). */
export const twoVariableMacros: readonly MacroDeclaration[] = [
  loop('all', 'all', 2),
  loop('exists', 'exists', 2),
  loop('exists_one', 'existsOne', 2),
  loop('existsOne', 'existsOne', 2),
  loop('transformList', 'map', 2),
  loop('transformList', 'map', 2, true),
  loop('transformMap', 'transformMap', 2),
  loop('transformMap', 'transformMap', 2, true),
  loop('transformMapEntry', 'transformMapEntry', 2),
  loop('transformMapEntry', 'transformMapEntry', 2, true),
];

/** Macros of optional values: `x.optMap(v, expression)`. */
export const optionalMacros: readonly MacroDeclaration[] = [
  optionalMacro('optMap', (body, at) => call('optional.of', [body], at)),
  optionalMacro('optFlatMap', (body) => body),
];

/** `cel.bind(name, value, expression)`. */
export const bindingMacros: readonly MacroDeclaration[] = [
  { name: 'bind', member: true, argumentCount: 3, expand: expandBind },
];

/** Which arguments of a macro call are names that it declares: the rewriter and the printer ask. */
export function declaredNames(node: Ast): readonly string[] {
  if (node.type !== 'call' || node.target === undefined) return [];
  const count = bound.get(node.name) ?? 0;
  const two = node.args.length > 3 || (count === 2 && node.args.length === 3);
  const taken = node.args.slice(0, count === 2 && !two ? 1 : count);
  return taken.flatMap((argument) => (argument.type === 'ident' ? [argument.name] : []));
}

const bound: ReadonlyMap<string, number> = new Map(
  Object.entries({
    all: 2,
    exists: 2,
    exists_one: 2,
    existsOne: 2,
    map: 1,
    filter: 1,
    transformList: 2,
    transformMap: 2,
    transformMapEntry: 2,
    optMap: 1,
    optFlatMap: 1,
    bind: 1,
    sortBy: 1,
  }),
);

function expandHas({ args, at }: Call, context: MacroContext): Ast | undefined {
  const [operand] = args;
  if (operand?.type !== 'select' || operand.test === true)
    return context.fail(
      operand ?? call('has', [], at),
      'has() takes the selection of a field, as has(object.field)',
    );
  return { ...operand, test: true };
}

function loop(
  name: string,
  kind: ComprehensionKind,
  variables: 1 | 2,
  filtered = false,
): MacroDeclaration {
  return {
    name,
    member: true,
    argumentCount: variables + (filtered ? 2 : 1),
    expand({ target, args, at }, context) {
      if (target === undefined) return undefined;
      const names = namesOf(args.slice(0, variables), context);
      if (!Array.isArray(names)) return names;
      const rest = args.slice(variables);
      return comprehension(kind, { at, range: target, names, rest });
    },
  };
}

function comprehension(
  kind: ComprehensionKind,
  parts: {
    readonly at: number;
    readonly range: Ast;
    readonly names: readonly string[];
    readonly rest: readonly Ast[];
  },
): ComprehensionNode | undefined {
  const body = parts.rest.at(-1);
  const [variable, variable2] = parts.names;
  const filter = parts.rest.length > 1 ? parts.rest[0] : undefined;
  if (body === undefined || variable === undefined) return undefined;
  return {
    type: 'comprehension',
    kind,
    at: parts.at,
    range: parts.range,
    variable,
    ...(variable2 === undefined ? {} : { variable2 }),
    ...(filter === undefined ? {} : { filter }),
    body,
  };
}

function expandFilter({ target, args, at }: Call, context: MacroContext): Ast | undefined {
  const [variable, condition] = args;
  if (target === undefined || variable === undefined || condition === undefined) return undefined;
  const names = namesOf([variable], context);
  if (!Array.isArray(names)) return names;
  return comprehension('map', { at, range: target, names, rest: [condition, variable] });
}

/** The names, or a node that stands for the error. */
function namesOf(args: readonly Ast[], context: MacroContext): string[] | Ast {
  const names: string[] = [];
  for (const argument of args) {
    if (argument.type !== 'ident' || argument.name.startsWith('.'))
      return context.fail(argument, 'argument must be a simple name');
    if (names.includes(argument.name))
      return context.fail(argument, 'the two variables must have different names');
    names.push(argument.name);
  }
  return names;
}

/** `target.hasValue() ? wrap(bind(name, target.value(), body)) : optional.none()`, the target computed once. */
function optionalMacro(name: string, wrap: (body: Ast, at: number) => Ast): MacroDeclaration {
  return {
    name,
    member: true,
    argumentCount: 2,
    expand({ target, args, at }, context) {
      const [variable, body] = args;
      if (target === undefined || variable === undefined || body === undefined) return undefined;
      const names = namesOf([variable], context);
      if (!Array.isArray(names)) return names;
      const held = context.fresh('optional');
      const read: Ast = { type: 'ident', at: target.at, name: held };
      const value = memberCall('value', read, [], at);
      const inner: Ast = { type: 'bind', at, name: names[0] ?? '', value, body };
      const test = memberCall('hasValue', read, [], at);
      const choice = call('_?_:_', [test, wrap(inner, at), call('optional.none', [], at)], at);
      return { type: 'bind', at, name: held, value: target, body: choice, inline: true };
    },
  };
}

function expandBind({ target, args, at }: Call, context: MacroContext): Ast | undefined {
  const [name, value, body] = args;
  const isNamespace = target?.type === 'ident' && (target.name === 'cel' || target.name === '.cel');
  if (!isNamespace || name === undefined || value === undefined || body === undefined)
    return undefined;
  const names = namesOf([name], context);
  if (!Array.isArray(names)) return names;
  return { type: 'bind', at, name: names[0] ?? '', value, body };
}
