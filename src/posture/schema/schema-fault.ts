import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

/** One way in which an object does not fit the schema of its kind. */
export type SchemaFault =
  | {
      readonly type: 'unknown';
      readonly path: FieldPath;
      readonly name: string;
      /** A field of the same map that was probably meant. */
      readonly meant?: string;
      /** What else is to be said: since when there is such a field, where it belongs. */
      readonly hint?: string;
    }
  | {
      /** Of another type, or no value that the API server knows. */
      readonly type: 'type' | 'value';
      readonly path: FieldPath;
      /** What the API server takes, to follow "wanted". */
      readonly wanted: string;
      /** What was probably meant. */
      readonly better?: Json;
    }
  | {
      readonly type: 'missing';
      /** The map that lacks it. */
      readonly path: FieldPath;
      readonly name: string;
    };
