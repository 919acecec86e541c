import type { ShellScript } from '#shell/script.ts';
import type { YamlScalar } from '#yaml/node.ts';
import { entriesOf, resolve } from '#yaml/read.ts';
import type { Job, Script, Step, Variable } from '../model.ts';
import { entryOf, keyOf, mapOf, scalarOf, variableOf } from '../yaml-access.ts';
import { taintedOutput } from './action-outputs.ts';
import { contextPath } from './context-path.ts';
import { sourceOf } from './event-source.ts';
import { type Expression, expressionsIn } from './expression.ts';
import { type ExpressionNode, ungrouped } from './expression-node.ts';
import { parseExpression } from './expression-parser.ts';
import { distinct, type Influence, through } from './influence.ts';
import { matrixValues } from './matrix.ts';
import { defaultVariable, isMergeReference, reachOf } from './reach.ts';
import { writtenTo } from './script-outputs.ts';
import { valueNodes } from './value-node.ts';
import type { WrittenPipeline } from './workflow.ts';

/** Where an expression stands: names mean different things in different steps. */
export interface Position {
  readonly job?: Job | undefined;
  readonly step?: Step | undefined;
}

/** What taint needs of the file. */
export interface TaintInput {
  readonly pipeline: WrittenPipeline;
  /** What an input of this template holds, by lower-case name. */
  readonly inputs: (name: string) => readonly Influence[];
  readonly shell: (script: Script) => ShellScript | undefined;
  /** What an output of a local action holds; nothing when it cannot be read. */
  readonly outputsOf?: (
    step: Step,
    name: string,
    taint: Taint,
    at: Position,
  ) => readonly Influence[];
}

const maxDepth = 12;
const maxEvaluations = 20_000;
const maxCharacters = 20_000_000;

/** Follows values from outside through the expressions of one file. Answers are remembered; cycles and floods are cut. */
export class Taint {
  readonly #input: TaintInput;
  readonly #known = new Map<string, readonly Influence[]>();
  readonly #positions = new Map<Step | Job | undefined, number>();
  readonly #writers = new Map<Job, readonly Step[]>();
  #depth = 0;
  #left = maxEvaluations;
  #characters = maxCharacters;

  constructor(input: TaintInput) {
    this.#input = input;
  }

  /** Whether something was not followed to its end, because the file asks for too much. */
  get exhausted(): boolean {
    return this.#left <= 0 || this.#characters <= 0;
  }

  /** What a text with expressions may hold. */
  ofScalar(scalar: YamlScalar | undefined, at: Position): readonly Influence[] {
    if (scalar === undefined || !scalar.text.includes('${{')) return [];
    return distinct(
      expressionsIn(scalar).flatMap((expression) => this.ofExpression(expression, at)),
    );
  }

  /** What an expression may expand to. */
  ofExpression({ tree }: Expression, at: Position): readonly Influence[] {
    return tree === undefined ? [] : this.ofNode(tree, at);
  }

  /** What a part of an expression may evaluate to. */
  ofNode(node: ExpressionNode, at: Position): readonly Influence[] {
    return distinct(
      valueNodes(node).flatMap((each) => this.#ofContext(each.node, each.written, at)),
    );
  }

  /** What one context, or a member of what a call gives, may hold; see `ValueNode`. */
  ofValue(node: ExpressionNode, written: boolean, at: Position): readonly Influence[] {
    return distinct(this.#ofContext(node, written, at));
  }

  /** What a text of the expression language may evaluate to; nothing when it is none. */
  ofText(text: string, at: Position): readonly Influence[] {
    try {
      return this.ofNode(parseExpression(text), at);
    } catch {
      return [];
    }
  }

  /** What an environment variable of a step holds. */
  variable(name: string, at: Position): readonly Influence[] {
    return this.#once(`env.${name}`, at, () => {
      const found = this.#environments(at)
        .map((variables) => variableOf(variables, name, true))
        .find((each) => each !== undefined);
      if (found !== undefined) return this.#ofVariable(found, at);
      return defaultVariable(name, this.#input.pipeline.triggers) ?? this.#written(name, at);
    });
  }

  #ofContext(node: ExpressionNode, written: boolean, at: Position): readonly Influence[] {
    const path = contextPath(node);
    if (path === undefined) return this.#ofResult(node, at);
    if (path[0] === 'github') return this.#ofGithub(path, written, at);
    return this.#named(this.#ofMember(path, at), path.join('.'));
  }

  #ofMember([root, first, second, third]: readonly string[], at: Position): readonly Influence[] {
    if (first === undefined) return [];
    switch (root) {
      case 'env':
        return this.variable(first, at);
      case 'inputs':
        return this.#input.inputs(first);
      case 'steps':
        return second === 'outputs' ? this.#stepOutput(first, third, at) : [];
      case 'needs':
        return second === 'outputs' ? this.#jobOutput(first, third, at) : [];
      case 'matrix':
        return this.#matrix([first, ...(second === undefined ? [] : [second])], at);
      default:
        return [];
    }
  }

  /** `fromJSON(x).member`: what the call is given. */
  #ofResult(node: ExpressionNode, at: Position): readonly Influence[] {
    let inner = ungrouped(node);
    while (inner.kind === 'property' || inner.kind === 'index' || inner.kind === 'star')
      inner = ungrouped(inner.object);
    if (inner.kind !== 'call') return [];
    return inner.args.flatMap((each) =>
      valueNodes(each).flatMap((value) => this.#ofContext(value.node, true, at)),
    );
  }

  #ofGithub(path: readonly string[], written: boolean, { job }: Position): readonly Influence[] {
    if (path[1] === 'event' && path[2] === 'inputs' && path[3] !== undefined)
      return this.#named(this.#input.inputs(path[3]), path.join('.'));
    const { trust, actor, events } = sourceOf(path, written);
    if (trust === 'fixed') return [];
    const source = path.join('.');
    const triggers = job?.triggers ?? this.#input.pipeline.triggers;
    const { privileged, provided } = reachOf(triggers, events, source);
    if (provided && isMergeReference(source, triggers)) return [];
    return [{ source, trust, actor, privileged, provided, path: [source] }];
  }

  #named(influences: readonly Influence[], name: string): readonly Influence[] {
    return influences.map((each) => through(each, name));
  }

  /** Environments that a step sees, the nearest first. */
  #environments({ job, step }: Position): readonly (readonly Variable[])[] {
    return [step?.variables ?? [], job?.variables ?? [], this.#input.pipeline.variables];
  }

  #ofVariable({ node }: Variable, at: Position): readonly Influence[] {
    return this.ofScalar(scalarOf(node), at);
  }

  /** What earlier steps wrote to `GITHUB_ENV` under a name. */
  #written(name: string, at: Position): readonly Influence[] {
    const { job, step } = at;
    if (job === undefined) return [];
    const before = this.#writersOf(job).filter(({ index }) => index < (step?.index ?? Infinity));
    return before.flatMap((each) => (this.exhausted ? [] : this.#scriptOutput(each, name, at)));
  }

  /** Steps of a job that write to `GITHUB_ENV`. */
  #writersOf(job: Job): readonly Step[] {
    const known = this.#writers.get(job);
    if (known !== undefined) return known;
    const found = job.steps.filter(
      ({ scripts }) => scripts[0]?.text.includes('GITHUB_ENV') === true,
    );
    this.#writers.set(job, found);
    return found;
  }

  #stepOutput(id: string | undefined, name = '*', at: Position): readonly Influence[] {
    if (id === undefined) return [];
    return this.#once(`steps.${id}.${name}`, { job: at.job }, () => {
      const step = at.job?.steps.find((each) => each.id?.value.toLowerCase() === id);
      if (step === undefined) return [];
      if (step.uses === undefined) return this.#scriptOutput(step, name, at);
      if (step.uses.origin === 'local')
        return this.#input.outputsOf?.(step, name, this, { job: at.job, step }) ?? [];
      return this.#actionOutput(step, name, at);
    });
  }

  #scriptOutput(step: Step, name: string, { job }: Position): readonly Influence[] {
    const at = { job, step };
    return step.scripts.flatMap((script) => {
      this.#characters -= script.text.length + 100;
      const shell = this.#characters > 0 ? this.#input.shell(script) : undefined;
      if (shell === undefined) return [];
      return writtenTo(name, script, shell, {
        hole: (expression) => this.ofText(expression, at),
        variable: (variable) => this.variable(variable, at),
      });
    });
  }

  #actionOutput({ uses }: Step, name: string, at: Position): readonly Influence[] {
    const known = uses === undefined ? undefined : taintedOutput(uses.source, name);
    if (uses === undefined || known === undefined) return [];
    const triggers = at.job?.triggers ?? [];
    const reach = reachOf(
      triggers.filter(({ actor }) => actor === 'outsider'),
      undefined,
      '',
    );
    const actor = reach.provided ? ('outsider' as const) : ('contributor' as const);
    const source = `${known.what} (${uses.source})`;
    const { privileged } = reach.provided ? reach : reachOf(triggers, undefined, '');
    return [{ source, trust: known.trust, actor, privileged, provided: true, path: [source] }];
  }

  #jobOutput(id: string | undefined, name: string | undefined, at: Position): readonly Influence[] {
    if (id === undefined || name === undefined) return [];
    return this.#once(`needs.${id}.${name}`, {}, () => {
      const job = this.#input.pipeline.jobs.find((each) => each.id.value.toLowerCase() === id);
      if (job === undefined || job === at.job) return [];
      const outputs = entryOf(job.node, 'outputs')?.value;
      const entry = entriesOf(outputs).findLast((each) => keyOf(each).value.toLowerCase() === name);
      return this.ofScalar(scalarOf(entry?.value), { job });
    });
  }

  #matrix(path: readonly string[], at: Position): readonly Influence[] {
    const strategy = entryOf(at.job?.node, 'strategy')?.value;
    const matrix = resolve(entryOf(strategy, 'matrix')?.value);
    if (matrix === undefined) return [];
    return this.#once(`matrix.${path.join('.')}`, { job: at.job }, () => {
      const scalars = matrix.kind === 'scalar' ? [matrix] : matrixValues(mapOf(matrix), path);
      return scalars.flatMap((scalar) => this.ofScalar(scalar, { job: at.job }));
    });
  }

  /** Computes an answer once for a place; what asks for itself gets nothing. */
  #once(
    name: string,
    { job, step }: Position,
    compute: () => readonly Influence[],
  ): readonly Influence[] {
    const key = `${this.#numberOf(job)}/${this.#numberOf(step)}/${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#depth >= maxDepth || this.#left <= 0) return [];
    this.#known.set(key, []);
    this.#depth += 1;
    this.#left -= 1;
    const found = distinct(compute());
    this.#depth -= 1;
    this.#known.set(key, found);
    return found;
  }

  #numberOf(place: Step | Job | undefined): number {
    const known = this.#positions.get(place);
    if (known !== undefined) return known;
    this.#positions.set(place, this.#positions.size);
    return this.#positions.size - 1;
  }
}
