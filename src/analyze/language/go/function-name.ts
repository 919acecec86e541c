const pathForm = /^[\w.~%+/-]+$/;
const maxNameChars = 65_536;
/** Parts that the compiler makes up for code inside a function: closures, wrappers of go and defer, loop bodies, ABI. */
const madeUp = /^(?:func\d+|gowrap\d+|deferwrap\d+|dwrap.*|range\d+|stkobj|abi\w*|\d+)$/;

/** A name of Go's linker in two: the package as the linker writes it, and what is behind the dot. */
export interface GoFunctionName {
  readonly package: string;
  readonly rest: string;
}

/**
 * Splits a name of Go's linker, `example.com/a%2eb.(*Type[...]).Method.func1`, without its type parameters. Text holds one
 * byte a character. `undefined` for what has no package.
 */
export function splitName(name: string): GoFunctionName | undefined {
  if (name.length > maxNameChars) return undefined;
  const plain = name.includes('[') ? withoutTypeParameters(name) : name;
  const dot = plain.indexOf('.', plain.lastIndexOf('/') + 1);
  return dot <= 0 ? undefined : { package: plain.slice(0, dot), rest: plain.slice(dot + 1) };
}

/** The import path that the linker's name of a package stands for; `undefined` for what the compiler made up. */
export function importPathOf(name: string): string | undefined {
  if (isMadeUp(name)) return undefined;
  return name.includes('%') ? unescapePath(name) : name;
}

/**
 * `Function` or `Type.Method` (without `*`) that the part behind the package stands for. Closures belong to the function
 * around them; where the closure of an inlined function bears both names, both are given.
 */
export function symbolsOf(rest: string): readonly string[] {
  const text = withoutReceiver(rest);
  const dot = text.indexOf('.');
  if (dot === -1) return [withoutSuffix(text)];
  const isLast = !text.includes('.', dot + 1) && !text.includes('-');
  if (isLast && dot > 0 && !madeUp.test(text.slice(dot + 1))) return [text];
  return nested(text);
}

function nested(text: string): readonly string[] {
  const parts = text.split('.').map(withoutSuffix);
  const end = parts.findIndex((part) => part === '' || madeUp.test(part));
  const own = parts.slice(0, end === -1 ? parts.length : end);
  const [first, second] = own;
  if (first === undefined) return [];
  if (second === undefined) return [first];
  return [`${first}.${second}`, first, own.slice(-2).join('.'), own.at(-1) ?? first];
}

function withoutReceiver(text: string): string {
  if (text.charCodeAt(0) !== 0x28) return text;
  const close = text.indexOf(')');
  return close === -1 ? text : text.slice(text[1] === '*' ? 2 : 1, close) + text.slice(close + 1);
}

/** `type:.eq.…`, `go:struct {…}`, `_cgo_…`, methods of unnamed types: no import path has such characters. */
function isMadeUp(path: string): boolean {
  return path === 'go' || path === 'type' || path.startsWith('_cgo') || !pathForm.test(path);
}

/** Method values end in `-fm`, bodies of range-over-func loops in `-range1`; before 1.18 `·dwrap·1` marked wrappers. */
function withoutSuffix(part: string): string {
  for (let at = 0; at < part.length; at += 1) {
    const code = part.charCodeAt(at);
    if (code === 0x2d || code === 0xb7 || code === 0xc2) return part.slice(0, at);
  }
  return part;
}

/** Leaves out whatever stands in brackets; unbalanced ones end the name. */
function withoutTypeParameters(name: string): string {
  let depth = 0;
  let kept = '';
  let from = 0;
  for (let at = 0; at < name.length; at += 1) {
    const code = name.charCodeAt(at);
    if (code === 0x5b) {
      if (depth === 0) kept += name.slice(from, at);
      depth += 1;
    } else if (code === 0x5d && depth > 0) {
      depth -= 1;
      from = at + 1;
    }
  }
  return depth === 0 ? kept + name.slice(from) : kept;
}

/** The linker writes dots behind the last slash, quotes and bytes above ASCII as `%2e` (cmd/internal/objabi, PathToPrefix). */
function unescapePath(path: string): string {
  return path.replace(/%([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
