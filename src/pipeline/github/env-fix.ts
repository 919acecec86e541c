import type { Edit, Fix } from '#model/source-range.ts';
import type { ShellScript } from '#shell/script.ts';
import type { Script, Step } from '../model.ts';
import { editIn } from '../scalar-edit.ts';
import type { SourceText } from '../source-text.ts';
import { scalarOf, variableOf } from '../yaml-access.ts';
import { addBelow, yamlValue } from '../yaml-edit.ts';
import { contextPath } from './context-path.ts';
import { parseExpression } from './expression-parser.ts';
import { isAction } from './reference.ts';

/** A hole of a script that is to become a variable. */
export interface HoleToFill {
  readonly start: number;
  readonly end: number;
  readonly expression: string;
}

/**
 * Takes holes out of a script: their expressions move to `env` of the step, and the script reads the variables, quoted so
 * that the shell does not look into them. `undefined` when none of them can be moved.
 */
export function envFix(
  source: SourceText,
  step: Step,
  script: Script,
  {
    holes,
    shell,
  }: { readonly holes: readonly HoleToFill[]; readonly shell: ShellScript | undefined },
): Fix | undefined {
  const { node } = step;
  const readsIt = step.uses === undefined || isAction(step.uses, 'actions/github-script');
  if (node === undefined || !readsIt) return undefined;
  const names = new VariableNames(step);
  const filled = holes.flatMap((hole) => fill(hole, script, shell, names) ?? []);
  if (filled.length === 0) return undefined;
  const entries = names.added();
  const addition =
    entries.length === 0 ? [] : [addBelow(source, { parent: node, key: 'env', entries })];
  if (addition.includes(undefined)) return undefined;
  const edits = [
    ...filled.flatMap((each) => editOf(each, script)),
    ...addition.filter((each) => each !== undefined),
  ];
  return {
    title: 'pass the value through an environment variable',
    safety: filled.every(({ certain }) => certain) ? 'safe' : 'review',
    edits: edits.toSorted((a, b) => a.start - b.start),
  };
}

function editOf({ start, end, text }: Filled, { node }: Script): readonly Edit[] {
  const scalar = scalarOf(node);
  return scalar === undefined ? [] : [editIn(scalar, start, end, text)];
}

interface Filled {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Whether the program surely means the same as before. */
  readonly certain: boolean;
}

function fill(
  hole: HoleToFill,
  script: Script,
  shell: ShellScript | undefined,
  names: VariableNames,
): Filled | undefined {
  if (script.dialect === 'javascript') return ofProcess(hole, script, names);
  const { start, end } = hole;
  const quoting = quotingOf(hole, script, shell);
  if (quoting === undefined) return undefined;
  const name = names.nameFor(hole.expression);
  if (name === undefined) return undefined;
  if (script.dialect === 'pwsh')
    return { start, end, text: `\${env:${name}}`, certain: quoting === 'double' };
  const variable = `\${${name}}`;
  if (quoting === 'double') return { start, end, text: variable, certain: true };
  if (quoting === 'single') return outOfQuotes(hole, script, variable);
  return { start, end, text: `"${variable}"`, certain: false };
}

/** In JavaScript a string that is nothing but the hole becomes a variable of the process; others are left to people. */
function ofProcess(
  { start, end, expression }: HoleToFill,
  { text }: Script,
  names: VariableNames,
): Filled | undefined {
  const quote = text[start - 1] ?? '';
  if (!/^['"`]$/.test(quote) || text[end] !== quote) return undefined;
  const name = names.nameFor(expression);
  if (name === undefined) return undefined;
  return { start: start - 1, end: end + 1, text: `process.env.${name}`, certain: true };
}

/** Single quotes around nothing but the hole become double ones; within more text they are closed and opened again. */
function outOfQuotes({ start, end }: HoleToFill, { text }: Script, variable: string): Filled {
  const alone = text[start - 1] === "'" && text[end] === "'";
  if (alone) return { start: start - 1, end: end + 1, text: `"${variable}"`, certain: true };
  return { start, end, text: `'"${variable}"'`, certain: true };
}

/** The quotes that a hole stands in; `undefined` where no variable would be read. */
function quotingOf(
  { start, end }: HoleToFill,
  { dialect, text }: Script,
  shell: ShellScript | undefined,
): 'double' | 'single' | 'none' | undefined {
  if (dialect === 'pwsh') return pwshQuoting(text, start);
  if (shell === undefined) return undefined;
  const use = shell.uses.find((each) => each.start === start && each.end === end);
  if (use !== undefined) return use.quoted || use.role === 'heredoc' ? 'double' : 'none';
  return isInSingleQuotes(text, start) ? 'single' : undefined;
}

/** PowerShell reads variables outside single quotes. */
function pwshQuoting(text: string, at: number): 'double' | 'none' | undefined {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  let quote = '';
  for (const char of line) {
    if (quote === '' && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = '';
  }
  if (quote === "'" || line.includes("@'")) return undefined;
  return quote === '"' ? 'double' : 'none';
}

/** Counts quotes of the line: good enough for what the shell's reader did not call a variable. */
function isInSingleQuotes(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  let quote = '';
  for (const char of line) {
    if (quote === '' && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = '';
    else if (quote === '' && char === '#') return false;
  }
  return quote === "'";
}

/** Variables that already mean something to programs. */
const reserved =
  /^(?:PATH|HOME|USER|SHELL|PWD|IFS|ENV|BASH_ENV|LD_.*|NODE_OPTIONS|CI|TMPDIR|RUNNER_.*|ACTIONS_.*)$/;

/** Gives names to expressions: one name each, none twice, those that the step already has first. */
class VariableNames {
  readonly #step: Step;
  readonly #names = new Map<string, string>();
  readonly #added = new Map<string, string>();

  constructor(step: Step) {
    this.#step = step;
  }

  /** The variable that holds an expression; `undefined` where no name can be made of it. */
  nameFor(expression: string): string | undefined {
    const text = expression.replace(/\s+/g, ' ');
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const name = this.#existing(text) ?? this.#fresh(text);
    if (name !== undefined) this.#names.set(text, name);
    return name;
  }

  /** What `env` has to gain. */
  added(): readonly (readonly [string, string])[] {
    return [...this.#added].map(([name, text]) => [name, yamlValue(`\${{ ${text} }}`)]);
  }

  /** `env.NAME` is there already; so is what `env` of the step holds. */
  #existing(text: string): string | undefined {
    const direct = /^env\.([A-Za-z_][A-Za-z0-9_]*)$/i.exec(text)?.[1];
    if (direct !== undefined) return direct;
    return this.#step.variables.find(
      ({ value }) => value.replace(/^\$\{\{\s*|\s*\}\}$/g, '') === text,
    )?.name.value;
  }

  #fresh(text: string): string | undefined {
    const base = baseName(text);
    if (base === undefined) return undefined;
    for (let number = 1; number < 20; number += 1) {
      const name = number === 1 ? base : `${base}_${number}`;
      const taken = variableOf(this.#step.variables, name) !== undefined || this.#added.has(name);
      if (taken) continue;
      this.#added.set(name, text);
      return name;
    }
    return undefined;
  }
}

/** `github.event.issue.title` is `ISSUE_TITLE`. */
function baseName(text: string): string | undefined {
  const path = contextPath(parseExpression(text));
  if (path === undefined) return undefined;
  const parts = path.filter(
    (part, at) =>
      part !== '*' && part !== 'outputs' && !(at < 2 && (part === 'github' || part === 'event')),
  );
  const name = parts
    .join('_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  if (!/^[A-Z]/.test(name)) return undefined;
  return reserved.test(name) || name.startsWith('GITHUB') ? `VALUE_${name}` : name;
}
