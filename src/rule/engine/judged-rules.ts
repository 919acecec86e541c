import type { KernelInterest } from '#contract/runtime.ts';
import { CaissonError } from '#kit/error.ts';
import type { RuleDefinition } from '../ast.ts';
import { type CompiledRule, compileRule } from './compiled-rule.ts';
import { explainNode, type LeafFact } from './explain.ts';
import type { Program } from './generate.ts';
import { interestOf } from './interest.ts';
import { MadeHit } from './made-hit.ts';
import { NodeTable } from './node.ts';
import { standardReaders } from './readers/standard.ts';
import type { CompileOptions, Hit, RuleProblem, RuleSet, RuleStatistics } from './rule-set.ts';
import { secondName } from './second-name.ts';
import { SourceJudge } from './source-judge.ts';
import type { AnyEvent, Environment } from './value.ts';

const noHits: readonly Hit[] = Object.freeze([]);

/** The rules of one set with their state. */
export class JudgedRules implements RuleSet {
  readonly rules: readonly RuleDefinition[];
  readonly eventTypes: ReadonlySet<string> | undefined;
  private readonly compiled: CompiledRule[] = [];
  private readonly troubles: RuleProblem[] = [];
  private readonly judges: Readonly<Record<AnyEvent['source'], SourceJudge>>;
  private readonly environment: Environment;
  private readonly options: CompileOptions;
  private readonly found: Int32Array;
  private readonly again: Int32Array;
  private events = 0;

  constructor(rules: readonly RuleDefinition[], options: CompileOptions) {
    this.options = options;
    this.environment = {
      other: undefined,
      hostname: options.hostname,
      first: undefined,
      previous: undefined,
    };
    this.judges = {
      syscall: this.make(rules, 'syscall'),
      k8s_audit: this.make(rules, 'k8s_audit'),
    };
    this.rules = rules;
    this.eventTypes = typesOf(rules);
    this.found = new Int32Array(rules.length * 4 + 16);
    this.again = new Int32Array(this.found.length);
  }

  get problems(): readonly RuleProblem[] {
    return this.troubles;
  }

  get interest(): KernelInterest {
    return interestOf(this.compiled);
  }

  get statistics(): RuleStatistics {
    return {
      events: this.events,
      rules: this.compiled.map(({ rule, hits }) => ({ rule, hits })),
    };
  }

  judge(event: AnyEvent): readonly Hit[] {
    this.events += 1;
    const count = this.matching(event);
    return count === 0 ? noHits : this.hitsOf(event, count);
  }

  explain(rule: RuleDefinition, event: AnyEvent): readonly LeafFact[] {
    const compiled = this.compiled.find((one) => one.rule === rule || one.rule.name === rule.name);
    if (compiled === undefined)
      throw new CaissonError('input.not-found', `rule "${rule.name}" is not in this set`);
    return explainNode(compiled.node, event);
  }

  private matching(event: AnyEvent): number {
    try {
      return this.matchingNames(event);
    } catch {
      this.environment.other = undefined;
      for (const { number, error } of this.judges[event.source].dropFailing(event))
        this.tell(this.compiled[number]?.rule, error);
      return this.matchingNames(event);
    }
  }

  /** By both names of the file, where there are two. */
  private matchingNames(event: AnyEvent): number {
    const judge = this.judges[event.source];
    const count = judge.judge(event, this.found);
    if (event.source !== 'syscall' || event.fd?.rawName === undefined) return count;
    if (this.options.falcoStrict === true) return count;
    const other = secondName(event);
    if (other === undefined) return count;
    this.environment.other = other;
    const more = judge.judge(event, this.again);
    this.environment.other = undefined;
    return more === 0 ? count : this.union(count, more);
  }

  private union(count: number, more: number): number {
    const all = new Set([...this.found.subarray(0, count), ...this.again.subarray(0, more)]);
    this.found.set([...all].sort((a, b) => a - b));
    return all.size;
  }

  private hitsOf(event: AnyEvent, count: number): readonly Hit[] {
    const hits: Hit[] = [];
    for (let at = 0; at < count; at += 1) {
      const compiled = this.compiled[this.found[at] ?? -1];
      if (compiled === undefined) continue;
      compiled.hits += 1;
      hits.push(new MadeHit(compiled, event));
    }
    return hits;
  }

  private make(rules: readonly RuleDefinition[], source: AnyEvent['source']): SourceJudge {
    const readerOf = standardReaders(source, this.environment);
    const table = new NodeTable(readerOf);
    const programs: Program[] = [];
    for (const rule of rules.filter((one) => one.source === source)) {
      try {
        const compiled = compileRule(rule, table, readerOf);
        programs.push({ number: this.compiled.length, node: compiled.node });
        this.compiled.push(compiled);
      } catch (error) {
        this.tell(rule, error);
      }
    }
    return new SourceJudge(programs, table, this.environment, this.options.interpreter !== true);
  }

  private tell(rule: RuleDefinition | undefined, error: unknown): void {
    if (rule === undefined) return;
    const message = error instanceof Error ? error.message : String(error);
    const problem = { rule, message };
    this.troubles.push(problem);
    this.options.onProblem?.(problem);
  }
}

function typesOf(rules: readonly RuleDefinition[]): ReadonlySet<string> | undefined {
  const types = new Set<string>();
  for (const rule of rules) {
    if (rule.source === 'k8s_audit') types.add('pluginevent');
    else if (rule.eventTypes === undefined) return undefined;
    else for (const type of rule.eventTypes) types.add(type);
  }
  return types;
}
