import { skipSpace, trimEnd, trimSpace } from './characters.ts';
import { readDirectives } from './directive.ts';
import { heredocWords, type LineIndex, readHeredoc } from './heredoc.ts';
import { type Built, buildInstruction } from './instruction.ts';
import {
  commentStart,
  type LogicalLine,
  lineCount,
  lineSpan,
  readLogicalLine,
} from './logical-line.ts';
import { slice } from './mapped-text.ts';
import { readSourceText, type SourceText } from './source-text.ts';
import { stagesOf } from './stages.ts';
import type {
  Comment,
  Directive,
  Dockerfile,
  Heredoc,
  Instruction,
  Piece,
  Problem,
} from './tree.ts';
import { complaintOf } from './validate.ts';

/** Longest line, in bytes, that BuildKit reads. */
const maxLineBytes = 65_535;

/** Instructions that are read; a file with more of them was made to cost time and memory. */
const maxInstructions = 50_000;

/** One for all instructions that have none: large files hold many. */
const none: readonly never[] = [];

interface Reader {
  readonly source: SourceText;
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  line: number;
  /** Comments that wait for their instruction. */
  waiting: Comment[];
  readonly index: LineIndex;
  /** Whether a FROM was read. */
  inStage: boolean;
  readonly comments: Comment[];
  readonly instructions: Instruction[];
  readonly problems: Problem[];
  readonly pieces: Piece[];
}

/**
 * Reads a Dockerfile as BuildKit does, but to the end: what BuildKit stops at becomes a problem of the tree. Never throws;
 * linear in time.
 */
export function parseDockerfile(bytes: Uint8Array): Dockerfile {
  const source = readSourceText(bytes);
  const { directives, problems, escape } = readDirectives(source);
  const reader: Reader = {
    source,
    escape,
    directives,
    line: 0,
    waiting: [],
    index: { last: undefined },
    inStage: false,
    comments: [],
    instructions: [],
    problems: [...problems],
    pieces: [],
  };
  const total = lineCount(source);
  while (reader.line < total && reader.instructions.length < maxInstructions) readPiece(reader);
  if (reader.line < total) leaveRest(reader, total);
  const { instructions, comments, pieces } = reader;
  const { globals, stages } = stagesOf(instructions);
  const wrong = [...fileProblems(reader), ...reader.problems];
  return {
    source,
    escape,
    directives,
    comments,
    instructions,
    globals,
    stages,
    problems: wrong.toSorted((a, b) => a.span.start - b.span.start),
    pieces,
  };
}

function leaveRest(reader: Reader, total: number): void {
  const { source, line } = reader;
  const span = { start: source.lineStarts[line] ?? 0, end: source.text.length };
  const message = `only the first ${maxInstructions} instructions are read`;
  reader.problems.push({ phase: 'warning', code: 'too-many', message, span });
  reader.line = total;
  addPiece(reader, 'rest', line);
}

function readPiece(reader: Reader): void {
  const { source, line } = reader;
  const span = lineSpan(source, line);
  const hash = commentStart(source, span);
  if (hash !== undefined) return readComment(reader, hash, span.end);
  if (skipSpace(source.text, span.start, span.end) === span.end) {
    reader.line += 1;
    addPiece(reader, 'blank', line);
    return;
  }
  readInstruction(reader);
  addPiece(reader, 'instruction', line);
}

function readComment(reader: Reader, start: number, end: number): void {
  const { source, line, directives } = reader;
  reader.line += 1;
  if (directives.some((directive) => directive.span.start === start)) {
    addPiece(reader, 'directive', line);
    return;
  }
  const comment = commentAt(source, { start, end }, line);
  reader.comments.push(comment);
  if (comment.text === '') reader.waiting = [];
  else reader.waiting.push(comment);
  addPiece(reader, 'comment', line);
}

function commentAt(
  { text }: SourceText,
  { start, end }: { readonly start: number; readonly end: number },
  line: number,
): Comment {
  const to = trimEnd(text, start, end);
  return { text: trimSpace(text.slice(start + 1, to)), span: { start, end: to }, line };
}

function readInstruction(reader: Reader): void {
  const { source, instructions, escape } = reader;
  const logical = readLogicalLine(source, reader.line, escape);
  const { text } = logical.text;
  const line = slice(logical.text, 0, trimEnd(text, 0, text.length));
  const index = instructions.length;
  reader.line = logical.lastLine + 1;
  keepInnerComments(reader, logical, index);
  const around = {
    index,
    line,
    escape,
    firstLine: logical.firstLine,
    lastLine: logical.lastLine,
    span: { start: spanStart(logical), end: lineSpan(source, logical.lastLine).end },
    heredocs: none,
    comments: reader.waiting.length === 0 ? none : reader.waiting,
    trigger: false,
  };
  const built = withHeredocs(reader, buildInstruction(around));
  if (reader.waiting.length > 0) reader.waiting = [];
  instructions.push(built.instruction);
  complain(reader, built, logical);
  if (built.instruction.kind === 'from') reader.inStage = true;
}

function spanStart({ text }: LogicalLine): number {
  return text.segments[0]?.source ?? 0;
}

function keepInnerComments(reader: Reader, logical: LogicalLine, inside: number): void {
  for (const line of logical.comments) {
    const span = lineSpan(reader.source, line);
    const start = commentStart(reader.source, span) ?? span.start;
    const comment = commentAt(reader.source, { start, end: span.end }, line);
    reader.comments.push({ ...comment, inside });
  }
}

/** Reads the heredocs that an instruction announces; an ONBUILD announces those of its trigger. */
function withHeredocs(reader: Reader, built: Built): Built {
  const { instruction } = built;
  const inner = instruction.kind === 'onbuild' ? instruction.instruction : instruction;
  if (inner === undefined || !mayHaveHeredocs(inner)) return built;
  const announced = heredocWords(instruction.line);
  if (announced.length === 0) return built;
  const heredocs: Heredoc[] = [];
  for (const each of announced) {
    const { heredoc, next } = readHeredoc(reader.source, reader.line, each, reader.index);
    heredocs.push(heredoc);
    reader.line = next;
  }
  const lastLine = reader.line - 1;
  const span = { start: instruction.span.start, end: lineSpan(reader.source, lastLine).end };
  const added = { heredocs, lastLine, span };
  if (instruction.kind === 'onbuild')
    return {
      ...built,
      instruction: { ...instruction, ...added, instruction: { ...inner, ...added } },
    };
  return { ...built, instruction: { ...instruction, ...added } };
}

function mayHaveHeredocs(instruction: Instruction): boolean {
  if (instruction.kind === 'run') return instruction.command.form === 'shell';
  if (instruction.kind === 'copy' || instruction.kind === 'add')
    return instruction.form === 'words';
  return false;
}

function complain(reader: Reader, { instruction, problem }: Built, logical: LogicalLine): void {
  const { index, span } = instruction;
  const { source, problems } = reader;
  if (logical.blanks.length > 0)
    problems.push({
      phase: 'warning',
      code: 'empty-continuation',
      message: 'Empty continuation line',
      span: lineSpan(source, logical.lastLine),
      instruction: index,
    });
  const found = fatal(reader, instruction, problem);
  if (found !== undefined) problems.push({ ...found, span, instruction: index });
}

function fatal(
  { inStage }: Reader,
  instruction: Instruction,
  problem: Built['problem'],
): Pick<Problem, 'phase' | 'code' | 'message'> | undefined {
  if (problem !== undefined)
    return { phase: 'syntax', code: 'bad-arguments', message: problem.message };
  if (instruction.heredocs.some(({ terminatorSpan }) => terminatorSpan === undefined))
    return { phase: 'syntax', code: 'unterminated-heredoc', message: 'unterminated heredoc' };
  const complaint = complaintOf(instruction, inStage);
  return complaint === undefined ? undefined : { phase: 'instruction', ...complaint };
}

/** Problems of the file as a whole. */
function fileProblems({ source, instructions, line }: Reader): readonly Problem[] {
  const { text } = source;
  const span = { start: 0, end: 0 };
  const problems: Problem[] = [];
  if (source.encoding !== 'utf-8')
    problems.push({ phase: 'warning', code: 'not-utf8', message: 'the file is not UTF-8', span });
  const long = longLine(source);
  if (long !== undefined)
    problems.push({
      phase: 'syntax',
      code: 'line-too-long',
      message: `dockerfile line greater than max allowed size of ${maxLineBytes}`,
      span: lineSpan(source, long),
    });
  if (instructions.length === 0) {
    const message = text === '' ? 'the Dockerfile cannot be empty' : 'file with no instructions';
    problems.push({ phase: 'syntax', code: 'no-instructions', message, span });
  } else if (!instructions.some(({ kind }) => kind === 'from'))
    problems.push({
      phase: 'instruction',
      code: 'no-stages',
      message: 'dockerfile contains no stages to build',
      span: { start: source.lineStarts[line] ?? text.length, end: text.length },
    });
  return problems;
}

function longLine(source: SourceText): number | undefined {
  const starts = source.lineBytes ?? source.lineStarts;
  for (let line = 0; line < starts.length; line += 1) {
    const length = (starts[line + 1] ?? source.text.length) - (starts[line] ?? 0);
    if (length > maxLineBytes + 1) return line;
  }
  return undefined;
}

function addPiece(reader: Reader, kind: Piece['kind'], from: number): void {
  const { source, line, pieces } = reader;
  const start = source.lineStarts[from] ?? 0;
  const end = source.lineStarts[line] ?? source.text.length;
  const last = pieces.at(-1);
  if (kind === 'blank' && last?.kind === 'blank') pieces[pieces.length - 1] = { ...last, end };
  else pieces.push({ kind, start, end });
}
