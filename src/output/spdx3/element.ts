import { sha256Hex } from '#kit/hash.ts';

/** Makes elements of one document: their ids lie in its namespace, and all share its creation information. */
export interface Maker {
  /** The id of the element of that name. */
  id(name: string): string;
  /** An id that follows from any text. */
  hashedId(kind: string, text: string): string;
  element(type: string, name: string, fields: Readonly<Record<string, unknown>>): object;
  /** A relationship (SPDX 3.0.1, Core/Relationship), named by what it says. */
  relationship(edge: Edge, type?: string, more?: Readonly<Record<string, unknown>>): object;
}

interface Edge {
  readonly from: string;
  readonly relationshipType: string;
  /** Never empty. */
  readonly to: readonly string[];
}

export function makerOf(namespace: string): Maker {
  function id(name: string): string {
    return `${namespace}#${name}`;
  }
  function element(type: string, name: string, fields: Readonly<Record<string, unknown>>): object {
    return { type, spdxId: id(name), creationInfo: '_:creationinfo', ...fields };
  }
  return {
    id,
    element,
    hashedId(kind, text) {
      return id(nameOf(kind, text));
    },
    relationship(edge, type = 'Relationship', more = {}) {
      const name = nameOf('relationship', JSON.stringify([type, edge, more['security_score']]));
      return element(type, name, { ...edge, ...more });
    },
  };
}

/** `package-1f2e…`: the end of an element's id. */
export function nameOf(kind: string, text: string): string {
  return `${kind}-${sha256Hex(text.toWellFormed()).slice(0, 24)}`;
}
