import { basename } from '#kit/path.ts';
import { unquoted } from '../format/setting.ts';
import { type Gathered, gather } from './gather.ts';
import type { ServiceRecord, ServiceSetting } from './record.ts';

const maxWords = 4000;

/** The words of a start command; what is given to a shell as one text is taken apart. */
export function wordsOf(command: readonly string[]): readonly string[] {
  return command
    .flatMap((word) => (/\s/.test(word) ? splitWords(word) : [word]))
    .slice(0, maxWords);
}

/** Words as a shell takes them apart, without expansion; operators are words of their own. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  const pattern = /\s+|&&|\|\||[;|&]|((?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s;|&'"\\]|["'\\])+)/g;
  for (const [operator, word] of text.slice(0, 65_536).matchAll(pattern)) {
    if (word !== undefined) words.push(word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"/g, '$1$2'));
    else if (operator.trim() !== '') words.push(operator);
  }
  return words;
}

/** The words behind the program that starts a service, up to the next command; `undefined` when none does. */
export function argumentsOf(
  record: ServiceRecord,
  words: readonly string[],
): readonly string[] | undefined {
  const at = words.findIndex((word) => isCommand(record, word));
  if (at === -1) return undefined;
  const rest = words.slice(at + 1);
  const end = rest.findIndex((word) => /^(?:&&|\|\||[;|&])$/.test(word));
  // Options of a runtime may stand before what it runs: `java -agentlib:… -jar x`.
  return end === -1 ? rest : rest.slice(0, end);
}

function isCommand({ start }: ServiceRecord, word: string): boolean {
  const name = basename(word);
  return start.commands.some((command) => command === name || command === word);
}

/** What the words of a command line set, in the order of flags. */
export function gatherWords(
  record: ServiceRecord,
  words: readonly string[],
): ReadonlyMap<string, Gathered> {
  const found = new Map<string, Gathered>();
  for (const setting of record.settings) {
    const values = setting.args.flatMap((flag) => valuesOf(setting, flag, words));
    const gathered = gather(
      record,
      setting,
      values.map((value) => ({ value: unquoted(value) })),
    );
    if (gathered !== undefined) found.set(setting.name, gathered);
  }
  return found;
}

function valuesOf(
  setting: ServiceSetting,
  flag: string,
  words: readonly string[],
): readonly string[] {
  const [name = '', inner] = flag.split(' ');
  return words.flatMap((word, at) => {
    const next = words[at + 1];
    if (inner !== undefined) {
      const value =
        word === name ? next : word.startsWith(name) ? word.slice(name.length) : undefined;
      return value?.startsWith(`${inner}=`) === true ? [value.slice(inner.length + 1)] : [];
    }
    if (name.endsWith('*'))
      return word.startsWith(name.slice(0, -1)) ? [word.slice(name.length - 1)] : [];
    return plainValues(setting, name, word, next);
  });
}

function plainValues(
  setting: ServiceSetting,
  flag: string,
  word: string,
  next: string | undefined,
): readonly string[] {
  if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
  if (word !== flag) return [];
  if (setting.isSwitch) return ['true'];
  return next === undefined || (next.startsWith('-') && next.length > 1) ? ['true'] : [next];
}
