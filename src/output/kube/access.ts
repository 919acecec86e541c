import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type {
  Ability,
  AccessChange,
  AccessDecision,
  AccessGrant,
  AccessPath,
  AccessSubject,
  UnusedAbility,
  WhoCanEntry,
} from '#model/access.ts';
import type { Location } from '#model/location.ts';
import { clean } from '../clean.ts';
import { type Canvas, heading, indented, type Line, span } from '../table/line.ts';
import { type AnswerFormat, renderAnswer } from './answer.ts';
import { type Cell, cell, gridLines, listCell, placeCell } from './grid.ts';
import { ledLines } from './lead.ts';
import { objectName } from './object-words.ts';

/** Who may do something. `question` is how people ask it: `get secrets in shop`. */
export function renderWhoCan(
  answer: { readonly question: string; readonly entries: readonly WhoCanEntry[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, whoCanLines);
}

function* whoCanLines(
  { question, entries }: { readonly question: string; readonly entries: readonly WhoCanEntry[] },
  canvas: Canvas,
): Generator<Line> {
  const subjects = new Set(entries.map(({ subject }) => subjectWord(subject)));
  if (subjects.size === 0) {
    yield [span(`nobody can ${clean(question, 300)}`, 'good')];
    return;
  }
  yield* heading(`${plural(subjects.size, 'subject')} can ${clean(question, 300)}`, '', canvas);
  yield [];
  yield* gridLines(
    {
      titles: ['who', 'where', 'binding', 'role', 'at'],
      rows: entries.map(({ subject, namespace, names, grant }) => [
        cell(subjectWord(subject)),
        cell(scopeWord(namespace, names), namespace === undefined ? 'warn' : undefined),
        cell(`${grant.binding.kind} ${grant.binding.name}`),
        cell(`${grant.role.kind} ${grant.role.name}${grant.isAssumed ? ' (built in)' : ''}`),
        placeCell(placeWord(grant.rulePlace ?? grant.bindingPlace)),
      ]),
    },
    canvas,
  );
}

/** Whether somebody may do something, and why. */
export function renderDecision(
  answer: { readonly question: string; readonly who: string; readonly decision: AccessDecision },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, decisionLines);
}

function* decisionLines(
  {
    question,
    who,
    decision,
  }: { readonly question: string; readonly who: string; readonly decision: AccessDecision },
  canvas: Canvas,
): Generator<Line> {
  const { allowed, because, isMaster, missingRoles } = decision;
  const words = `${clean(who, 200)} ${allowed ? 'can' : 'cannot'} ${clean(question, 300)}`;
  const answer = span(allowed ? ' yes ' : ' no ', allowed ? 'verdict-good' : 'verdict-bad');
  yield* ledLines(answer, span(` ${words}`, 'bold'), span(''), canvas);
  if (isMaster) yield* indented('members of system:masters may do everything', 0, canvas);
  if (because !== undefined) yield* grantLines(because, canvas);
  for (const role of missingRoles)
    yield* indented(`a binding names ${clean(role, 200)}, which is not there`, 0, canvas, 'warn');
}

function* grantLines(grant: AccessGrant, canvas: Canvas): Generator<Line> {
  const { subject, binding, role, holder, ruleIndex, rule } = grant;
  const through = objectName(binding);
  const held = holder === undefined ? '' : `, aggregated from ${holder.name}`;
  yield* indented(
    `${subjectWord(subject)} has ${objectName(role)}${clean(held, 200)} by ${through} (${placeWord(grant.bindingPlace)})`,
    0,
    canvas,
  );
  const what = [...rule.resources, ...rule.nonResourceUrls].join(', ');
  yield* indented(
    `rule ${ruleIndex}: ${clean(`${rule.verbs.join(', ')} on ${what}`, 600)}${grant.rulePlace === undefined ? '' : ` (${placeWord(grant.rulePlace)})`}`,
    0,
    canvas,
    'dim',
  );
}

/** Everything that somebody may do. */
export function renderAbilities(
  answer: { readonly who: string; readonly abilities: readonly Ability[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines({ who, abilities }, canvas) {
    if (abilities.length === 0) {
      yield [span(`no rule gives ${clean(who, 200)} anything`, 'good')];
      return;
    }
    yield* heading(`what ${clean(who, 200)} can do`, plural(abilities.length, 'line'), canvas);
    yield [];
    yield* gridLines(abilityGrid(abilities), canvas);
  });
}

/** Resources with the same verbs from the same roles share a row. */
function abilityGrid(abilities: readonly Ability[]) {
  const rows = Map.groupBy(abilities, (one) =>
    JSON.stringify([scopeOf(one), one.verbs, rolesOf(one)]),
  );
  return {
    titles: ['where', 'verbs', 'on', 'by'],
    rows: [...rows.values()].flatMap((alike) => {
      const [first] = alike;
      if (first === undefined) return [];
      return [
        [
          cell(scopeOf(first), first.namespace === undefined ? 'warn' : undefined),
          cell(first.verbs.join(', '), first.verbs.includes('*') ? 'bad' : undefined),
          listCell(alike.map(resourceWord)),
          cell(rolesOf(first), 'dim'),
        ],
      ];
    }),
  };
}

function rolesOf({ grants }: Ability): string {
  return [...new Set(grants.map(({ role }) => `${role.kind} ${role.name}`))].join(', ');
}

function scopeOf({ namespace, names }: Ability): string {
  return scopeWord(namespace, names);
}

/** Ways in which subjects can get further than their rights say. */
export function renderAccessPaths(
  answer: { readonly paths: readonly AccessPath[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, pathLines);
}

function* pathLines(
  { paths }: { readonly paths: readonly AccessPath[] },
  canvas: Canvas,
): Generator<Line> {
  if (paths.length === 0) {
    yield [span('no way to escalate was found', 'good')];
    return;
  }
  yield* heading(plural(paths.length, 'way'), 'to more than the rights say', canvas);
  for (const { from, to, steps, blockers } of paths) {
    yield [];
    const goal = span(`-> ${clean(to.label, 200)}`, to.kind === 'cluster-admin' ? 'bad' : 'warn');
    yield* ledLines(span(''), span(subjectWord(from), 'bold'), goal, canvas);
    if (blockers.length > 0) yield [span('  blocked', 'good')];
    for (const { title, techniques, grants, blockers: own, assumptions } of steps) {
      yield* indented(
        `${clean(title, 300)}  ${clean(techniques.join(' '), 200)}`.trimEnd(),
        2,
        canvas,
      );
      for (const text of new Set(grants.map(grantWord).slice(0, 2)))
        yield* indented(text, 4, canvas, 'dim');
      for (const blocker of own)
        yield* indented(`in the way: ${clean(blocker, 300)}`, 4, canvas, 'good');
      for (const text of assumptions)
        yield* indented(`assumed: ${clean(text, 300)}`, 4, canvas, 'dim');
    }
  }
}

function grantWord({ binding, role, rulePlace, bindingPlace }: AccessGrant): string {
  const names = `by ${binding.kind} ${binding.name}, ${role.kind} ${role.name}`;
  return clean(`${names} (${placeWord(rulePlace ?? bindingPlace)})`, 600);
}

/** What a change of roles and bindings does for each subject. */
export function renderAccessChanges(
  answer: { readonly changes: readonly AccessChange[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, changeLines);
}

function* changeLines(
  { changes }: { readonly changes: readonly AccessChange[] },
  canvas: Canvas,
): Generator<Line> {
  if (changes.length === 0) yield [span('nobody can do more or less than before', 'good')];
  for (const { subject, gained, lost } of changes) {
    yield* indented(subjectWord(subject), 0, canvas, 'bold');
    for (const ability of gained) yield* indented(`+ ${abilityWord(ability)}`, 2, canvas, 'bad');
    for (const ability of lost) yield* indented(`- ${abilityWord(ability)}`, 2, canvas, 'good');
  }
}

/** Rights that nobody used. */
export function renderUnused(
  answer: { readonly unused: readonly UnusedAbility[]; readonly since?: string },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines({ unused, since }, canvas) {
    const note =
      since === undefined ? '' : `since ${clean(since.slice(0, 16).replace('T', ' '), 40)}`;
    yield* heading(`${plural(unused.length, 'right')} that nobody used`, note, canvas);
    yield [];
    yield* gridLines(
      {
        titles: ['who', 'where', 'unused', 'on'],
        rows: unusedRows(unused),
      },
      canvas,
    );
  });
}

/** Resources of which the same verbs are not used share a row. */
function unusedRows(unused: readonly UnusedAbility[]): readonly (readonly Cell[])[] {
  const rows = Map.groupBy(unused, ({ subject, ability, unusedVerbs }) =>
    JSON.stringify([subjectWord(subject), scopeOf(ability), unusedVerbs]),
  );
  return [...rows.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    return [
      [
        cell(subjectWord(first.subject)),
        cell(scopeOf(first.ability)),
        cell(first.unusedVerbs.join(', '), 'warn'),
        listCell(alike.map(({ ability }) => resourceWord(ability))),
      ],
    ];
  });
}

function abilityWord(ability: Ability): string {
  const { verbs, namespace, names } = ability;
  return clean(`${verbs.join(', ')} ${resourceWord(ability)} ${scopeWord(namespace, names)}`, 400);
}

function resourceWord({ group, resource }: Ability): string {
  return group === '' ? resource : `${resource}.${group}`;
}

export function subjectWord({ kind, name, namespace }: AccessSubject): string {
  return clean(`${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`, 300);
}

function scopeWord(namespace: string | undefined, names: readonly string[]): string {
  const where = namespace ?? 'whole cluster';
  return names.length === 0 ? where : `${where} (only ${names.slice(0, 3).join(', ')})`;
}

function placeWord({ path, line }: Location): string {
  return clean(line === undefined ? path : `${path}:${line}`, 300);
}
