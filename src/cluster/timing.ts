/** How patient the client is, in milliseconds where nothing else is said. Tests make all of it short. */
export interface Timing {
  /** For a connection to the server or its proxy. */
  readonly connectMs: number;
  /** From a request to the beginning of its answer. API servers give up after 60 seconds. */
  readonly answerMs: number;
  /** Between two pieces of an answer. */
  readonly stallMs: number;
  /** For the whole of an answer that is no watch. */
  readonly documentMs: number;
  /** All tries of one request together. */
  readonly patienceMs: number;
  /** The first wait after a failure; it doubles up to `longestWaitMs`. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** A watch without event and bookmark for so long is dead: twice the minute in which servers send bookmarks. */
  readonly idleMs: number;
  /** Bounds of what a watch asks for as its length, in seconds. */
  readonly watchSeconds: readonly [number, number];
  /** How often a store compares itself with a new listing. */
  readonly reconcileMs: number;
  /** How long a difference may stand before it counts as missed, where no bookmark settles it sooner. */
  readonly settleMs: number;
  /** For a credential plug-in, which may wait for a person. */
  readonly pluginMs: number;
  /** Requests a second, and how many at once after a pause. */
  readonly perSecond: number;
  readonly burst: number;
}

export const defaultTiming: Timing = {
  connectMs: 15_000,
  answerMs: 65_000,
  stallMs: 30_000,
  documentMs: 180_000,
  patienceMs: 90_000,
  firstWaitMs: 800,
  longestWaitMs: 30_000,
  idleMs: 130_000,
  watchSeconds: [300, 600],
  reconcileMs: 900_000,
  settleMs: 150_000,
  pluginMs: 120_000,
  perSecond: 50,
  burst: 100,
};
