import type { FileView } from '#contract/source.ts';
import { readSqliteTable, textOf } from '../rpm/sqlite.ts';

/** Repositories that dnf, microdnf or dnf5 installed from: table `repo` (id, repoid) of their history. */
export function* dnfHistory(file: FileView): Iterable<string> {
  for (const [, name] of readSqliteTable(file, 'repo', 2) ?? []) yield textOf(name) ?? '';
}

/** `from_repo = "…"` of each package in the system state of dnf5 (TOML). */
export function* dnfState(file: FileView): Iterable<string> {
  for (const [, name = ''] of file
    .text()
    .matchAll(/\bfrom_repo\s{0,8}=\s{0,8}["']([^"'\n]{1,200})["']/g))
    yield name;
}

/** The minor release that a person holds dnf at: only its content (EUS) is installed. */
export function* dnfVariable(file: FileView): Iterable<string> {
  const value = file.text().slice(0, 256).trim();
  if (/^[0-9]{1,3}\.[0-9]{1,3}$/.test(value)) yield `releasever=${value}`;
}

/** yum before dnf: one file per package, which holds the repository's id. */
export function* yumOrigin(file: FileView): Iterable<string> {
  yield file.text().slice(0, 256).trim();
}
