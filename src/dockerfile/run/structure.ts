import type { Violation } from '#contract/check.ts';
import { rangeOfSpan } from '../source-text.ts';
import type { Heredoc, Instruction } from '../tree.ts';
import { at, instructionsOf, type RuleFacts, subjectOf } from './rule-facts.ts';
import { resolveText, type StageFact } from './stage-facts.ts';

/** ONBUILD of an instruction that no trigger may be. */
export function wrongTrigger(facts: RuleFacts): readonly Violation[] {
  return onbuilds(facts).flatMap(({ outer, fact }) => {
    const kind = triggerKind(outer);
    if (!/^(onbuild|from|maintainer)$/.test(kind)) return [];
    return [
      at(facts, outer.span, {
        ...subjectOf(fact),
        message: `ONBUILD cannot hold ${kind.toUpperCase()}`,
        identity: kind,
      }),
    ];
  });
}

function triggerKind(outer: Instruction): string {
  return /^onbuild\s+(\w+)/i.exec(outer.line.text)?.[1]?.toLowerCase() ?? '';
}

function onbuilds(facts: RuleFacts) {
  return facts.stages.flatMap((fact) =>
    fact.instructions.filter(({ kind }) => kind === 'onbuild').map((outer) => ({ outer, fact })),
  );
}

/** ONBUILD acts in builds that its author never sees. */
export function usesOnbuild(facts: RuleFacts): readonly Violation[] {
  return onbuilds(facts)
    .filter(({ fact }) => fact.final)
    .map(({ outer, fact }) =>
      at(facts, outer.keywordSpan, { ...subjectOf(fact), identity: triggerKind(outer) }),
    );
}

/** ENV uses a name that the same ENV defines: it still has its old value. */
export function selfReferringEnv(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'env').flatMap(({ instruction, outer, fact }) => {
    const times = new Map<string, number>();
    for (const { key } of instruction.pairs) times.set(key.text, (times.get(key.text) ?? 0) + 1);
    return instruction.pairs.flatMap(({ key, value }) => {
      const used = referredNames(value?.text ?? '').find(
        (name) =>
          (times.get(name) ?? 0) > (name === key.text ? 1 : 0) &&
          !isSetBefore(fact, name, outer.index),
      );
      if (used === undefined || value === undefined) return [];
      return [
        at(facts, value.span, {
          ...subjectOf(fact),
          message: `"${used}" is set in the same ENV and has its old value here`,
          identity: `${key.text} ${used}`,
        }),
      ];
    });
  });
}

/** Names of the variables in a text, those behind an escape left out. */
function referredNames(text: string): readonly string[] {
  return [...text.matchAll(/(\\?)\$\{?(\w+)/g)].flatMap(([, escape, name = '']) =>
    escape === '' ? [name] : [],
  );
}

function isSetBefore(fact: StageFact, name: string, index: number): boolean {
  return fact.definitions.get(name)?.some(({ at: place }) => place < index) ?? false;
}

/** The file starts with something that is neither FROM nor ARG. */
export function startsWrong(facts: RuleFacts): readonly Violation[] {
  const first = facts.file.globals.find(({ kind }) => kind !== 'arg');
  return first === undefined
    ? []
    : [
        at(facts, first.keywordSpan, {
          message: `${first.keyword} stands before the first FROM`,
          identity: first.keyword,
        }),
      ];
}

const systemDirectories = ['/proc', '/boot', '/dev', '/initrd', '/lost+found', '/sys', '/run'];

/** WORKDIR in a directory of the kernel or the boot. */
export function systemWorkdir(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'workdir').flatMap(({ instruction, outer, fact }) => {
    if (instruction.value === undefined) return [];
    const { text } = resolveText(facts.file, fact, { text: instruction.value, index: outer.index });
    const path = text.replace(/^["']|["']$/g, '');
    if (
      !systemDirectories.some((directory) => path === directory || path.startsWith(`${directory}/`))
    )
      return [];
    return [
      at(facts, instruction.value.span, {
        ...subjectOf(fact),
        message: `"${path}" belongs to the system`,
        identity: path,
      }),
    ];
  });
}

/** VOLUME over a directory of the kernel or the system. */
export function systemVolume(facts: RuleFacts): readonly Violation[] {
  const directories = /^\/(sys|dev|proc|etc|boot|bin|sbin|lib|lib64|usr|root|)(\/|$)/;
  return instructionsOf(facts, 'volume').flatMap(({ instruction, outer, fact }) =>
    instruction.words.flatMap((word) => {
      const { text } = resolveText(facts.file, fact, { text: word, index: outer.index });
      const path = text.length > 1 && text.endsWith('/') ? text.slice(0, -1) : text;
      const isSystem =
        /^\/(sys|dev|proc)(\/|$)/.test(path) ||
        (directories.test(path) && path.split('/').length <= 2);
      return isSystem
        ? [
            at(facts, word.span, {
              ...subjectOf(fact),
              message: `a volume hides "${path}"`,
              identity: path,
            }),
          ]
        : [];
    }),
  );
}

/** `[` that is no JSON: the whole text goes to the shell, brackets and all. */
export function looksLikeJson(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'run', 'cmd', 'entrypoint').flatMap(({ instruction, fact }) => {
    const { command } = instruction;
    const text = command.text.text.trim();
    if (
      command.form !== 'shell' ||
      !/^\[\s*['"“”‘’\w/]/.test(text) ||
      !/\]\s*$/.test(text) ||
      text.startsWith('[[') ||
      / -?(eq|ne|f|d|z|n|x|=) /.test(text)
    )
      return [];
    return [
      at(facts, instruction.span, {
        ...subjectOf(fact),
        identity: text.split(/[\s,]/, 1)[0] ?? '',
      }),
    ];
  });
}

/** A here-document whose commands go on after one of them failed. */
export function unsafeHeredoc(facts: RuleFacts): readonly Violation[] {
  return facts.runs.flatMap((run) => {
    const { form, heredoc, script } = run.run;
    if ((form !== 'heredoc' && form !== 'heredoc-file') || heredoc === undefined) return [];
    const loose = script.commands.find(
      ({ masked, errexit, condition, before, after }) =>
        masked && !errexit && !condition && before === undefined && after === undefined,
    );
    const isSet = script.commands.some(({ errexit }) => errexit);
    if (loose === undefined || isSet || script.commands.length < 2) return [];
    return [
      at(facts, heredoc.span, {
        ...subjectOf(run.fact),
        identity: script.commands
          .map(({ name }) => name)
          .join(' ')
          .slice(0, 120),
        ...(form === 'heredoc' && errexitFix(facts, heredoc)),
      }),
    ];
  });
}

function errexitFix(facts: RuleFacts, { contentSpan }: Heredoc): Partial<Violation> {
  const { start } = rangeOfSpan(facts.file.source, contentSpan);
  const edits = [{ start, end: start, text: 'set -e\n' }];
  return { fixes: [{ title: 'begin it with set -e', safety: 'review', edits }] };
}

/** A shell as process 1 that keeps signals from the program. */
export function shellEntrypoint(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'entrypoint').flatMap(({ instruction, fact }) => {
    const text = instruction.command.text.text.trim();
    if (
      instruction.command.form !== 'shell' ||
      text === '' ||
      /^exec\s/.test(text) ||
      /(^|&&|;)\s*exec\s[^;&|]*$/.test(text)
    )
      return [];
    const range = at(
      facts,
      instruction.command.text.segments.length === 1 ? spanOfText(instruction) : instruction.span,
    ).range;
    return [
      at(facts, instruction.span, {
        ...subjectOf(fact),
        identity: text.split(/\s/, 1)[0] ?? '',
        ...(range !== undefined &&
          /^[\w./-]+( [\w./=:,-]+)*$/.test(text) &&
          instruction.command.text.segments.length === 1 && {
            fixes: [
              {
                title: 'use the JSON form',
                safety: 'review' as const,
                edits: [
                  {
                    start: range.start,
                    end: range.end,
                    text: JSON.stringify(text.split(' ')).replaceAll('","', '", "'),
                  },
                ],
              },
            ],
          }),
      }),
    ];
  });
}

function spanOfText({ body, span }: Instruction): { start: number; end: number } {
  const start = body.segments[0]?.source ?? span.start;
  return { start, end: start + body.text.length };
}

/** A health check that needs a shell in the image. */
export function shellHealthcheck(facts: RuleFacts): readonly Violation[] {
  return instructionsOf(facts, 'healthcheck').flatMap(({ instruction, fact }) => {
    const { command, span } = instruction;
    if (command === undefined || command.form !== 'shell' || command.text.text.trim() === '')
      return [];
    const identity = command.text.text.trim().split(/\s/, 1)[0] ?? '';
    return [at(facts, span, { ...subjectOf(fact), identity })];
  });
}
