/** What a command may know of the process it runs in; made once in `main.ts`, so that tests can run commands in-process. */
export interface Terminal {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute; the paths that a person names are relative to it. */
  readonly workingDirectory: string;
  readonly homeDirectory: string;
  readonly temporaryDirectory: string;
  readonly out: Stream;
  readonly err: Stream;
  /** All of standard input. Throws `limit.size` above 64 MiB. */
  readInput(): Uint8Array;
  readonly signal: AbortSignal;
  readonly clock: () => Date;
  /** Has `cleanup` run when the process is ended at once, which no `finally` sees. Disposing takes it back. */
  atExit(cleanup: () => void): Disposable;
}

export interface Stream {
  write(text: string): unknown;
  readonly isTTY: boolean;
  /** 80 when unknown. */
  readonly columns: number;
}

/** Whether colour is wanted on a stream: https://no-color.org, FORCE_COLOR, dumb terminals. */
export function wantsColour(stream: Stream, environment: Terminal['environment']): boolean {
  if (environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  return stream.isTTY && environment['TERM'] !== 'dumb';
}
