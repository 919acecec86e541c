import type { Ast } from '#cel/ast.ts';
import type { Environment } from '#cel/compile.ts';
import { JSON_PATCH, objectType } from '#cel/library/mutation.ts';
import { BOOL, listOf, STRING, type Type } from '#cel/type.ts';
import { isCaissonError } from '#kit/error.ts';
import { fieldOf, valueAt } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { aboutTemplate, templateOf, type Variant, variantMatch, variantsOf } from './autogen.ts';
import type { CompiledException, CompiledGeneration, CompiledPolicy, Named } from './compiled.ts';
import { EnvironmentFactory, type Environments, withVariable } from './environments.ts';
import { compileSource, Expression } from './expression.ts';
import type { Exception, NamedSource, Policy, PolicyFault, Source } from './policy.ts';
import { ruleVariantsOf } from './rule-autogen.ts';
import { expressionsIn, type Template, templateDocuments } from './template.ts';
import { matchesWildcard } from './wildcard.ts';

interface CompilerOptions {
  readonly minor: number;
  readonly now: () => Date;
}

/** Compiles policies; what does not compile is kept in `faults`. */
export class PolicyCompiler {
  readonly faults: PolicyFault[] = [];
  readonly #environments: EnvironmentFactory;
  readonly #exceptions: readonly Exception[];

  constructor({ minor, now }: CompilerOptions, exceptions: readonly Exception[]) {
    this.#environments = new EnvironmentFactory(minor, now);
    this.#exceptions = exceptions;
  }

  /** The policy itself and what auto-gen makes of it. */
  compile(policy: Policy): readonly CompiledPolicy[] {
    const environments = this.#environments.for(policy);
    const own = new PolicyBuild(policy, environments, undefined).build(this.#exceptionsOf(policy));
    this.faults.push(...own.faults);
    if (policy.flavour === 'rule') return [own, ...this.#ruleVariants(policy, environments)];
    const variants = variantsOf(policy).map((variant) => {
      const build = new PolicyBuild(policy, environments, variant.template);
      return { ...build.build(this.#exceptionsOf(policy)), ...partsOf(policy, variant) };
    });
    return [own, ...variants];
  }

  #ruleVariants(policy: Policy, environments: Environments): readonly CompiledPolicy[] {
    return ruleVariantsOf(policy).map(({ name, match, rule, body }) => {
      const build = new PolicyBuild(policy, environments, templateOf[name]);
      return { ...build.build(this.#exceptionsOf(policy)), autogen: name, match, rule, body };
    });
  }

  #exceptionsOf({ object, rule }: Policy): readonly Exception[] {
    return this.#exceptions.filter(({ policies }) =>
      policies.some(
        (one) =>
          one.name.slice(one.name.indexOf('/') + 1) === object.name &&
          (one.kind === '' ? rule !== undefined : one.kind === object.kind) &&
          (one.rules.length === 0 ||
            rule === undefined ||
            one.rules.some((name) => isRule(name, rule))),
      ),
    );
  }
}

/** Rules by name, with wildcards; a rule that auto-gen made is meant by its own name too. */
function isRule(name: string, rule: string): boolean {
  return (
    matchesWildcard(name, rule) ||
    matchesWildcard(name, `autogen-${rule}`) ||
    matchesWildcard(name, `autogen-cronjob-${rule}`)
  );
}

function partsOf({ match }: Policy, variant: Variant): Partial<CompiledPolicy> {
  if (match?.type !== 'resources') return { autogen: variant.name };
  return { autogen: variant.name, match: variantMatch(match, variant) };
}

/** One compilation of one policy, as written or for a template of pods. */
class PolicyBuild {
  readonly #policy: Policy;
  readonly #environments: Environments;
  readonly #template: readonly string[] | undefined;
  readonly #faults: PolicyFault[] = [];
  #body: Environment;
  #message: Environment;

  constructor(policy: Policy, environments: Environments, template: readonly string[] | undefined) {
    this.#policy = policy;
    this.#environments = environments;
    this.#template = template;
    this.#body = environments.body;
    this.#message = environments.message;
  }

  build(exceptions: readonly Exception[]): CompiledPolicy {
    const policy = this.#policy;
    const variables = policy.variables.flatMap((one) => this.#variable(one));
    const seesVariables = policy.action === 'mutate' && policy.flavour === 'kyverno';
    const isDeleting = policy.action === 'delete';
    const conditions = seesVariables || isDeleting ? this.#body : this.#environments.conditions;
    return {
      policy,
      ...(policy.rule !== undefined && { rule: policy.rule }),
      ...(policy.match !== undefined && { match: policy.match }),
      conditions: this.#named(policy.conditions, conditions, BOOL),
      variables,
      validations: this.#validations(),
      auditAnnotations: this.#named(policy.auditAnnotations, this.#body),
      mutations: this.#mutations(),
      ...this.#targets(),
      generations: policy.generations.map((one) => this.#generation(one)),
      exceptions: exceptions.map((one) => this.#exception(one)),
      ...(policy.body !== undefined && { body: policy.body }),
      faults: this.#faults,
    };
  }

  #variable(source: NamedSource): readonly Named[] {
    const expression = this.#compile(source, this.#body);
    if (expression === undefined) return [];
    this.#body = withVariable(this.#body, source.name, expression.type);
    this.#message = withVariable(this.#message, source.name, expression.type);
    return [{ name: source.name, expression }];
  }

  #named(
    sources: readonly NamedSource[],
    environment: Environment,
    expect?: Type,
  ): readonly Named[] {
    return sources.flatMap((source) => {
      const expression = this.#compile(source, environment, expect);
      return expression === undefined ? [] : [{ name: source.name, expression }];
    });
  }

  #validations(): CompiledPolicy['validations'] {
    return this.#policy.validations.flatMap((validation) => {
      const expression = this.#compile(validation.expression, this.#body, BOOL);
      const written = validation.messageExpression;
      const messageExpression =
        written === undefined || written.text.trim() === ''
          ? undefined
          : this.#compile(written, this.#message, STRING);
      if (expression === undefined) return [];
      return [
        { validation, expression, ...(messageExpression !== undefined && { messageExpression }) },
      ];
    });
  }

  #mutations(): CompiledPolicy['mutations'] {
    const evaluation = valueAt(this.#policy.object.body, ['spec', 'evaluation']);
    const replaceAtomic = fieldOf(evaluation, 'useServerSideApply') === true;
    return this.#policy.mutations.flatMap((step) => {
      const expect = step.type === 'JSONPatch' ? listOf(JSON_PATCH) : objectType('Object');
      const expression = this.#compile(step.expression, this.#body, expect);
      return expression === undefined ? [] : [{ step, expression, replaceAtomic }];
    });
  }

  #targets(): Pick<CompiledPolicy, 'targetConditions' | 'targetExpression'> {
    const { targets } = this.#policy;
    if (targets === undefined) return { targetConditions: [] };
    const expression = targets.expression && this.#compile(targets.expression, this.#body);
    return {
      targetConditions: this.#named(targets.conditions, this.#body, BOOL),
      ...(expression !== undefined && { targetExpression: expression }),
    };
  }

  #generation({
    expression,
    template,
    interpolate,
  }: Policy['generations'][number]): CompiledGeneration {
    const compiled = expression && this.#compile(expression, this.#body, BOOL);
    const read = template && this.#templateOf(template, interpolate);
    return {
      ...(compiled !== undefined && { expression: compiled }),
      ...(read !== undefined && { template: read }),
    };
  }

  #templateOf(source: Source, interpolate: boolean): Template | undefined {
    try {
      const documents = templateDocuments(source.text);
      const texts = interpolate ? documents.flatMap((one: Json) => expressionsIn(one)) : [];
      const expressions = new Map<string, Expression>();
      for (const text of new Set(texts)) {
        const expression = this.#compile({ ...source, text }, this.#body);
        if (expression !== undefined) expressions.set(text, expression);
      }
      return { documents, expressions, interpolate };
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      this.#fault(source, error.message);
      return undefined;
    }
  }

  #exception(exception: Exception): CompiledException {
    const conditions = exception.conditions.flatMap((source) => {
      // Conditions of an exception speak of the object itself, also where the policy is rewritten.
      const environment = this.#environments.conditions;
      const compiled = compileSource(source, { environment, expect: BOOL });
      if (compiled instanceof Expression) return [{ name: source.name, expression: compiled }];
      const [first] = compiled;
      const { object: policy } = exception;
      const message = first?.message ?? 'does not compile';
      this.#faults.push({
        policy,
        code: 'compile-error',
        field: source.field,
        message,
        at: first?.at ?? 0,
      });
      return [];
    });
    return { exception, conditions };
  }

  #compile(source: Source, environment: Environment, expect?: Type): Expression | undefined {
    const rewrite = this.#rewrite();
    const compiled = compileSource(source, {
      environment,
      ...(expect !== undefined && { expect }),
      ...(rewrite !== undefined && { rewrite }),
    });
    if (compiled instanceof Expression) return compiled;
    for (const { message, at } of compiled.slice(0, 5)) this.#fault(source, message, at);
    return undefined;
  }

  #rewrite(): ((ast: Ast) => Ast) | undefined {
    const template = this.#template;
    const wholeMetadata = this.#policy.action !== 'mutate';
    return template === undefined
      ? undefined
      : (ast) => aboutTemplate(ast, { template, wholeMetadata });
  }

  #fault({ field }: Source, message: string, at?: number): void {
    const { object: policy } = this.#policy;
    this.#faults.push({
      policy,
      code: 'compile-error',
      field,
      message,
      ...(at !== undefined && { at }),
    });
  }
}
