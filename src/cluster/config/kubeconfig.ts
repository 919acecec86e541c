import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { fieldOf, isObject } from '#kube/json.ts';
import { jsonOf } from '#kube/yaml-json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { parseYaml } from '#yaml/parse.ts';
import { namedEntries, textField } from './field.ts';
import { configFiles, type Environment, readText, tryReadText } from './files.ts';

/** An entry with the file that it stands in: its paths are relative to that. */
export interface Entry {
  readonly file: string;
  readonly body: JsonObject;
}

/** Several kubeconfig files as one (kubectl's rule: whoever names something first counts). */
export interface Kubeconfig {
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly files: readonly string[];
}

/**
 * Reads the kubeconfig that kubectl would read. Files of a list that are not there are left out; `undefined` when none is.
 * Throws `input.not-found` for a file that was named, `input.malformed`, `host.io`, `limit.*`.
 */
export function readKubeconfig(
  named: string | undefined,
  environment: Environment,
): Kubeconfig | undefined {
  const merged = new Merged();
  for (const { path, required } of configFiles(named, environment)) {
    const text = required ? readText(path) : tryReadText(path);
    if (text !== undefined) merged.add(path, parseConfig(text, path));
  }
  return merged.files.length === 0 ? undefined : merged;
}

class Merged implements Kubeconfig {
  currentContext: string | undefined;
  readonly contexts = new Map<string, Entry>();
  readonly clusters = new Map<string, Entry>();
  readonly users = new Map<string, Entry>();
  readonly files: string[] = [];

  add(file: string, root: Json): void {
    this.files.push(file);
    this.currentContext ??= textField(root, 'current-context');
    const lists = [
      [this.contexts, 'contexts', 'context'],
      [this.clusters, 'clusters', 'cluster'],
      [this.users, 'users', 'user'],
    ] as const;
    for (const [entries, list, key] of lists)
      for (const [name, body] of namedEntries(root, list, key))
        if (!entries.has(name)) entries.set(name, { file, body });
  }
}

/** YAML or JSON. An empty file is an empty configuration. */
function parseConfig(text: string, path: string): Json {
  const { documents, problems } = parseYaml(text, { maxBytes: 8 * 2 ** 20 });
  const [problem] = problems;
  if (problem !== undefined)
    throw malformed(path, `line ${problem.range.line}: ${problem.message}`);
  const root = documents[0]?.root === undefined ? null : jsonOf(documents[0].root);
  if (root === null) return {};
  const kind = fieldOf(root, 'kind') ?? 'Config';
  if (!isObject(root) || kind !== 'Config') throw malformed(path, 'it is no Config');
  return root;
}

function malformed(path: string, detail: string): CaissonError {
  return new CaissonError('input.malformed', `${quote(path)} is no kubeconfig: ${detail}`);
}
