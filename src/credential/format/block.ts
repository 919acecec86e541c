import { numberedLines } from '../account/account.ts';
import { maxSettings, type Setting, unquoted } from './setting.ts';

const maxDepth = 32;

/** nginx and its like: `directive value…;` in blocks with braces. Keys hold the blocks: `http.server.location.autoindex`. */
export function readNginx(text: string): readonly Setting[] {
  return readBraced(text, (statement) => {
    const match = /^(\S{1,200})\s*([\s\S]*)$/.exec(statement);
    return match === null ? undefined : [match[1] ?? '', unquoted((match[2] ?? '').trim())];
  });
}

/** HCL (Vault, Consul, Nomad): `key = value`, blocks `name "label" { … }`. Only what is needed: no expressions. */
export function readHcl(text: string): readonly Setting[] {
  return readBraced(
    text.replace(/^[ \t]*(?:\/\/)[^\n]*/gm, '').replace(/\r?\n/g, ';\n'),
    (statement) => {
      const match = /^"?([\w.-]{1,200})"?\s*[=:]\s*([\s\S]*)$/.exec(statement);
      return match === null ? undefined : [match[1] ?? '', hclValue(match[2] ?? '')];
    },
  );
}

/** A quoted text without its quotes, or what stands before a comment or comma. */
function hclValue(written: string): string {
  const quotedText = /^"([^"]{0,4000})"/.exec(written)?.[1];
  return (
    quotedText ??
    written
      .replace(/\s(?:\/\/|#).*$/, '')
      .replace(/,$/, '')
      .trim()
  );
}

type Entry = readonly [key: string, value: string];

function readBraced(
  text: string,
  entryOf: (statement: string) => Entry | undefined,
): readonly Setting[] {
  const reader = new Braced(entryOf);
  const tokens = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{};\n]|[^#"'{};\n]+|["']/g;
  for (const [token] of text.matchAll(tokens)) {
    reader.take(token);
    if (reader.settings.length >= maxSettings) break;
  }
  return reader.settings;
}

class Braced {
  readonly settings: Setting[] = [];
  readonly #entryOf: (statement: string) => Entry | undefined;
  readonly #path: string[] = [];
  #statement = '';
  #line = 1;
  #start = 1;

  constructor(entryOf: (statement: string) => Entry | undefined) {
    this.#entryOf = entryOf;
  }

  take(token: string): void {
    if (token === '\n') this.#line += 1;
    if (this.#statement.trim() === '') this.#start = this.#line;
    if (token === ';') this.#end();
    else if (token === '}') {
      this.#end();
      this.#path.pop();
    } else if (token === '{') this.#open();
    else if (!token.startsWith('#') && this.#statement.length < maxStatement)
      this.#statement += token;
  }

  #open(): void {
    const name = this.#statement.trim().split(/[\s"=]+/)[0] ?? '';
    this.#path.push(this.#path.length < maxDepth ? name : '');
    this.#statement = '';
  }

  #end(): void {
    const entry = this.#entryOf(this.#statement.trim());
    this.#statement = '';
    if (entry === undefined) return;
    const key = [...this.#path.slice(0, maxDepth), entry[0]].join('.');
    this.settings.push({ key, value: entry[1], line: this.#start });
  }
}

const maxStatement = 4096;

/** Apache httpd: directives in sections `<Name argument>`. Keys hold the sections: `VirtualHost.Directory.Options`. */
export function readApache(text: string): readonly Setting[] {
  const out: Setting[] = [];
  const path: string[] = [];
  for (const [row, line] of numberedLines(text)) {
    if (row.length > 8192 || /^\s*(?:#|$)/.test(row)) continue;
    if (/^\s*<\//.test(row)) path.pop();
    const entry = sectionOf(row, path) ?? directiveOf(row);
    if (entry === undefined) continue;
    const key = [...path.slice(0, maxDepth), entry[0]].join('.');
    out.push({ key, value: unquoted(entry[1].trim()), line });
    if (out.length >= maxSettings) break;
  }
  return out;
}

function sectionOf(row: string, path: string[]): Entry | undefined {
  const [, name, argument = ''] = /^\s*<(\w{1,60})\s*([^>]{0,400})>\s*$/.exec(row) ?? [];
  if (name === undefined) return undefined;
  path.push(name);
  return ['@', argument];
}

function directiveOf(row: string): Entry | undefined {
  const [, name, argument = ''] = /^\s*(\w{1,100})(?:\s+(.*))?$/.exec(row) ?? [];
  return name === undefined ? undefined : [name, argument];
}
