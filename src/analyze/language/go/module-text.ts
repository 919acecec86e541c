/** A module as build information, `go.mod` and `modules.txt` name it; `version` is empty when it is not stated. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** Path of the module that it was put in place of; import paths in the program begin with that one. */
  readonly replaces?: string;
}

/** The module text that the Go linker leaves in a program (Go, package runtime/debug, BuildInfo). */
export interface GoModuleText {
  readonly main?: GoModule;
  /** After replacement: what was really compiled in. */
  readonly dependencies: readonly GoModule[];
  /** Build settings: `-ldflags`, `vcs.revision`, `GOOS` … */
  readonly settings: ReadonlyMap<string, string>;
}

/** Parses the module text. Lines of other kinds are passed over: later Go releases may add some. */
export function parseModuleText(text: string): GoModuleText {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const dependencies: GoModule[] = [];
  const settings = new Map<string, string>();
  for (const [kind, ...fields] of lines) {
    if (kind === 'dep') dependencies.push(moduleOf(fields));
    else if (kind === '=>') replaceLast(dependencies, moduleOf(fields));
    else if (kind === 'build') addSetting(settings, fields.join('\t'));
  }
  const main = lines.find(([kind, path]) => kind === 'mod' && path);
  return {
    ...(main && { main: moduleOf(main.slice(1)) }),
    dependencies: dependencies.filter((dependency) => dependency.path !== ''),
    settings,
  };
}

/** Whether a replacement names a directory in place of a module: its content has no version. */
export function isLocalPath(path: string): boolean {
  return path.startsWith('./') || path.startsWith('../') || path.startsWith('/');
}

function moduleOf(fields: readonly string[]): GoModule {
  const version = fields[1] ?? '';
  return { path: fields[0] ?? '', version: version === '(devel)' ? '' : version };
}

function replaceLast(dependencies: GoModule[], replacement: GoModule): void {
  const replaced = dependencies.pop();
  if (replaced === undefined) return;
  dependencies.push(
    isLocalPath(replacement.path)
      ? { path: replaced.path, version: '' }
      : { ...replacement, replaces: replaced.path },
  );
}

function addSetting(settings: Map<string, string>, field: string): void {
  const [key, rest] = takeQuoted(field, '=');
  settings.set(key, takeQuoted(rest.replace(/^=/, ''), '\0')[0]);
}

/** Takes a bare or quoted (Go string literal) word up to `end`; gives it and what follows. */
function takeQuoted(text: string, end: string): readonly [string, string] {
  const quote = text[0];
  if (quote !== '"' && quote !== '`') {
    const at = text.indexOf(end);
    return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at)];
  }
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === '\\' && quote === '"') at += 1;
    else if (text[at] === quote) return [unescapeGo(text.slice(1, at), quote), text.slice(at + 1)];
  }
  return [text, ''];
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
]);

function unescapeGo(text: string, quote: string): string {
  if (quote === '`') return text;
  return text.replace(/\\(.)/gs, (_, char: string) => escapes.get(char) ?? char);
}
