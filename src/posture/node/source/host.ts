import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { isObject } from '#kube/json.ts';
import { type KubeObject, kubeObjectOf } from '#kube/object.ts';
import { jsonOf } from '#kube/yaml-json.ts';
import type { Gap } from '#model/observation.ts';
import { parseYaml } from '#yaml/parse.ts';
import type { NodeEntry, NodeFiles } from '../files.ts';

const maxGaps = 200;

/** Reads the files of a node once each; what cannot be read becomes a gap and counts as not known. */
export class Host {
  readonly gaps: Gap[] = [];
  readonly #files: NodeFiles;
  readonly #texts = new Map<string, string | undefined>();
  readonly #documents = new Map<string, KubeObject | undefined>();

  constructor(files: NodeFiles) {
    this.#files = files;
  }

  /** Files for which reading, not absence, is why nothing is known. */
  isUnreadable(path: string): boolean {
    return this.gaps.some(({ location }) => location.path === path);
  }

  entry(path: string): NodeEntry | undefined {
    return this.#guard(path, () => this.#files.entry(path));
  }

  names(path: string): readonly string[] {
    return this.#guard(path, () => this.#files.names(path)) ?? [];
  }

  bytes(path: string): Uint8Array | undefined {
    return this.#guard(path, () => {
      const entry = this.#files.entry(path);
      return entry?.type === 'file' ? this.#files.read(path) : undefined;
    });
  }

  text(path: string): string | undefined {
    if (!path.startsWith('/')) return undefined;
    if (this.#texts.has(path)) return this.#texts.get(path);
    const bytes = this.bytes(path);
    const text =
      bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    this.#texts.set(path, text);
    return text;
  }

  /** The first that is there. */
  first(paths: readonly string[]): string | undefined {
    return paths.find((path) => this.entry(path) !== undefined);
  }

  /** The first document of a YAML or JSON file, also one without a type (etcd, k3s). */
  document(path: string): KubeObject | undefined {
    if (!this.#documents.has(path)) this.#documents.set(path, this.#read(path));
    return this.#documents.get(path);
  }

  #read(path: string): KubeObject | undefined {
    const bytes = path.startsWith('/') ? this.bytes(path) : undefined;
    if (bytes === undefined) return undefined;
    return this.#guard(path, () => {
      const { documents, problems } = parseYaml(bytes, {
        maxBytes: 4 * 2 ** 20,
        maxNodes: 500_000,
      });
      const [problem] = problems;
      if (problem !== undefined) this.gap(path, 'malformed', problem.message, problem.range.line);
      const root = documents.find((one) => one.root !== undefined)?.root;
      if (root === undefined) return undefined;
      const origin = { place: { path, line: root.range.line }, node: root, source: bytes };
      const body = jsonOf(root, 500_000);
      const typed = kubeObjectOf(body, origin);
      if (typed !== undefined || !isObject(body)) return typed;
      return kubeObjectOf({ ...body, apiVersion: '/', kind: 'File' }, origin);
    });
  }

  gap(path: string, reason: Gap['reason'], detail: string, line?: number): void {
    if (this.gaps.length >= maxGaps) return;
    this.gaps.push({
      type: 'gap',
      location: { path, ...(line !== undefined && { line }) },
      reason,
      detail,
    });
  }

  #guard<T>(path: string, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof CaissonError) || !/^(?:input|limit|host)\./.test(error.code))
        throw error;
      if (!this.isUnreadable(path)) this.gap(path, reasonOf(error), error.message || quote(path));
      return undefined;
    }
  }
}

function reasonOf({ code }: CaissonError): Gap['reason'] {
  if (code.startsWith('limit.')) return 'too-large';
  return code.startsWith('host.') ? 'unreadable' : 'malformed';
}
