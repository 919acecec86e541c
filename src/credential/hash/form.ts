/** How a stored password is kept, and how a guess is compared with it. */
export interface HashForm {
  /** Name for people: `sha512-crypt`, `MySQL native password`. */
  readonly scheme: string;
  /** Why the scheme itself is too weak to protect a good password; absent when it is sound. */
  readonly weakness?: string;
  /** What one guess costs, in microseconds of one core; by its parameters, never measured, so that runs agree. */
  readonly cost: number;
  /** Absent: guesses cannot be tried; `reason` says why. */
  verify?(password: string): boolean;
  readonly reason?: string;
}

/** The most expensive guess that is ever tried, in microseconds: above it the hash is a bomb, or at least no bargain. */
export const largestCost = 500_000;

/** A form that can be tried, unless a guess costs too much. */
export function tried(
  scheme: string,
  cost: number,
  verify: (password: string) => boolean,
  weakness?: string,
): HashForm {
  const base = { scheme, cost, ...(weakness !== undefined && { weakness }) };
  if (cost > largestCost) return { ...base, reason: 'one guess would cost more than is allowed' };
  return { ...base, verify };
}

/** A form that is known but never tried. */
export function untried(scheme: string, reason: string, weakness?: string): HashForm {
  return { scheme, cost: 0, reason, ...(weakness !== undefined && { weakness }) };
}

/** Why a scheme that can be tried billions of times a second is weak. */
export const fast = 'it is so fast that good passwords are found as well';
/** Why a scheme that broke long ago is weak. */
export const obsolete = 'it is obsolete and found by exhaustive search';
/** Why a scheme that is no hash is weak. */
export const reversible = 'it can be turned back into the password';
