/** A value of a lock file: text, a list, or a mapping without prototype. Numbers and booleans stay text. */
export type YamlValue = string | readonly YamlValue[] | YamlMapping;
export interface YamlMapping {
  readonly [key: string]: YamlValue;
}
