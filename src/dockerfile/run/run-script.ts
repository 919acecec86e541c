import { parseScript } from '#shell/parse-script.ts';
import type { ShellScript } from '#shell/script.ts';
import { concat, type MappedText, spanOf } from '../mapped-text.ts';
import type { Command, Heredoc, InstructionBase, Word } from '../tree.ts';
import { type ShellInForce, shellOf } from './shell-in-force.ts';

/** How a script came to be in an instruction. */
type ScriptForm = 'shell' | 'exec' | 'exec-shell' | 'heredoc' | 'heredoc-file';

/** A script of an instruction, with the way back to the file. */
export interface RunScript {
  readonly form: ScriptForm;
  readonly text: MappedText;
  readonly script: ShellScript;
  readonly shell: ShellInForce;
  /** The here-document that is the script. */
  readonly heredoc?: Heredoc;
}

/** The script that a command is; `undefined` when it is none for a POSIX shell. */
export function scriptOf(
  { command, heredocs }: Pick<InstructionBase, 'heredocs'> & { readonly command: Command },
  shell: ShellInForce,
): RunScript | undefined {
  if (command.form === 'exec') return execScript(command.words);
  const [only] = heredocs;
  if (only !== undefined && isBareHeredoc(command.text.text)) return heredocScript(only, shell);
  if (shell.kind !== 'posix') return undefined;
  return made('shell', withBodies(command.text, heredocs), shell);
}

function made(
  form: ScriptForm,
  text: MappedText,
  shell: ShellInForce,
  heredoc?: Heredoc,
): RunScript {
  const { errexit, pipefail, dialect } = shell;
  const script = parseScript(text.text, dialect, { errexit, pipefail });
  return { form, text, script, shell, ...(heredoc !== undefined && { heredoc }) };
}

function isBareHeredoc(text: string): boolean {
  return /^\d*<<-?\s*(["']?)[^\s"'<>|&;()]+\1$/.test(text.trim());
}

/** A here-document that is run itself: by the interpreter of its first line, or by the shell in force. */
function heredocScript(heredoc: Heredoc, shell: ShellInForce): RunScript | undefined {
  const first = /^#!\s*(.*)/.exec(heredoc.content.text)?.[1];
  if (first === undefined)
    return shell.kind === 'posix' ? made('heredoc', heredoc.content, shell, heredoc) : undefined;
  const words = first.trim().split(/\s+/);
  const named = /(^|\/)env$/.test(words[0] ?? '') ? words.slice(words[1] === '-S' ? 2 : 1) : words;
  const interpreter = shellOf(named, true);
  if (interpreter.kind !== 'posix') return undefined;
  return made('heredoc-file', heredoc.content, interpreter, heredoc);
}

/** The command with its here-documents behind it, as the shell gets it. */
function withBodies(text: MappedText, heredocs: readonly Heredoc[]): MappedText {
  if (heredocs.length === 0) return text;
  const parts: MappedText[] = [text];
  for (const { content, name, contentSpan } of heredocs) {
    parts.push(filler('\n', contentSpan.start), content);
    if (content.text !== '' && !content.text.endsWith('\n'))
      parts.push(filler('\n', contentSpan.end));
    parts.push(filler(name, contentSpan.end));
  }
  parts.push(filler('\n', text.segments[0]?.source ?? 0));
  return concat(parts);
}

function filler(text: string, source: number): MappedText {
  return { text, segments: [{ at: 0, source, length: 0, verbatim: false }] };
}

/** A JSON array: the script behind `-c` of a shell, else its words as one command. */
function execScript(words: readonly Word[]): RunScript | undefined {
  const shell = shellOf(
    words.map(({ text }) => text),
    true,
  );
  if (shell.kind === 'cmd' || shell.kind === 'powershell') return undefined;
  const at = words.findIndex(({ text }, index) => index > 0 && /^-[a-z]*c$/.test(text));
  const script = at > 0 ? words[at + 1] : undefined;
  if (shell.kind === 'posix' && script !== undefined) return made('exec-shell', script, shell);
  if (words.length === 0) return undefined;
  return made('exec', asCommand(words), shellOf(['/bin/sh', '-c'], false));
}

/** Words of a JSON array as a shell would have to be given them. */
function asCommand(words: readonly Word[]): MappedText {
  const parts: MappedText[] = [];
  for (const word of words) {
    const { start, end } = spanOf(word);
    const isPlain = /^[\w@%+=:,./-]+$/.test(word.text);
    if (parts.length > 0) parts.push(filler(' ', start));
    if (isPlain) parts.push(word);
    else {
      const segment = { at: 0, source: start, length: end - start, verbatim: false };
      parts.push({ text: `'${word.text.replaceAll("'", `'\\''`)}'`, segments: [segment] });
    }
  }
  return concat(parts);
}
