import { fold } from './fold.ts';
import { canGenerate, generate, type Judge, type Program } from './generate.ts';
import { evaluate } from './interpret.ts';
import type { Node, NodeTable } from './node.ts';
import type { CompileOptions } from './rule-set.ts';
import { knownOfType } from './specialise.ts';
import type { AnyEvent, Environment } from './value.ts';

/** Types that get code of their own; events of more types are judged by the tree. */
const mostTypes = 1024;

export interface SourceParts {
  readonly table: NodeTable;
  readonly environment: Environment;
  readonly options: Pick<CompileOptions, 'interpreter' | 'timer'>;
}

/** What asking one program cost. */
export interface Cost {
  nanoseconds: bigint;
  asked: number;
}

/** Judges the events of one source: for each type of event a function that holds only what that type can satisfy. */
export class SourceJudge {
  readonly table: NodeTable;
  /** By number of the program; only with a timer. */
  readonly costs: ReadonlyMap<number, Cost> | undefined;
  private readonly judges = new Map<string, Judge>();
  private readonly environment: Environment;
  private readonly timer: (() => bigint) | undefined;
  private readonly usesCode: boolean;
  private all: readonly Program[];

  constructor(programs: readonly Program[], { table, environment, options }: SourceParts) {
    this.all = programs;
    this.table = table;
    this.environment = environment;
    this.usesCode = options.interpreter !== true && canGenerate();
    this.timer = options.timer;
    if (options.timer !== undefined)
      this.costs = new Map(programs.map(({ number }) => [number, { nanoseconds: 0n, asked: 0 }]));
  }

  get programs(): readonly Program[] {
    return this.all;
  }

  /** Types that any program names, each prepared before its first event; `undefined` when some program may want every type. */
  prepareAll(): ReadonlySet<string> | undefined {
    const types = new Set(this.all.flatMap((program) => [...(program.types ?? [])]));
    for (const type of types) this.prepare(type);
    return this.all.every((program) => program.types !== undefined) ? types : undefined;
  }

  judge(event: AnyEvent, found: Int32Array): number {
    const judge = this.judges.get(event.type);
    if (judge !== undefined) return judge(event, found);
    this.prepare(event.type);
    return (this.judges.get(event.type) ?? interpreter(this.all))(event, found);
  }

  /** What is left of each program for one type of event, without those that can never hold. */
  specialised(type: string): readonly Program[] {
    const known = knownOfType(type);
    const done = new Map<number, Node>();
    return this.all
      .map((program) => ({ ...program, node: fold(this.table, program.node, known, done) }))
      .filter(({ node }) => node !== this.table.never);
  }

  /** Programs that throw for this event, which are not asked again. */
  dropFailing(event: AnyEvent): readonly { readonly number: number; readonly error: unknown }[] {
    const failing = this.all.flatMap(({ number, node }) => {
      try {
        evaluate(node, event, new Map());
        return [];
      } catch (error) {
        return [{ number, error }];
      }
    });
    const numbers = new Set(failing.map(({ number }) => number));
    this.all = this.all.filter(({ number }) => !numbers.has(number));
    this.judges.clear();
    return failing;
  }

  private prepare(type: string): void {
    if (!this.judges.has(type) && this.judges.size < mostTypes)
      this.judges.set(type, this.make(type));
  }

  private make(type: string): Judge {
    const programs = this.specialised(type);
    if (programs.length === 0) return () => 0;
    const { timer, costs } = this;
    if (timer === undefined || costs === undefined) return this.compiled(programs, type);
    return timed(programs, (program) => this.compiled([program], type), timer, costs);
  }

  private compiled(programs: readonly Program[], type: string): Judge {
    return this.usesCode ? generate(programs, this.environment, type) : interpreter(programs);
  }
}

/** The same without generated code. */
function interpreter(programs: readonly Program[]): Judge {
  return (event, found) => {
    const answers = new Map<number, boolean>();
    let count = 0;
    for (const { number, node } of programs) {
      if (!evaluate(node, event, answers)) continue;
      found[count] = number;
      count += 1;
    }
    return count;
  };
}

/** Each program by itself, with what it costs: nothing is shared, so that the sum is more than all together cost. */
function timed(
  programs: readonly Program[],
  compile: (program: Program) => Judge,
  timer: () => bigint,
  costs: ReadonlyMap<number, Cost>,
): Judge {
  const judges = programs.map((program) => ({
    judge: compile(program),
    cost: costs.get(program.number),
  }));
  const own = new Int32Array(1);
  return (event, found) => {
    let count = 0;
    for (const { judge, cost } of judges) {
      const start = timer();
      const holds = judge(event, own) > 0;
      if (cost !== undefined) {
        cost.nanoseconds += timer() - start;
        cost.asked += 1;
      }
      if (!holds) continue;
      found[count] = own[0] ?? 0;
      count += 1;
    }
    return count;
  };
}
