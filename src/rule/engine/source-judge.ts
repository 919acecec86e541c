import { fold } from './fold.ts';
import { canGenerate, generate, type Judge, type Program } from './generate.ts';
import { evaluate } from './interpret.ts';
import type { Node, NodeTable } from './node.ts';
import { knownOfType } from './specialise.ts';
import type { AnyEvent, Environment } from './value.ts';

/** Types that get code of their own; events of more types are judged by the tree. */
const mostTypes = 1024;

/** Judges the events of one source: for each type of event a function that holds only what that type can satisfy. */
export class SourceJudge {
  private readonly judges = new Map<string, Judge>();
  private readonly table: NodeTable;
  private readonly environment: Environment;
  private readonly usesCode: boolean;
  private programs: readonly Program[];

  constructor(
    programs: readonly Program[],
    table: NodeTable,
    environment: Environment,
    usesCode: boolean,
  ) {
    this.programs = programs;
    this.table = table;
    this.environment = environment;
    this.usesCode = usesCode && canGenerate();
  }

  /** Prepares a type before its first event. */
  prepare(type: string): void {
    if (!this.judges.has(type) && this.judges.size < mostTypes)
      this.judges.set(type, this.make(type));
  }

  judge(event: AnyEvent, found: Int32Array): number {
    const judge = this.judges.get(event.type);
    if (judge !== undefined) return judge(event, found);
    this.prepare(event.type);
    return (this.judges.get(event.type) ?? interpreter(this.programs))(event, found);
  }

  /** What is left of each program for one type of event, without those that can never hold. */
  specialised(type: string): readonly Program[] {
    const known = knownOfType(type);
    const done = new Map<number, Node>();
    return this.programs
      .map(({ number, node }) => ({ number, node: fold(this.table, node, known, done) }))
      .filter(({ node }) => node !== this.table.never);
  }

  /** Programs that throw for this event, which are not asked again. */
  dropFailing(event: AnyEvent): readonly { readonly number: number; readonly error: unknown }[] {
    const failing = this.programs.flatMap(({ number, node }) => {
      try {
        evaluate(node, event, new Map());
        return [];
      } catch (error) {
        return [{ number, error }];
      }
    });
    const numbers = new Set(failing.map(({ number }) => number));
    this.programs = this.programs.filter(({ number }) => !numbers.has(number));
    this.judges.clear();
    return failing;
  }

  private make(type: string): Judge {
    const programs = this.specialised(type);
    if (programs.length === 0) return () => 0;
    return this.usesCode ? generate(programs, this.environment, type) : interpreter(programs);
  }
}

/** The same without generated code. */
export function interpreter(programs: readonly Program[]): Judge {
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
