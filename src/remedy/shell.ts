import { printable } from '#kit/text.ts';

/** A word of a command line (POSIX shell, section 2.2), quoted where it must be: names come from the artifact. */
export function shellWord(text: string): string {
  const shown = printable(text);
  if (/^[A-Za-z0-9@%_+=:,./^-][A-Za-z0-9@%_+=:,./^~-]*$/.test(shown)) return shown;
  return `'${shown.replaceAll("'", String.raw`'\''`)}'`;
}

/** Whether a name or version may stand in a command at all: one that begins with a hyphen would be read as an option. */
export function isWord(text: string): boolean {
  return text !== '' && !text.startsWith('-');
}
