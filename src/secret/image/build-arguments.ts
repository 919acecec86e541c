/** A name with the value that a build step gave it. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

const mostArguments = 256;

/**
 * What a line of the history says of names and values: the build arguments before a command (`|2 A=x B=y /bin/sh -c …`, as the legacy
 * builder and BuildKit write them), and `ENV` and `ARG` steps with or without `#(nop)`.
 */
export function valuesOfHistory(createdBy: string): readonly NamedValue[] {
  const text = createdBy.slice(0, 65_536);
  return [...buildArguments(text), ...instructionValues(text)];
}

/** `|N` counts the arguments that follow; values may hold blanks, so an argument ends where the next name or the shell begins. */
function buildArguments(text: string): readonly NamedValue[] {
  const head = /^(?:RUN )?\|(\d{1,3}) /.exec(text);
  if (head === null) return [];
  const count = Math.min(Number(head[1]), mostArguments);
  const rest = text.slice(head[0].length);
  const starts = Array.from(rest.matchAll(/(?:^| )([A-Za-z_]\w{0,127})=/g)).slice(0, count);
  return starts.map((start, index) => {
    const from = start.index + start[0].length;
    const next = starts[index + 1]?.index ?? endOfArguments(rest, from);
    return { name: start[1] ?? '', value: rest.slice(from, next).trim() };
  });
}

/** The command begins with a shell or a path; without either the last value ends at its first blank. */
function endOfArguments(rest: string, from: number): number {
  const shell =
    /\s(?=(?:\/\S*?(?:sh|bash|ash|zsh|dash|powershell|cmd)(?:\.exe)?|powershell|cmd|pwsh)\s+[-/])/.exec(
      rest.slice(from, from + 8192),
    );
  if (shell !== null) return from + shell.index;
  const blank = rest.indexOf(' ', from);
  return blank === -1 ? rest.length : blank;
}

function instructionValues(text: string): readonly NamedValue[] {
  const found =
    /^(?:\/bin\/sh -c #\(nop\)\s{1,4})?(?:ENV|ARG|LABEL)\s{1,4}([^\r\n]{1,32768})$/m.exec(
      text.replace(/ # buildkit$/, ''),
    );
  if (found === null) return [];
  const body = found[1] ?? '';
  const spaced = /^([A-Za-z_]\w{0,127})\s{1,4}([^=\s].*)$/.exec(body);
  if (spaced !== null) return [{ name: spaced[1] ?? '', value: spaced[2] ?? '' }];
  const pairs = Array.from(
    body.matchAll(
      /(?:^|\s)([A-Za-z_][\w.-]{0,127})=(?:"((?:[^"\\]|\\.){0,4096})"|'([^']{0,4096})'|(\S{0,4096}))/g,
    ),
  );
  const values = pairs.slice(0, mostArguments).map(([, name = '', double, single, bare]) => ({
    name,
    value: double ?? single ?? bare ?? '',
  }));
  // Docker writes one assignment without quotes, though its value may hold blanks.
  const [only] = values;
  return values.length === 1 && only !== undefined && !/["']/.test(body)
    ? [{ name: only.name, value: body.slice(body.indexOf('=') + 1) }]
    : values;
}
