import { isCaissonError } from '#kit/error.ts';
import { isObject } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { jsonOf } from '#kube/yaml-json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Gap } from '#model/observation.ts';
import { parseYaml } from '#yaml/parse.ts';
import type { TestFiles } from './policy-test.ts';

/** Most files that one entry of a test may stand for. */
const maxFiles = 1000;

/** Reads what a test names; what cannot be read is a gap. */
export class TestReader {
  readonly #files: TestFiles;
  readonly #path: string;
  readonly gaps: Gap[] = [];

  constructor(files: TestFiles, path: string) {
    this.#files = files;
    this.#path = path;
  }

  /** The objects of files and directories. */
  objects(paths: readonly string[]): readonly KubeObject[] {
    return paths.flatMap((path) => this.#expand(path).flatMap((one) => this.#objectsOf(one)));
  }

  /** The first document of a file, which need not be an object of Kubernetes. */
  document(path: string): JsonObject | undefined {
    const bytes = this.#read(path);
    if (bytes === undefined) return undefined;
    const root = parseYaml(bytes).documents[0]?.root;
    const body = root === undefined ? null : jsonOf(root);
    return isObject(body) ? body : undefined;
  }

  #expand(path: string): readonly string[] {
    const listed = this.#files.list(path).filter((one) => /\.(?:ya?ml|json)$/.test(one));
    return listed.length > 0 ? listed.slice(0, maxFiles) : [path];
  }

  #objectsOf(path: string): readonly KubeObject[] {
    const bytes = this.#read(path);
    if (bytes === undefined) return [];
    try {
      const { objects, gaps } = readManifests(this.#shown(path), bytes);
      this.gaps.push(...gaps);
      return objects;
    } catch (error) {
      if (!isCaissonError(error)) throw error;
      this.gaps.push(this.#gap(path, 'malformed', error.message));
      return [];
    }
  }

  #read(path: string): Uint8Array | undefined {
    if (/^https?:\/\//.test(path)) {
      this.gaps.push(this.#gap(path, 'unsupported', 'files from the network are not fetched'));
      return undefined;
    }
    const bytes = this.#files.read(path);
    if (bytes === undefined) this.gaps.push(this.#gap(path, 'unreadable', 'there is no such file'));
    return bytes;
  }

  #shown(path: string): string {
    const parts = this.#path.split('/').slice(0, -1);
    for (const step of path.split('/')) {
      if (step === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
      else if (step !== '.' && step !== '') parts.push(step);
    }
    return parts.join('/');
  }

  #gap(path: string, reason: Gap['reason'], detail: string): Gap {
    return { type: 'gap', location: { path: this.#shown(path) }, reason, detail };
  }
}
