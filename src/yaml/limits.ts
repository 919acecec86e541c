/** Bounds on a YAML text. `maxDepth` counts collections within collections; keys, values and comments all count as nodes. */
export interface YamlLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  readonly maxNodes: number;
  readonly maxDocuments: number;
}

export const defaultYamlLimits: YamlLimits = {
  maxBytes: 4 * 1024 * 1024,
  maxDepth: 100,
  maxNodes: 1_000_000,
  maxDocuments: 10_000,
};
