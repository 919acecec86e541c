import { resolve } from 'node:path';
import { firstResponse } from '#app/runtime/first-response.ts';
import { renderRuntime } from '#app/runtime/render.ts';
import { testRules } from '#app/runtime/rule-test.ts';
import {
  chosenRules,
  type RuleChoice,
  type RuleDefinition,
  refuseErrors,
  ruleNamed,
} from '#app/runtime/rules.ts';
import { priorities } from '#model/detection.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import type { RuleFlags } from '../runtime-options.ts';
import { openSession, type SessionOptions } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { renderOptions } from './scan.ts';

interface Flags extends RuleFlags, SessionOptions {
  readonly format: 'table' | 'json';
}

/** The rules that flags choose; throws `input.malformed` for an error in a file. */
export async function rulesOf(flags: RuleFlags, program: Program, terminal: Terminal) {
  const loaded = chosenRules(await choiceOf(flags, program, terminal));
  refuseErrors(loaded.diagnostics);
  return loaded;
}

async function choiceOf(
  flags: RuleFlags,
  program: Program,
  { workingDirectory }: Terminal,
): Promise<RuleChoice> {
  const priority = priorities.find((one) => one === flags.priority);
  return {
    paths: (flags.rules ?? []).map((path) => resolve(workingDirectory, path)),
    ...(flags.defaultRules !== false && { builtIn: (await program.runtimeCatalogue()).rules }),
    ...(flags.enable !== undefined && { enable: flags.enable }),
    ...(flags.disable !== undefined && { disable: flags.disable }),
    ...(priority !== undefined && { priority }),
    ...(flags.falcoStrict === true && { falcoStrict: true }),
  };
}

/** `caisson rule list [WORD…]`. */
export async function runRuleList(
  words: readonly string[],
  flags: Flags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const { rules } = await rulesOf(flags, program, terminal);
  const wanted = words.map((word) => word.toLowerCase());
  const shown = rules.map(shownRule).filter((rule) => {
    const text = [rule.name, rule.id, rule.description, ...rule.tags].join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const { renderRules } = await renderRuntime.rules();
  return write(renderRules({ rules: shown }, flags.format, renderOptions({}, terminal)), terminal);
}

/** `caisson rule show RULE`. */
export async function runRuleShow(
  name: string,
  flags: Flags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const { rules } = await rulesOf(flags, program, terminal);
  const rule = shownRule(ruleNamed(rules, name));
  const { renderRule } = await renderRuntime.rules();
  return write(renderRule(rule, flags.format, renderOptions({}, terminal)), terminal);
}

/** Explains the built-in rule of an id or name; false when there is none. */
export async function explainRule(
  wanted: string,
  program: Program,
  terminal: Terminal,
): Promise<boolean> {
  const { rules: builtIn } = await program.runtimeCatalogue();
  const lower = wanted.toLowerCase();
  // Loading all rules costs more than looking whether one can be meant.
  if (!builtIn.some(({ text }) => text.toLowerCase().includes(lower))) return false;
  const { rules } = chosenRules({ paths: [], builtIn });
  const rule = rules.find(({ id, name }) => [id, name].some((one) => one?.toLowerCase() === lower));
  if (rule === undefined) return false;
  const { renderRule } = await renderRuntime.rules();
  write(renderRule(shownRule(rule), 'table', renderOptions({}, terminal)), terminal);
  return true;
}

function shownRule(rule: RuleDefinition) {
  const response = firstResponse(rule);
  const { name, id, source, priority, enabled, description, tags, place, extensions } = rule;
  const { explanation, falsePositives } = extensions;
  return {
    name,
    source,
    priority,
    enabled,
    description,
    tags,
    condition: rule.conditionText,
    output: rule.outputText,
    file: place.file,
    line: place.line,
    eventTypes: [...(rule.eventTypes ?? [])],
    ...(id !== undefined && { id }),
    ...(explanation !== undefined && { explanation }),
    ...(falsePositives !== undefined && { falsePositives }),
    ...(response !== undefined && { firstResponse: response }),
  };
}

/** `caisson rule check FILE…`: exit 1 for errors. */
export async function runRuleCheck(
  paths: readonly string[],
  flags: Flags & { readonly withDefaultRules?: boolean },
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const choice = { rules: paths, defaultRules: flags.withDefaultRules === true };
  const loaded = chosenRules(await choiceOf(choice, program, terminal));
  const answer = { diagnostics: loaded.diagnostics, rules: loaded.rules.length };
  const { renderDiagnostics } = await renderRuntime.rules();
  write(renderDiagnostics(answer, flags.format, renderOptions({}, terminal)), terminal);
  const isWrong = loaded.diagnostics.some(({ level }) => level === 'error');
  return isWrong ? exitCodes.denied : exitCodes.ok;
}

/** `caisson rule test [PATH…]`: exit 1 when a test fails. */
export async function runRuleTest(
  paths: readonly string[],
  flags: Flags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const places = paths.length === 0 ? ['.'] : paths;
  const results = await testRules(
    places.map((path) => resolve(terminal.workingDirectory, path)),
    (await program.runtimeCatalogue()).rules,
    session.scope,
  );
  const { renderRuleTests } = await renderRuntime.rules();
  write(renderRuleTests({ results }, flags.format, renderOptions({}, terminal)), terminal);
  return results.every(({ passed }) => passed) ? exitCodes.ok : exitCodes.denied;
}

function write(chunks: Iterable<string>, { out }: Terminal): number {
  for (const text of chunks) out.write(text);
  return exitCodes.ok;
}
