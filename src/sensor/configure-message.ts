import type { KernelInterest } from '#contract/runtime.ts';
import { type Architecture, eventTypeOfCall, systemCallNumbers } from '#event/system-call.ts';
import type { JsonObject } from '#model/json-value.ts';

/** How much one cgroup may send, in events. */
export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface ConfigureOptions {
  /** Pids whose doings are not told. */
  readonly ignore: readonly number[];
  readonly throttle?: Throttle | undefined;
  readonly architecture: Architecture;
}

/**
 * Members of the command `configure`. Byte strings go out as the text that has those bytes. Events that are no system call of
 * this architecture are left out: they are told anyway, or cannot happen here.
 */
export function configureMessage(interest: KernelInterest, options: ConfigureOptions): JsonObject {
  const { opens } = interest;
  const { throttle } = options;
  return {
    calls: callNames(interest.calls, options.architecture),
    opens: {
      writes: opens.writes,
      reads: opens.reads,
      prefixes: textsOf(opens.prefixes),
      ...(opens.names !== undefined && { names: textsOf(opens.names) }),
      ...(opens.programs !== undefined && { programs: textsOf(opens.programs) }),
    },
    failures: interest.failures,
    ...(interest.failing !== undefined && {
      failing: callNames(interest.failing, options.architecture),
    }),
    scope: interest.scope,
    network: { ...interest.network },
    strict: interest.strict,
    uring: interest.uring,
    ignore: options.ignore,
    ...(throttle === undefined
      ? {}
      : { throttle: { rate: throttle.ratePerSecond, burst: throttle.burst } }),
  };
}

function textsOf(bytes: readonly string[]): readonly string[] {
  return bytes.map((one) => Buffer.from(one, 'latin1').toString('utf8'));
}

function callNames(types: readonly string[], architecture: Architecture): readonly string[] {
  const wanted = new Set(types);
  return [...systemCallNumbers(architecture).keys()].filter(
    (name) => wanted.has(name) || wanted.has(eventTypeOfCall(name)),
  );
}
