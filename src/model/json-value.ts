/** A value as JSON has it. Objects may have no prototype and any keys, `__proto__` too: ask with `Object.hasOwn`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}
