import type { Violation } from '#contract/check.ts';
import type { Fix } from '#model/source-range.ts';
import { isSpace } from '../characters.ts';
import type { ResolvedStage, Step } from '../resolved.ts';
import { isAbsolute } from '../settle.ts';
import type { DockerfileSubject } from '../subject.ts';
import type { Instruction, Pair } from '../tree.ts';
import { execForm } from './exec-form.ts';
import type { Hit } from './hit.ts';
import { hitsOf, type Shown, safeFix, violationsOf } from './violations.ts';

/** CMD or ENTRYPOINT as text for a shell, which then keeps signals from the program. */
export function jsonArguments(subject: DockerfileSubject): readonly Violation[] {
  return violationsOf(subject, hitsOf(subject, 'JSONArgsRecommended'), ({ instruction }) => {
    const { body, keyword } = instruction;
    // With `exec` the shell makes way for the program.
    if (/^exec\s/.test(body.text)) return undefined;
    const message = `${keyword.toUpperCase()} runs in a shell, which does not hand signals on`;
    const text = body.segments.length === 1 ? execForm(body.text) : undefined;
    if (text === undefined) return { message };
    const span = { start: body.segments[0]?.source ?? 0, end: instruction.span.end };
    return { message, fix: safeFix(subject, 'write it as a JSON array', { span, text }) };
  });
}

/** CMD, ENTRYPOINT or HEALTHCHECK that a later one in the same stage replaces. */
export function repeatedInstruction(
  subject: DockerfileSubject,
  kind: 'cmd' | 'entrypoint' | 'healthcheck',
): readonly Violation[] {
  const hits = [...hitsOf(subject, 'MultipleInstructionsDisallowed')].filter(
    ({ instruction }) => instruction.kind === kind,
  );
  return violationsOf(subject, hits, ({ instruction }) => ({
    message: `a later ${instruction.keyword.toUpperCase()} of the stage replaces this one`,
    fix: withoutInstruction(subject, instruction),
  }));
}

function withoutInstruction(subject: DockerfileSubject, { firstLine, lastLine }: Instruction): Fix {
  const { lineStarts, text } = subject.file.source;
  const span = { start: lineStarts[firstLine] ?? 0, end: lineStarts[lastLine + 1] ?? text.length };
  return { title: 'remove it', safety: 'safe', edits: [subject.edit(span, '')] };
}

/** `ENV key value` and `LABEL key value`. */
export function legacyPairs(subject: DockerfileSubject): readonly Violation[] {
  return violationsOf(subject, hitsOf(subject, 'LegacyKeyValueFormat'), ({ instruction }) => {
    const pair = 'pairs' in instruction ? instruction.pairs[0] : undefined;
    const message = `${instruction.keyword.toUpperCase()} without an equals sign takes the whole line as one value`;
    const text = pair === undefined ? undefined : withEquals(pair, subject.file.escape);
    if (text === undefined || pair === undefined) return { message };
    const fix = safeFix(subject, 'write name=value', { span: pair.span, text });
    return { message, fix };
  });
}

/** The same pair with an equals sign: blanks outside quotes are what has to be protected. */
function withEquals({ key, value }: Pair, escape: string): string | undefined {
  if (value === undefined || value.segments.length > 1) return undefined;
  const { text } = value;
  if (/[^\S \t]/.test(text)) return undefined;
  if (!/\s/.test(text)) return `${key.text}=${text}`;
  if (!/["'\\`]/.test(text)) return `${key.text}="${text}"`;
  return `${key.text}=${protectBlanks(text, escape)}`;
}

function protectBlanks(text: string, escape: string): string {
  let out = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === escape && quote !== "'") {
      out += text.slice(at, at + 2);
      at += 1;
    } else {
      out += quote === '' && isSpace(char.charCodeAt(0)) ? escape + char : char;
      quote = quoteAfter(quote, char);
    }
  }
  return out;
}

/** The quote that is open behind a character. */
function quoteAfter(quote: string, char: string): string {
  if (quote !== '') return char === quote ? '' : quote;
  return char === '"' || char === "'" ? char : '';
}

/** EXPOSE with a protocol in capitals. */
export function exposeCasing(subject: DockerfileSubject): readonly Violation[] {
  return violationsOf(subject, hitsOf(subject, 'ExposeProtoCasing'), ({ detail, span }) => {
    const port = /'(.*?)'/.exec(detail)?.[1] ?? '';
    return {
      message: `the protocol of "${port}" should be in small letters`,
      ...portFix(subject, { span, port, text: port.toLowerCase() }),
    };
  });
}

/** EXPOSE with an address or a port of the host. */
export function exposeFormat(subject: DockerfileSubject): readonly Violation[] {
  return violationsOf(subject, hitsOf(subject, 'ExposeInvalidFormat'), ({ detail, span }) => {
    const port = /'(.*?)'/.exec(detail)?.[1] ?? '';
    return {
      message: `"${port}" names a place on the host, which EXPOSE cannot give`,
      ...portFix(subject, { span, port, text: port.slice(port.lastIndexOf(':') + 1) }),
    };
  });
}

/** Only where the port stands in the file as it is. */
function portFix(
  subject: DockerfileSubject,
  { span, port, text }: { readonly span: Step['instruction']['span']; port: string; text: string },
): Pick<Shown, 'fix'> {
  if (subject.file.source.text.slice(span.start, span.end) !== port) return {};
  return { fix: safeFix(subject, `write ${text}`, { span, text }) };
}

/** COPY of something that the ignore file leaves out. */
export function ignoredFile(subject: DockerfileSubject): readonly Violation[] {
  return violationsOf(subject, hitsOf(subject, 'CopyIgnoredFile'), ({ detail }) => {
    const path = /file "(.*)" that/.exec(detail)?.[1] ?? '';
    return { message: `"${path}" is left out by the ignore file` };
  });
}

/** A relative WORKDIR with nothing above it that the file itself sets. */
export function relativeWorkdir(subject: DockerfileSubject): readonly Violation[] {
  const hits = hitsOf(subject, 'WorkdirRelativePath');
  return [...looseWorkdirs(subject), ...reportedWorkdirs(subject, hits)];
}

/** Those before the first FROM, of a file that is a part of one. */
function looseWorkdirs(subject: DockerfileSubject): readonly Violation[] {
  return subject.file.globals.flatMap((instruction) => {
    if (instruction.kind !== 'workdir' || instruction.value === undefined) return [];
    const path = instruction.value.text.replace(/^(["'])(.*)\1$/, '$2');
    if (isAbsolute(path) || /^(?:[A-Za-z]:|\$)/.test(path)) return [];
    const message = `"${path}" counts from wherever the base image stands`;
    return [{ message, range: subject.rangeOf(instruction.value.span) }];
  });
}

function reportedWorkdirs(subject: DockerfileSubject, hits: Iterable<Hit>): readonly Violation[] {
  return violationsOf(subject, hits, ({ instruction, span }) => {
    const { root, path, known } = workdirOf(subject.stages, instruction);
    if (!known || isAbsolute(path) || /^[A-Za-z]:/.test(path)) return undefined;
    const message = `"${path}" counts from wherever the base image stands`;
    const text = `/${path}`.replace(/^\/(?:\.\/)+/, '/');
    const written = subject.file.source.text.slice(span.start, span.end);
    if (root?.base.kind !== 'scratch' || written !== path) return { message };
    return { message, fix: safeFix(subject, `write ${text}`, { span, text }) };
  });
}

function workdirOf(
  stages: readonly ResolvedStage[],
  { index }: Instruction,
): { readonly root?: ResolvedStage; readonly path: string; readonly known: boolean } {
  const stage = stages.findLast(({ stage: { from } }) => from.index <= index);
  const step = stage?.steps.find(({ instruction }) => instruction.index === index);
  const word = step?.words[0];
  const path = word?.text ?? '';
  return { path, known: word?.known ?? false, ...(stage !== undefined && { root: stage }) };
}
