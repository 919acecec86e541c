import { shellCommand } from './history-shell.ts';

/** How the steps of Buildah end: options that go into the key of its cache. */
const buildahOption = /\|[A-Za-z][\w-]{0,40}=[^|\s]{0,200}$/;

/** The text without what builders put behind it. */
function withoutTail(createdBy: string): string {
  let text = createdBy.trim();
  if (text.endsWith('# buildkit')) text = text.slice(0, -'# buildkit'.length).trim();
  for (let round = 0; round < 8; round += 1) {
    const from = Math.max(0, text.length - 256);
    const match = buildahOption.exec(text.slice(from));
    if (match === null || /^\|\d/.test(text.slice(from + match.index))) break;
    if (!buildahNames.has(match[0].slice(1, match[0].indexOf('=')))) break;
    text = text.slice(0, from + match.index).trim();
  }
  return text;
}

const buildahNames = new Set([
  'force-mtime',
  'inheritLabels',
  'inheritAnnotations',
  'unsetLabel',
  'unsetAnnotation',
  'unsetenv',
  'createdAnnotation',
  'timestamp',
  'source-date-epoch',
]);

/**
 * The instruction that a step of an image's history stands for, as it would be written; empty for a step that says nothing,
 * `undefined` for a text that no known builder writes.
 */
export function historyInstruction(createdBy: string): string | undefined {
  const text = withoutTail(createdBy);
  if (text === '') return '';
  const nop = /^(?:\/bin\/sh -c|cmd \/S \/C)\s+#\(nop\)\s+/.exec(text);
  if (nop !== null) return written(text.slice(nop[0].length));
  if (/^\|\d/.test(text)) return runOf(text);
  const keyword = /^([A-Z]+)(?:\s|$)/.exec(text)?.[1];
  if (keyword === 'RUN') return runOf(text.slice(4).trim());
  if (keyword !== undefined && known.has(keyword)) return written(text);
  return shellCommand(text) === undefined ? undefined : runOf(text);
}

const known = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);

/**
 * `|2 A=b C=d e /bin/sh -c command`: values have no quotes, so the shell's name ends them. What a shell of Windows runs
 * stays with it.
 */
function runOf(text: string): string {
  const withoutArgs = text.replace(/^\|\d{1,4}\s+/, '');
  const windows = /^(cmd|powershell|pwsh)(?:\.exe)?\s+(?=[/-])/i.exec(withoutArgs);
  if (windows !== null)
    return `RUN ${JSON.stringify([windows[1], withoutArgs.slice(windows[0].length)])}`;
  const command = shellCommand(withoutArgs, withoutArgs !== text);
  return runLine(command ?? withoutArgs);
}

/** A script as RUN, in a heredoc where a line would mean something else. */
function runLine(script: string): string {
  const flat = script.trim();
  if (flat === '') return '';
  const isSafe = !/[\n\r]|<<|\\\s*$|^\[|^--|^#/.test(flat);
  if (isSafe) return `RUN ${flat}`;
  const end = delimiter(flat);
  return `RUN <<'${end}'\n${script.replace(/\n$/, '')}\n${end}`;
}

/** A closing word that does not stand in the script. */
function delimiter(script: string): string {
  let word = 'END_OF_STEP';
  while (script.includes(word)) word += '_';
  return word;
}

/** Any other instruction, from how a builder notes it down. */
function written(text: string): string | undefined {
  const flat = text.replace(/[\r\n]+/g, ' ').trim();
  const keyword = /^[A-Z]+/.exec(flat)?.[0] ?? '';
  if (!known.has(keyword)) return undefined;
  const rest = flat.slice(keyword.length).trim();
  const write = writers.get(keyword);
  return write === undefined ? `${keyword} ${rest}` : write(rest);
}

const writers: ReadonlyMap<string, (rest: string) => string> = new Map([
  ['ADD', (rest) => copied('ADD', rest)],
  ['COPY', (rest) => copied('COPY', rest)],
  ['CMD', (rest) => listed('CMD', rest)],
  ['ENTRYPOINT', (rest) => listed('ENTRYPOINT', rest)],
  ['SHELL', (rest) => `SHELL ${JSON.stringify(wordsIn(rest))}`],
  [
    'VOLUME',
    (rest) =>
      `VOLUME ${JSON.stringify(wordsIn(rest.replace(/^map\[(.*)\]$/, '$1')).map(withoutBraces))}`,
  ],
  [
    'EXPOSE',
    (rest) =>
      `EXPOSE ${wordsIn(rest.replace(/^map(?=\[)/, ''))
        .map(withoutBraces)
        .join(' ')}`,
  ],
  ['HEALTHCHECK', healthcheck],
  ['ENV', (rest) => assigned('ENV', rest)],
  ['LABEL', (rest) => assigned('LABEL', rest)],
]);

function withoutBraces(word: string): string {
  return word.replace(/:\{\}$/, '');
}

/** `file:<digest> in /target` and `multi:<digest> in /target` of the classic builder. */
function copied(keyword: string, rest: string): string {
  const match = /^((?:file|dir|multi):\S+(?: \S+)*?)\s+in\s+(.*)$/.exec(rest);
  return match === null ? `${keyword} ${rest}` : `${keyword} ${match[1]} ${match[2]}`;
}

/** `["a" "b"]`, Go's way to print a list, as JSON. */
function listed(keyword: string, rest: string): string {
  if (!rest.startsWith('[')) return `${keyword} ${rest}`;
  return `${keyword} ${JSON.stringify(wordsIn(rest))}`;
}

/** Words of `[a b]`, `["a" "b c"]` or `a b`. */
function wordsIn(text: string): readonly string[] {
  const inner = text.replace(/^\[(.*)\]$/s, '$1');
  const words: string[] = [];
  for (const match of inner.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s,"]+/g))
    words.push(match[1] === undefined ? match[0] : match[1].replace(/\\(.)/g, '$1'));
  return words;
}

/** `&{["CMD-SHELL" "curl …"] "30s" …}`. */
function healthcheck(rest: string): string {
  const list = /^&?\{(?:Test:)?\[([^\]]*)\]/.exec(rest)?.[1];
  if (list === undefined) return `HEALTHCHECK ${rest}`;
  const [type = 'NONE', ...words] = wordsIn(list);
  if (type === 'NONE') return 'HEALTHCHECK NONE';
  if (type === 'CMD') return `HEALTHCHECK CMD ${JSON.stringify(words)}`;
  return `HEALTHCHECK CMD ${words.join(' ')}`;
}

/** `NAME=value with blanks` of the classic builder has no quotes. */
function assigned(keyword: string, rest: string): string {
  const match = /^([^\s=]+)=(.*)$/s.exec(rest);
  if (match === null) return `${keyword} ${rest}`;
  const [, name = '', value = ''] = match;
  const isPlain = !/\s/.test(value) || /["'\\]/.test(value) || /\s[^\s=]+=/.test(value);
  return isPlain ? `${keyword} ${rest}` : `${keyword} ${name}="${value}"`;
}
