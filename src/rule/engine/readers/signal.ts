const names =
  `HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP
TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS`
    .split(/\s+/)
    .map((name) => `SIG${name}`);

/** `SIGKILL` for 9; undefined for real-time signals and what is no signal. */
export function signalName(number: number): string | undefined {
  return names[number - 1];
}
