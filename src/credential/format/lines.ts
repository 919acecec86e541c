import { numberedLines } from '../account/account.ts';
import { maxSettings, type Setting, unquoted } from './setting.ts';

const maxLine = 8192;

/** `key = value` with sections in brackets, which stand before the key: `section.key`. Comments begin with `#` or `;`. */
export function readIni(text: string): readonly Setting[] {
  let section = '';
  return lines(text, (line) => {
    const header = /^\s*\[([^\]]{1,200})\]\s*$/.exec(line);
    if (header !== null) {
      section = `${(header[1] ?? '').trim()}.`;
      return undefined;
    }
    const match = /^\s*([^=:#;\s][^=:]{0,200}?)\s*(?:[=:]\s*(.*))?$/.exec(line);
    if (match === null) return undefined;
    const value = unquoted((match[2] ?? '').replace(/\s[;#].*$/, '').trim());
    return [section + (match[1] ?? ''), value];
  });
}

/** Java properties: `key=value`, `key: value`, `key value`; escapes are left alone. */
export function readProperties(text: string): readonly Setting[] {
  return lines(text, (line) => {
    const match = /^\s*([^\s=:#!]{1,300})(?:\s*[=:]\s*|\s+|$)(.*)$/.exec(line);
    return match === null ? undefined : [match[1] ?? '', (match[2] ?? '').trim()];
  });
}

/** `key value …`, one a line, as redis, Mosquitto, snmpd and many others; `#` comments. */
export function readSpaced(text: string): readonly Setting[] {
  return lines(text, (line) => {
    const match = /^\s*([^\s#;=]{1,200})(?:\s*=\s*|\s+|$)(.*)$/.exec(line);
    return match === null ? undefined : [match[1] ?? '', unquoted((match[2] ?? '').trim())];
  });
}

/** `KEY=value` as in shell, `.env` and systemd's environment files; `export` before it. */
export function readShell(text: string): readonly Setting[] {
  return lines(text, (line) => {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]{0,200})=(.*)$/.exec(line);
    if (match === null) return undefined;
    const value = (match[2] ?? '').trim();
    return [match[1] ?? '', unquoted(/^["']/.test(value) ? value : value.replace(/\s#.*$/, ''))];
  });
}

/** sshd_config(5): the first value counts; what stands in `Match` blocks is left out. */
export function readSshd(text: string): readonly Setting[] {
  let isGlobal = true;
  const seen = new Set<string>();
  return readSpaced(text).filter(({ key }) => {
    const name = key.toLowerCase();
    if (name === 'match') isGlobal = false;
    const counts = isGlobal && !seen.has(name);
    seen.add(name);
    return counts;
  });
}

/** Assignments of Python and Ruby at any depth: `NAME = 'literal'`, `c.X.y = ''`; other right sides become `=`. */
export function readAssignments(text: string): readonly Setting[] {
  return lines(text, (line) => {
    const match =
      /^\s*([A-Za-z_$][\w.$]{0,200}(?:\[['"][\w.-]{1,100}['"]\])?)\s*(?::=|=)\s*(?!=)(.*)$/.exec(
        line,
      );
    if (match === null) return undefined;
    const name = (match[1] ?? '').replace(/\[['"](.*)['"]\]$/, '.$1');
    return [name, literalOf(match[2] ?? '')];
  });
}

/** The text of a string, number or boolean literal; `${}` for anything that is computed, so that it counts as a template. */
function literalOf(source: string): string {
  const text = source.trim().replace(/[;,]\s*(?:(?:#|\/\/).*)?$/, '');
  const string = /^(?:[rbu]{0,2})(?:'([^'\\]{0,1000})'|"([^"\\]{0,1000})")\s*(?:#.*)?$/i.exec(text);
  if (string !== null) return string[1] ?? string[2] ?? '';
  const plain = /^(?:None|True|False|true|false|null|[0-9.]{1,20})(?=\s*(?:#|$))/.exec(text);
  return plain === null ? `\${}` : plain[0];
}

/** PHP: `define('NAME', literal)`, `$a['b']['c'] = literal`, `'name' => literal`. */
export function readPhp(text: string): readonly Setting[] {
  return lines(text, (line) =>
    /^\s*(?:\/\/|#|\*|\/\*)/.test(line) ? undefined : (phpConstant(line) ?? phpVariable(line)),
  );
}

function phpConstant(line: string): Entry | undefined {
  const [, name, value = ''] =
    /^\s*define\(\s*['"](\w{1,100})['"]\s*,\s*(.{0,1000}?)\)\s*;/.exec(line) ??
    /^\s*['"]([\w.-]{1,100})['"]\s*=>\s*(.*)$/.exec(line) ??
    [];
  return name === undefined ? undefined : [name, literalOf(value)];
}

function phpVariable(line: string): Entry | undefined {
  const [, name, value = ''] =
    /^\s*\$(\w{1,60}(?:\[[^\]]{1,60}\]|->\w{1,60}){0,4})\s*=\s*(.*)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const key = name.replace(/\[['"]?([^\]'"]{0,60})['"]?\]|->(\w+)/g, '.$1$2');
  return [key, literalOf(value)];
}

/**
 * pg_hba.conf (PostgreSQL, client authentication): key is the type, with `-loopback` behind it when only this machine may connect;
 * value the line with single blanks, then `=>` and the method.
 */
export function readPgHba(text: string): readonly Setting[] {
  return lines(text, (line) => {
    const words = line.replace(/#.*$/, '').trim().split(/\s+/);
    const [type = '', , , address = '', next = ''] = words;
    if (!/^(?:local|host|hostssl|hostnossl|hostgssenc|hostnogssenc)$/.test(type)) return undefined;
    const isLoopback = /^(?:127\.|::1(?:\/|$)|localhost$|samehost$)/.test(address);
    const hasMask = /^[0-9a-f]*[.:][0-9a-f.:]*$/i.test(next);
    const method = words[type === 'local' ? 3 : hasMask ? 5 : 4] ?? '';
    return [isLoopback ? `${type}-loopback` : type, `${words.join(' ')} => ${method}`];
  });
}

type Entry = readonly [key: string, value: string];

function lines(text: string, entryOf: (line: string) => Entry | undefined): readonly Setting[] {
  const out: Setting[] = [];
  for (const [line, number] of numberedLines(text)) {
    if (line.length > maxLine || /^\s*(?:[#;]|$)/.test(line)) continue;
    const entry = entryOf(line);
    if (entry === undefined) continue;
    out.push({ key: entry[0], value: entry[1], line: number });
    if (out.length >= maxSettings) break;
  }
  return out;
}
