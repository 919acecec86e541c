const maxValueChars = 256;
const maxNesting = 16;

/**
 * The properties of a POM. Each is resolved once and no value grows beyond 256 characters, so that properties that refer to
 * one another many times cost no more than any others.
 */
export class PomProperties {
  readonly #values: ReadonlyMap<string, string>;
  readonly #resolved = new Map<string, string | undefined>();

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** The text with `${name}` replaced; empty when a name is unknown, refers to itself, or the text is a version range. */
  resolve(text: string): string {
    const value = this.#expand(text, 0) ?? '';
    return /^[[(]|\s/.test(value) ? '' : value;
  }

  #expand(text: string, nesting: number): string | undefined {
    if (text.length > maxValueChars || nesting > maxNesting) return undefined;
    const parts = text.split('${');
    let value = parts[0] ?? '';
    for (const part of parts.slice(1)) {
      const end = part.indexOf('}');
      const replaced = end === -1 ? undefined : this.#property(part.slice(0, end), nesting + 1);
      if (replaced === undefined) return undefined;
      value += replaced + part.slice(end + 1);
    }
    return value.length > maxValueChars ? undefined : value;
  }

  #property(name: string, nesting: number): string | undefined {
    if (this.#resolved.has(name)) return this.#resolved.get(name);
    const raw = this.#values.get(name);
    this.#resolved.set(name, undefined);
    const value = raw === undefined || raw === '' ? undefined : this.#expand(raw, nesting);
    this.#resolved.set(name, value);
    return value;
  }
}
