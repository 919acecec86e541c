import type { FileResult } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Gap } from '#model/observation.ts';
import { type CheckWork, type OpenedFile, openFile } from './check-file.ts';
import { inputOf, type NamedText } from './check-input.ts';
import type { Directories, TreeFile } from './file-tree.ts';
import type { Shellcheck, ShellcheckAnswer } from './shellcheck.ts';

/** A file and whether its scripts go to ShellCheck too. */
export interface CheckItem {
  readonly file: TreeFile | NamedText;
  readonly scripts: boolean;
}

/** What is needed to check batches of files one after another. */
export interface BatchWork extends CheckWork {
  readonly shellcheck?: Shellcheck;
  readonly directories: Directories;
}

/** What each file shows, in their order. */
export function checkBatch(
  items: readonly CheckItem[],
  work: BatchWork,
  scope: Scope,
): readonly FileResult[] {
  const { shellcheck } = work;
  if (shellcheck === undefined || !items.some(({ scripts }) => scripts))
    return items.map((item) => open(item, work, scope).finish([]));
  const opened = items.map((item) => ({ item, file: open(item, work, scope) }));
  const asked = opened.filter(({ item }) => item.scripts);
  const answers = shellcheck.judge(asked.flatMap(({ file }) => file.scripts));
  let at = 0;
  return opened.map(({ item, file }) => {
    if (!item.scripts) return file.finish([]);
    const own = answers.slice(at, at + file.scripts.length);
    at += own.length;
    return file.finish(own.map(commentsOf), gapOf(item.file.path, own));
  });
}

function open({ file }: CheckItem, work: BatchWork, scope: Scope): OpenedFile {
  checkpoint(scope.signal);
  return openFile(inputOf(file, work.directories), work, scope);
}

function commentsOf(answer: ShellcheckAnswer) {
  return 'comments' in answer ? answer.comments : undefined;
}

function gapOf(path: string, answers: readonly ShellcheckAnswer[]): Gap | undefined {
  const failed = answers.find((answer) => 'failure' in answer);
  if (failed === undefined || !('failure' in failed)) return undefined;
  const detail = `shellcheck did not judge all scripts: ${failed.failure.slice(0, 200)}`;
  return { type: 'gap', location: { path }, reason: 'unsupported', detail };
}
