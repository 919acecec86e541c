import { createHash } from 'node:crypto';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { AcceptedSecret, Screen } from '../screen.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A `.secrets.baseline` of detect-secrets: SHA-1 of each accepted secret by file. Throws `input.malformed`. */
export function readDetectSecretsBaseline(text: string): Screen {
  const value = parseJson(text, 'the baseline of detect-secrets');
  const results = isRecord(value) ? value['results'] : undefined;
  if (!isRecord(results)) throw malformed('detect-secrets');
  const accepted = Object.entries(results).flatMap(([file, entries]) =>
    recordsOf(entries).map((entry) => hashedEntry(file, entry)),
  );
  return screenOf(accepted);
}

/** A report of gitleaks in JSON, used as its baseline. Redacted secrets count by rule, file and line. Throws `input.malformed`. */
export function readGitleaksBaseline(text: string): Screen {
  const value = parseJson(text, 'the baseline of gitleaks');
  if (!Array.isArray(value)) throw malformed('gitleaks');
  return screenOf(recordsOf(value).map(reportedEntry));
}

/** A `.gitleaksignore`: `file:rule:line`, or `commit:file:rule:line`, one a line. */
export function readGitleaksIgnore(text: string): Screen {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return screenOf(lines.flatMap(ignoredLine));
}

function hashedEntry(file: string, entry: Fields): AcceptedSecret {
  const hash = textOf(entry['hashed_secret']);
  return {
    marker: `.secrets.baseline: ${file}`,
    accepts: ({ path, secret }) =>
      isSameFile(path, file) && createHash('sha1').update(secret).digest('hex') === hash,
  };
}

function reportedEntry(entry: Fields): AcceptedSecret {
  const [rule, file, secret] = [
    textOf(entry['RuleID']),
    textOf(entry['File']),
    textOf(entry['Secret']),
  ];
  const line = entry['StartLine'];
  const redacted = secret === '' || /^REDACTED|\.\.\.$/.test(secret);
  return {
    marker: `baseline of gitleaks: ${file}:${rule}`,
    accepts: (seen) =>
      isSameFile(seen.path, file) &&
      (redacted ? isRule(seen.facts, rule) && seen.lineNumber === line : seen.secret === secret),
  };
}

function ignoredLine(text: string): readonly AcceptedSecret[] {
  const found = /^(?:[0-9a-f]{40}:)?(.{1,4096}):([\w.-]{1,128}):(\d{1,9})$/.exec(text);
  if (found === null) return [];
  const [, file = '', rule = '', line] = found;
  return [
    {
      marker: `.gitleaksignore: ${text}`.slice(0, 200),
      accepts: (seen) =>
        isSameFile(seen.path, file) && isRule(seen.facts, rule) && seen.lineNumber === Number(line),
    },
  ];
}

function isRule(
  { id, aliases }: { readonly id: string; readonly aliases: readonly string[] },
  rule: string,
): boolean {
  return (
    id === rule || aliases.includes(`gitleaks:${rule}`) || aliases.includes(`betterleaks:${rule}`)
  );
}

/** Baselines name files from the directory that was scanned. */
function isSameFile(path: string, file: string): boolean {
  const wanted = file.replace(/^(?:\.?\/)+/, '');
  return path === wanted || path.endsWith(`/${wanted}`);
}

function screenOf(accepted: readonly AcceptedSecret[]): Screen {
  return { rules: [], isOn: () => true, allow: [], blocks: [], accepted };
}

function recordsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function malformed(tool: string): CaissonError {
  return new CaissonError('input.malformed', `not a baseline of ${tool}`);
}
