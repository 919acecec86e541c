import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isList, isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { goJson } from '../jmespath/go-json.ts';
import { objectOf } from '../patch.ts';
import type { RuleContext } from './context.ts';
import { resolveReferences } from './references.ts';

const deepest = 200;
const variable = /(^|[^\\])(\{\{(?:\{[^{}]*\}|[^{}])*\}\})/g;

/**
 * Replaces the variables (`{{ request.object.metadata.name }}`) and references (`$(./../name)`) of a document, in values and keys. A
 * text that is one variable becomes its value of any kind; in other texts it becomes text. What a variable gives is looked through
 * for variables again (Kyverno), within the budget of the rule. Throws `input.*` and `limit.*`.
 */
export function substitute(document: Json, context: RuleContext): Json {
  return new Substitution(context).value(resolveReferences(document, context), [], 0);
}

/** The same for a text that has to stay one. */
export function substituteText(text: string, context: RuleContext): string {
  const value = substitute(text, context);
  if (typeof value === 'string') return value;
  throw new CaissonError('input.malformed', `${JSON.stringify(text)} does not become a text`);
}

class Substitution {
  readonly #context: RuleContext;

  constructor(context: RuleContext) {
    this.#context = context;
  }

  value(value: Json, path: readonly string[], depth: number): Json {
    this.#context.queries.budget.spend();
    if (depth > deepest) throw new CaissonError('limit.depth', 'variables are nested too deeply');
    const found = typeof value === 'string' ? this.#text(value, path) : value;
    if (isList(found))
      return found.map((item, at) => this.value(item, [...path, String(at)], depth + 1));
    if (!isObject(found)) return found;
    return objectOf(
      Object.entries(found).map(([key, item]) => [
        this.#key(key, path),
        this.value(item, [...path, key], depth + 1),
      ]),
    );
  }

  #key(key: string, path: readonly string[]): string {
    if (!key.includes('{{')) return key;
    const made = this.#text(key, path);
    if (made === null) return key;
    if (typeof made === 'string') return made;
    throw new CaissonError(
      'input.malformed',
      `the key ${JSON.stringify(key)} does not become text`,
    );
  }

  #text(text: string, path: readonly string[]): Json {
    let value = text;
    let found = value.includes('{{') ? [...value.matchAll(variable)] : [];
    while (found.length > 0) {
      const original = value;
      let isShallow = false;
      for (const [whole, prefix = '', written = ''] of found) {
        const query = queryOf(written);
        isShallow = query.isShallow;
        const made = this.#resolve(query.text, path);
        if (original === written) return made;
        value = this.#replaced(value, whole, prefix + this.#shown(made, isShallow));
      }
      found = isShallow ? [] : [...value.matchAll(variable)];
    }
    return value.replaceAll('\\{{', '{{');
  }

  #replaced(value: string, whole: string, made: string): string {
    const at = value.indexOf(whole);
    if (at < 0) return value;
    this.#context.queries.budget.make(value.length + made.length);
    return value.slice(0, at) + made + value.slice(at + whole.length);
  }

  #shown(value: Json, isShallow: boolean): string {
    const text = typeof value === 'string' ? value : goJson(value, this.#context.queries.budget);
    return isShallow ? text.replaceAll('{{', '\\{{') : text;
  }

  #resolve(written: string, path: readonly string[]): Json {
    const context = this.#context;
    let query = written === '@' ? this.#here(path) : written;
    if (context.isDelete) query = query.replaceAll('request.object', 'request.oldObject');
    try {
      return context.query(query);
    } catch (error) {
      if (!isCaissonError(error) || error.code === 'input.unsupported') throw error;
      const place = path.length === 0 ? '' : ` at path /${path.join('/')}`;
      const message = `failed to resolve ${query}${place}: ${error.message}`;
      throw new CaissonError(error.code, message, { cause: error });
    }
  }

  /** `@` is the field of the object at the place in the pattern or patch. */
  #here(path: readonly string[]): string {
    const loop = path.indexOf('foreach');
    const rest = path.slice(loop < 0 ? 2 : loop + 3);
    return [isKnown(this.#context, 'target') ? 'target' : 'request.object', ...rest]
      .map((step, at) => stepOf(step, at))
      .join('');
  }
}

function stepOf(step: string, at: number): string {
  if (at === 0) return step;
  if (/^\d+$/.test(step)) return `[${step}]`;
  return /^[A-Za-z_(][A-Za-z0-9_)]*$/.test(step) ? `.${step}` : `.${JSON.stringify(step)}`;
}

/** Without braces and blanks; a dash in front means that what it gives is not looked through again. */
function queryOf(written: string): { readonly text: string; readonly isShallow: boolean } {
  const bare = written.replaceAll('{{', '').replaceAll('}}', '').trim();
  const isShallow = bare.startsWith('-');
  return { text: isShallow ? bare.slice(1).trim() : bare, isShallow };
}

function isKnown(context: RuleContext, query: string): boolean {
  try {
    context.query(query);
    return true;
  } catch (error) {
    if (isCaissonError(error, 'input.not-found', 'input.malformed')) return false;
    throw error;
  }
}
