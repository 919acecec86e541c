import type { KernelInterest } from '#contract/runtime.ts';
import { CaissonError } from '#kit/error.ts';
import type { RuleDefinition } from '../ast.ts';
import { eventTypesOf } from '../language/event-types-of.ts';
import { type CompiledRule, compileRule } from './compiled-rule.ts';
import { digestOf } from './digest.ts';
import { explainNode, type LeafFact } from './explain.ts';
import type { Program } from './generate.ts';
import { interestOf } from './interest.ts';
import { MadeHit } from './made-hit.ts';
import { type Node, NodeTable } from './node.ts';
import { standardReaders } from './readers/standard.ts';
import type {
  CompileOptions,
  Hit,
  RuleCount,
  RuleProblem,
  RuleSet,
  RuleStatistics,
} from './rule-set.ts';
import { secondName } from './second-name.ts';
import { SourceJudge } from './source-judge.ts';
import { admit, type Role } from './stage.ts';
import { withSteps } from './step-reader.ts';
import { type AnyEvent, type Environment, timeOf } from './value.ts';

const noHits: readonly Hit[] = Object.freeze([]);

interface Entry {
  readonly compiled: CompiledRule;
  readonly role: Role;
}

/** The rules of one set with their state. */
export class JudgedRules implements RuleSet {
  readonly rules: readonly RuleDefinition[];
  readonly eventTypes: ReadonlySet<string> | undefined;
  readonly compiled: CompiledRule[] = [];
  private readonly entries: Entry[] = [];
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
      steps: undefined,
      hostname: options.hostname,
      first: undefined,
      seconds: undefined,
      nanoseconds: 0,
    };
    const ordered = rules.toSorted((a, b) => a.index - b.index);
    this.judges = {
      syscall: this.make(ordered, 'syscall'),
      k8s_audit: this.make(ordered, 'k8s_audit'),
    };
    this.rules = ordered;
    this.found = new Int32Array(this.entries.length + 1);
    this.again = new Int32Array(this.found.length);
    this.eventTypes = union(Object.values(this.judges).map((judge) => judge.prepareAll()));
  }

  get problems(): readonly RuleProblem[] {
    return this.troubles;
  }

  get interest(): KernelInterest {
    return interestOf(this.judges.syscall);
  }

  get statistics(): RuleStatistics {
    return { events: this.events, rules: this.compiled.map((one) => this.countOf(one)) };
  }

  judge(event: AnyEvent): readonly Hit[] {
    this.events += 1;
    this.environment.first ??= timeOf(event);
    const count = this.matching(event);
    const hits = count === 0 ? noHits : this.hitsOf(event, count);
    this.environment.seconds = event.seconds;
    this.environment.nanoseconds = event.nanoseconds;
    return hits;
  }

  explain(rule: RuleDefinition, event: AnyEvent): readonly LeafFact[] {
    const compiled = this.compiled.find((one) => one.rule === rule || one.rule.name === rule.name);
    if (compiled === undefined)
      throw new CaissonError('input.not-found', `rule "${rule.name}" is not in this set`);
    return explainNode(compiled.node, event);
  }

  /** See `replaceRules`. */
  takeState(old: JudgedRules): void {
    const known = new Map(old.compiled.map((one) => [identityOf(one.rule), one]));
    for (const own of this.compiled) {
      const { sequence, threshold } = own;
      const before = known.get(identityOf(own.rule));
      if (before === undefined) continue;
      if (sequence !== undefined && before.sequence !== undefined)
        sequence.state.take(before.sequence.state);
      if (threshold !== undefined && before.threshold !== undefined)
        threshold.state = before.threshold.state;
      own.hits = before.hits;
    }
    this.environment.first ??= old.environment.first;
  }

  private countOf({ rule, hits, sequence }: CompiledRule): RuleCount {
    const { costs } = this.judges[rule.source];
    const own = [...this.entries.entries()]
      .filter(([, { compiled }]) => compiled.rule === rule)
      .flatMap(([number]) => costs?.get(number) ?? []);
    return {
      rule,
      hits,
      ...(sequence !== undefined && { evicted: sequence.state.evicted }),
      ...(costs !== undefined && {
        nanoseconds: own.reduce((sum, cost) => sum + cost.nanoseconds, 0n),
        asked: own.reduce((sum, cost) => sum + cost.asked, 0),
      }),
    };
  }

  private matching(event: AnyEvent): number {
    try {
      return this.matchingNames(event);
    } catch {
      this.environment.other = undefined;
      for (const { number, error } of this.judges[event.source].dropFailing(event))
        this.tell(this.entries[number]?.compiled.rule, error);
      return this.matchingNames(event);
    }
  }

  /** By both names of the file, where there are two. */
  private matchingNames(event: AnyEvent): number {
    const judge = event.source === 'syscall' ? this.judges.syscall : this.judges.k8s_audit;
    const count = judge.judge(event, this.found);
    if (event.source !== 'syscall' || event.fd?.rawName === undefined) return count;
    if (this.options.falcoStrict === true) return count;
    const other = secondName(event);
    if (other === undefined) return count;
    this.environment.other = other;
    const more = judge.judge(event, this.again);
    this.environment.other = undefined;
    return more === 0 ? count : this.merged(count, more);
  }

  private merged(count: number, more: number): number {
    const all = new Set([...this.found.subarray(0, count), ...this.again.subarray(0, more)]);
    this.found.set([...all].sort((a, b) => a - b));
    return all.size;
  }

  private hitsOf(event: AnyEvent, count: number): readonly Hit[] {
    const hits: Hit[] = [];
    for (let at = 0; at < count; at += 1) {
      const entry = this.entries[this.found[at] ?? -1];
      if (entry === undefined) continue;
      const admission = admit(entry.compiled, entry.role, event, this.options.novelty);
      if (admission === undefined) continue;
      entry.compiled.hits += 1;
      hits.push(new MadeHit(entry.compiled, admission));
    }
    return hits;
  }

  private make(rules: readonly RuleDefinition[], source: AnyEvent['source']): SourceJudge {
    const { environment } = this;
    const readerOf = withSteps(standardReaders(source, environment), environment);
    const table = new NodeTable(readerOf);
    const programs: Program[] = [];
    for (const rule of rules.filter((one) => one.source === source)) {
      try {
        const compiled = compileRule(rule, { table, readerOf, environment });
        this.compiled.push(compiled);
        programs.push(...this.enter(compiled));
      } catch (error) {
        this.tell(rule, error);
      }
    }
    return new SourceJudge(programs, { table, environment, options: this.options });
  }

  /** The last condition first and the first step last, so that one event is never two steps. */
  private enter(compiled: CompiledRule): readonly Program[] {
    const { sequence, gate } = compiled;
    const parts: (readonly [Role, Node | undefined])[] = [
      ['rule', gate],
      ['unless', sequence?.unless],
      ...(sequence?.gates ?? []).map((node, step): readonly [Role, Node] => [step, node]).reverse(),
    ];
    return parts.flatMap(([role, node]) => {
      if (node === undefined) return [];
      this.entries.push({ compiled, role });
      return [{ number: this.entries.length - 1, node, types: typesOf(compiled.rule, role) }];
    });
  }

  private tell(rule: RuleDefinition | undefined, error: unknown): void {
    if (rule === undefined || this.troubles.some((one) => one.rule === rule)) return;
    const message = error instanceof Error ? error.message : String(error);
    const problem = { rule, message };
    this.troubles.push(problem);
    this.options.onProblem?.(problem);
  }
}

/** Types of events that can satisfy a part of a rule. */
function typesOf(
  { source, eventTypes, extensions }: RuleDefinition,
  role: Role,
): ReadonlySet<string> | undefined {
  if (source === 'k8s_audit') return new Set(['pluginevent']);
  if (role === 'rule') return eventTypes;
  const { sequence } = extensions;
  const condition = role === 'unless' ? sequence?.unless : sequence?.after[role]?.condition;
  return condition === undefined ? undefined : eventTypesOf(condition);
}

function union(
  sets: readonly (ReadonlySet<string> | undefined)[],
): ReadonlySet<string> | undefined {
  if (sets.includes(undefined)) return undefined;
  return new Set(sets.flatMap((set) => [...(set ?? [])]));
}

/** Two rules with the same text behave the same. */
function identityOf({ name, source, condition, extensions }: RuleDefinition): string {
  const { sequence, threshold } = extensions;
  return digestOf([name, source, condition, sequence, threshold], new Map());
}
