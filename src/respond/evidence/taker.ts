import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { Chain } from '../journal/chain.ts';
import { FileChain } from '../journal/file-chain.ts';
import { processesWith } from '../proc/cgroup.ts';
import { BundleLog } from './bundle-log.ts';
import { type BundlePart, writeBundle } from './bundle-writer.ts';
import { type BundleContents, manifestOf } from './manifest.ts';
import { defaultMasker, type Masker } from './masking.ts';
import type { BundleFacts, EvidenceOrder, EvidenceTaker } from './order.ts';
import { layersOf } from './overlay.ts';
import { memoryParts, processParts, surroundings, upperParts } from './parts.ts';
import { closeAll } from './process-facts.ts';
import { isFull } from './room.ts';
import { attest, type EvidenceSigner } from './signer.ts';
import { bundleName, firstProcess, makeSpool, removeSpool } from './spool.ts';
import { readStill, type StillFacts } from './still.ts';
import { testimony, type Witnesses } from './testimony.ts';

export interface EvidenceOptions extends Witnesses {
  /** Where bundles go; made with mode 0700. */
  readonly directory: string;
  readonly signer: EvidenceSigner;
  /** Version of this program. */
  readonly version: string;
  /** Name or id of this host. */
  readonly host: string;
  readonly masker?: Masker;
  /** Where bundles are listed; `bundles.jsonl` in the directory where absent. */
  readonly chain?: Chain;
  /** `/proc` where absent. */
  readonly proc?: string;
}

/** The bundles of a directory, and who handled them. */
function bundleLog(options: Pick<EvidenceOptions, 'directory' | 'chain'>, scope: Scope): BundleLog {
  const { directory, chain } = options;
  return new BundleLog(
    chain ?? new FileChain(join(directory, 'bundles.jsonl'), scope.clock),
    scope.clock,
  );
}

/** Takes evidence of containers into signed bundles, one at a time. */
export function evidenceTaker(options: EvidenceOptions, scope: Scope): EvidenceTaker {
  const log = bundleLog(options, scope);
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(order) {
      const next = last.then(() => new Taking(order, options, log, scope).take());
      last = next.catch(() => undefined);
      return next;
    },
  };
}

/** What was read while it stood still, and how long that took. */
interface Standing extends StillFacts {
  readonly around: readonly BundlePart[];
  readonly frozenMs: number;
}

/** From what matters most to what is left out first when there is no room. */
interface Parts {
  readonly metadata: readonly BundlePart[];
  readonly upper: readonly BundlePart[];
  readonly memory: readonly BundlePart[];
  readonly gaps: readonly string[];
}

/** One bundle in the making. */
class Taking {
  readonly #order: EvidenceOrder;
  readonly #options: EvidenceOptions;
  readonly #log: BundleLog;
  readonly #scope: Scope;
  readonly #proc: string;
  readonly #mask: Masker;

  constructor(order: EvidenceOrder, options: EvidenceOptions, log: BundleLog, scope: Scope) {
    this.#order = order;
    this.#options = options;
    this.#log = log;
    this.#scope = scope;
    this.#proc = options.proc ?? '/proc';
    this.#mask = options.masker ?? defaultMasker;
  }

  async take(): Promise<BundleFacts> {
    const pid = firstProcess(this.#order.target, this.#proc);
    const spool = makeSpool(this.#options.directory, this.#order.id, this.#proc);
    let still: Standing | undefined;
    try {
      still = await this.#standStill(pid, spool);
      return await this.#store(still, await this.#parts(still, spool), spool);
    } finally {
      closeAll(still?.processes ?? []);
      removeSpool(spool);
    }
  }

  async #standStill(pid: number, spool: string): Promise<Standing> {
    const { engine } = this.#options;
    const layers = await layersOf(this.#order.target, engine, this.#proc, this.#scope.signal);
    const { options, target, freezer } = this.#order;
    const refusal = await this.#tryFreeze();
    const begun = performance.now();
    let read: Omit<Standing, 'frozenMs'>;
    try {
      const order = { layers, options, spool, proc: this.#proc, mask: this.#mask };
      const pids = processesWith(pid, this.#proc);
      const first = target.pid === undefined ? [] : [target.pid];
      const until = begun + options.maxFrozenMs;
      const facts = await readStill({ ...order, pids, first, until }, this.#scope);
      read = { ...facts, around: surroundings(pid, this.#proc, facts.processes) };
    } finally {
      if (refusal === undefined) await freezer?.thaw();
    }
    if (refusal === undefined) return { ...read, frozenMs: performance.now() - begun };
    return { ...read, gaps: [refusal, ...read.gaps], frozenMs: 0 };
  }

  /** Evidence of a container that goes on is better than none: says why it is not frozen. */
  async #tryFreeze(): Promise<string | undefined> {
    const { freezer } = this.#order;
    if (freezer === undefined) return 'the container went on while it was read';
    try {
      await freezer.freeze();
      return undefined;
    } catch (error) {
      const why = error instanceof Error ? error.message : 'refused';
      return `the container went on while it was read: ${why}`;
    }
  }

  async #parts(still: Standing, spool: string): Promise<Parts> {
    const told = await testimony(this.#order, this.#options, this.#mask, this.#scope);
    return {
      metadata: [...(await processParts(still.processes, spool)), ...still.around, ...told.parts],
      upper: await upperParts(still.upper, spool),
      memory: memoryParts(still.memory, spool),
      gaps: [...still.gaps, ...told.gaps],
    };
  }

  async #store(
    still: Standing,
    { metadata, upper, memory, gaps }: Parts,
    spool: string,
  ): Promise<BundleFacts> {
    const attempts: readonly (readonly [readonly BundlePart[], readonly string[]])[] = [
      [[...metadata, ...upper, ...memory], []],
      [[...metadata, ...upper], ['memory is left out: the disk is full']],
      [metadata, ['memory and changed files are left out: the disk is full']],
    ];
    for (const [parts, missing] of attempts) {
      const facts = await this.#trySeal(still, parts, [...gaps, ...missing], spool);
      if (facts !== undefined) return facts;
    }
    throw new CaissonError('host.io', 'there is no room for evidence', {
      hint: `make room in ${this.#options.directory}`,
    });
  }

  /** `undefined` when the disk is full. */
  async #trySeal(
    still: Standing,
    parts: readonly BundlePart[],
    gaps: readonly string[],
    spool: string,
  ): Promise<BundleFacts | undefined> {
    try {
      return await this.#seal(still, parts, gaps, spool);
    } catch (error) {
      this.#scope.signal.throwIfAborted();
      if (isFull(error)) return undefined;
      throw error;
    }
  }

  async #seal(
    { frozenMs, memory, upper }: Standing,
    parts: readonly BundlePart[],
    gaps: readonly string[],
    spool: string,
  ): Promise<BundleFacts> {
    const order = this.#order;
    const { directory, signer, version, host } = this.#options;
    const time = this.#scope.clock().getTime();
    const path = join(directory, bundleName(order, time));
    const holdsMemory = parts.some(({ name }) => name.startsWith('mem/'));
    const contents: BundleContents = { order, frozenMs, gaps, holdsMemory };
    const { keyId, publicKey } = signer;
    const previous = this.#log.bundles().at(-1)?.manifestSha256;
    const origin = { version, host, keyId, publicKey, time, previous };
    let manifestSha256 = '';
    const written = await writeBundle(
      {
        path,
        temporary: join(spool, 'bundle'),
        parts,
        time,
        seal(files) {
          const made = manifestOf(contents, files, origin);
          manifestSha256 = made.sha256;
          const attestation = { ...attest(made.sha256, made.predicate, signer) };
          return { manifest: made.text, attestation: attestation };
        },
      },
      this.#scope.signal,
    );
    this.#log.add({ id: order.id, path, manifestSha256, by: order.requestedBy });
    const memoryBytes = holdsMemory ? memory.reduce((sum, { bytes }) => sum + bytes, 0) : 0;
    const upperEntries = parts.some(({ name }) => name === 'upper.tar') ? (upper?.entries ?? 0) : 0;
    return { path, manifestSha256, ...written, memoryBytes, upperEntries, frozenMs, gaps };
  }
}
