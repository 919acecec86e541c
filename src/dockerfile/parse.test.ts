import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanOf } from './mapped-text.ts';
import { parseDockerfile } from './parse.ts';
import { rangeOfSpan } from './source-text.ts';
import type { Dockerfile, Instruction } from './tree.ts';

function parse(text: string): Dockerfile {
  return parseDockerfile(Buffer.from(text));
}

function first(text: string): Instruction {
  const [, instruction] = parse(`FROM scratch\n${text}`).instructions;
  if (instruction === undefined) throw new Error('no instruction');
  return instruction;
}

/** The pieces put together again. */
function printed({ pieces, source }: Dockerfile): string {
  return pieces.map(({ start, end }) => source.text.slice(start, end)).join('');
}

test('lines are joined at continuations, comments and blank lines between them go', () => {
  const { instructions, problems } = parse(
    'FROM scratch\nRUN a && \\\n  # why\n\n  b \\  \n c\nCMD ["x"]\n',
  );

  expect(instructions.map(({ kind }) => kind)).toEqual(['from', 'run', 'cmd']);
  expect(instructions[1]?.body.text).toBe('a &&   b  c');
  expect(problems.map(({ code }) => code)).toEqual(['empty-continuation']);
});

test('two escape characters at the end are no continuation', () => {
  expect(first('RUN a \\\\\nRUN b').body.text).toBe('a \\\\');
});

test('the directive changes the escape character', () => {
  const { escape, instructions } = parse('# escape=`\nFROM x\nCOPY a `\n  C:\\b\n');

  expect(escape).toBe('`');
  expect(instructions[1]).toMatchObject({ kind: 'copy', destination: { text: 'C:\\b' } });
});

const directives = [
  ['# syntax=docker/dockerfile:1\n# check=skip=all\nFROM a', ['syntax', 'check']],
  ['\n# syntax=x\nFROM a', []],
  ['# note\n# escape=`\nFROM a', []],
  ['#ESCAPE = \\\nFROM a', ['escape']],
  ['# unknown=1\n# escape=`\nFROM a', []],
] as const;

test.for(directives)('directives end where anything else begins: %j', ([text, names]) => {
  expect(parse(text).directives.map(({ name }) => name)).toEqual(names);
});

test('a directive given twice is an error', () => {
  expect(parse('# escape=`\n# escape=`\nFROM a').problems[0]).toMatchObject({
    phase: 'syntax',
    message: 'only one escape parser directive can be used',
  });
});

test('flags stand before the arguments and lose their quotes', () => {
  const instruction = first('COPY --from="a b" --link --  --x y z');

  expect(instruction.flags.map(({ name, value }) => [name, value?.text])).toEqual([
    ['from', 'a b'],
    ['link', undefined],
  ]);
  expect(instruction).toMatchObject({ sources: [{ text: '--x' }, { text: 'y' }] });
});

test('JSON arrays give words; what fails to parse is text for the shell', () => {
  expect(first('CMD ["a", "b\\u0041\\n"]')).toMatchObject({
    command: { form: 'exec', words: [{ text: 'a' }, { text: 'bA\n' }] },
  });
  expect(first("CMD ['a']")).toMatchObject({ command: { form: 'shell', text: { text: "['a']" } } });
  expect(parse('FROM a\nCMD [1]').problems[0]?.phase).toBe('syntax');
});

test('ENV without an equals sign takes the whole rest', () => {
  expect(first('ENV key  a=b "c"')).toMatchObject({
    pairs: [{ key: { text: 'key' }, value: { text: 'a=b "c"' }, legacy: true }],
  });
  expect(first('ENV a="x y" b=c\\ d')).toMatchObject({
    pairs: [
      { key: { text: 'a' }, value: { text: '"x y"' } },
      { key: { text: 'b' }, value: { text: 'c\\ d' } },
    ],
  });
});

const heredocs = [
  ['RUN <<EOF\na\nb\nEOF\nUSER x', [['EOF', 'a\nb\n', true]]],
  ["RUN <<'EOF' bash\n$a\nEOF\n", [['EOF', '$a\n', false]]],
  ['RUN <<-EOF\n\ta\n\t\tb\n\tEOF\n', [['EOF', 'a\nb\n', true]]],
  [
    'COPY <<a <<b /x/\n1\na\n2\nb\n',
    [
      ['a', '1\n', true],
      ['b', '2\n', true],
    ],
  ],
  ['RUN a && \\\n  b << EOF\nx\nEOF', [['EOF', 'x\n', true]]],
  ['RUN cat 3<<EOF <&3\nx\nEOF', [['EOF', 'x\n', true]]],
  ['ONBUILD RUN <<E\nx\nE', [['E', 'x\n', true]]],
  ['RUN echo "<<EOF"', []],
  ['RUN echo $((1<<2))', []],
  ['RUN ["<<EOF"]', []],
  ['CMD <<EOF', []],
] as const;

test.for(heredocs)('heredocs: %j', ([text, wanted]) => {
  const instruction = first(text);

  expect(
    instruction.heredocs.map(({ name, content, expand }) => [name, content.text, expand]),
  ).toEqual(wanted);
});

test('a heredoc that does not end is an error, and the next instruction is still read', () => {
  const { problems, instructions } = parse('FROM a\nRUN <<EOF\nx\nCMD ["y"]\n');

  expect(problems.map(({ code }) => code)).toEqual(['unterminated-heredoc']);
  expect(instructions.at(-1)?.kind).toBe('cmd');
});

const refused = [
  ['FROM a b', 'FROM requires either one or three arguments'],
  [
    'FROM a AS 1x',
    'invalid name for build stage: "1x", name can\'t start with a number or contain symbols',
  ],
  ['FROM a\nCMD --help', 'unknown flag: --help'],
  ['FROM a\nCOPY --form=x a b', 'unknown flag: --form (did you mean from?)'],
  ['FROM a\nCOPY --from=x --from=y a b', 'duplicate flag specified: --from'],
  [
    'FROM a\nCOPY x',
    'COPY requires at least two arguments, but only one was provided. Destination could not be determined',
  ],
  ['FROM a\nCOPYY x y', 'unknown instruction: COPYY (did you mean COPY?)'],
  ['FROM a\nONBUILD ONBUILD RUN x', "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"],
  ['FROM a\nSHELL bash', 'SHELL requires the arguments to be in JSON form'],
  ['FROM a\nHEALTHCHECK curl', 'Unknown type "CURL" in HEALTHCHECK (try CMD)'],
  ['RUN x', 'no build stage in current context'],
  ['FROM a\nENV a', 'ENV must have two arguments'],
  ['FROM a\nRUN --network=lan x', 'invalid network mode "lan"'],
  ['', 'the Dockerfile cannot be empty'],
  ['# only\n', 'file with no instructions'],
] as const;

test.for(refused)('what a build refuses: %j', ([text, message]) => {
  expect(parse(text).problems.map((problem) => problem.message)).toContain(message);
});

test('places are bytes, lines and columns, through continuations and characters of many bytes', () => {
  const file = parse('FROM scratch\nRUN écho \\\n  "ü" && x\n');
  const [, run] = file.instructions;
  const at = run?.body.text.indexOf('&&') ?? 0;

  expect(run?.body.text).toBe('écho   "ü" && x');
  expect(
    rangeOfSpan(file.source, spanOf(run?.body ?? { text: '', segments: [] }, at, at + 2)),
  ).toEqual({ start: 32, end: 34, line: 3, column: 7, endLine: 3, endColumn: 9 });
});

test('a byte order mark, CRLF and a missing last line break change nothing', () => {
  const file = parse('\ufeffFROM a\r\nRUN x \\\r\n y');

  expect(file.instructions.map(({ body }) => body.text)).toEqual(['a', 'x  y']);
  expect(printed(file)).toBe(file.source.text);
});

test('bytes that are no UTF-8 are read all the same', () => {
  const file = parseDockerfile(Uint8Array.from([...Buffer.from('FROM a\nRUN '), 0xff, 0xfe]));

  expect(file.problems.map(({ code }) => code)).toEqual(['not-utf8']);
  expect(file.instructions[1]?.span.end).toBe(13);
});

const words = fc.constantFrom(
  'FROM a AS b',
  'RUN',
  'COPY',
  'ENV',
  '<<EOF',
  '<<-"E"',
  'EOF',
  '\\',
  '\\\n',
  '\n',
  '\r\n',
  '#',
  '# escape=`\n',
  '"',
  "'",
  '$',
  '${',
  '${a:-',
  '}',
  '[',
  '"]',
  ' ',
  '\t',
  '--mount=type=',
  '=',
  'a',
  'ü',
  '😀',
  '\u0085',
  'ONBUILD ',
  'HEALTHCHECK CMD',
  'EXPOSE 80',
);

test('any file: nothing is thrown, pieces tile it, spans lie inside it', () => {
  fc.assert(
    fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
      const text = parts.join('');
      const file = parse(text);

      expect(printed(file)).toBe(text);
      for (const { span, body } of file.instructions) {
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(text.length);
        const { start, end } = spanOf(body);
        expect(start <= end && end <= text.length).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('any bytes: nothing is thrown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const file = parseDockerfile(bytes);

      expect(printed(file)).toBe(file.source.text);
    }),
    { numRuns: 200 },
  );
});
