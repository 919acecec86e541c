import { CaissonError, isCaissonError } from '#kit/error.ts';
import type { RuleDiagnostic } from '../ast.ts';
import { ConditionError } from './condition-error.ts';
import type { FilePlace, RuleText } from './rule-text.ts';

/** More than this are counted, not kept. */
const maxDiagnostics = 1000;

/** What a diagnostic says beside its place. */
export interface DiagnosticText {
  readonly code: string;
  readonly message: string;
  readonly snippet?: string;
  readonly item?: string;
  readonly suggestion?: string;
}

/** Something that stops an item of a rule file; the loader turns it into a diagnostic. */
export class RuleFault extends CaissonError {
  readonly diagnostic: RuleDiagnostic;

  constructor(text: DiagnosticText, place: FilePlace) {
    super('input.malformed', text.message);
    this.diagnostic = { level: 'error', ...text, ...place };
  }
}

/** A fault in a text whose offset is known. */
export function faultIn(text: RuleText, offset: number, what: DiagnosticText): RuleFault {
  return new RuleFault({ snippet: text.snippetAt(offset), ...what }, text.placeAt(offset));
}

/** The same error as a fault of its file; other errors go on. */
export function faultOf(error: unknown, text: RuleText, item: string): RuleFault {
  if (error instanceof RuleFault) return error;
  if (!(error instanceof ConditionError)) throw error;
  const { slug: code, message, suggestion } = error;
  return faultIn(text, error.offset, {
    code,
    message,
    item,
    ...(suggestion !== undefined && { suggestion }),
  });
}

/** Collects what is wrong with rule files, bounded. */
export class Diagnostics {
  readonly #found: RuleDiagnostic[] = [];
  readonly #broken = new Set<string>();

  get all(): readonly RuleDiagnostic[] {
    return this.#found;
  }

  /** Whether an error was found in the file. */
  isBroken(file: string): boolean {
    return this.#broken.has(file);
  }

  add(diagnostic: RuleDiagnostic): void {
    if (diagnostic.level === 'error') this.#broken.add(diagnostic.file);
    if (this.#found.length < maxDiagnostics) this.#found.push(diagnostic);
    else if (this.#found.length === maxDiagnostics)
      this.#found.push({
        level: diagnostic.level,
        code: 'limit',
        message: `more than ${maxDiagnostics} diagnostics; the others are not shown`,
        file: diagnostic.file,
        line: diagnostic.line,
        column: diagnostic.column,
      });
  }

  warn(text: DiagnosticText, place: FilePlace): void {
    this.add({ level: 'warning', ...text, ...place });
  }

  error(text: DiagnosticText, place: FilePlace): void {
    this.add({ level: 'error', ...text, ...place });
  }

  /** Runs `work`; its faults become diagnostics, and so do limits, at `place`. */
  attempt<Result>(place: FilePlace, work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (error instanceof RuleFault) this.add(error.diagnostic);
      else if (isLimit(error)) this.error({ code: 'limit', message: error.message }, place);
      else throw error;
      return undefined;
    }
  }
}

function isLimit(error: unknown): error is CaissonError {
  return isCaissonError(error, 'limit.size', 'limit.depth', 'limit.entries');
}
