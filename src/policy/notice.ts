import { type Exception, isExpired } from './exception.ts';

const warnAheadMs = 14 * 24 * 3_600_000;

/**
 * What a person should know of exceptions: those that cover nothing here, those that end soon, VEX documents of which no
 * statement is about anything here. `used` are those that covered something.
 */
export function exceptionNotices(
  exceptions: readonly Exception[],
  used: ReadonlySet<Exception>,
  now: string,
): readonly string[] {
  const people = exceptions.filter(({ vex }) => vex === undefined);
  return [
    ...new Set(people.flatMap((exception) => noticeOf(exception, used.has(exception), now))),
    ...documentNotices(exceptions, used),
  ];
}

function noticeOf(exception: Exception, isUsed: boolean, now: string): readonly string[] {
  const { origin, expires } = exception;
  if (!isUsed) return [`the exception ${origin} covers nothing here`];
  if (expires === undefined || isExpired(exception, now)) return [];
  const soon = Date.parse(expires) - Date.parse(now) < warnAheadMs;
  return soon ? [`the exception ${origin} ends on ${expires}`] : [];
}

/** A vendor's document speaks of many products: only one that says nothing at all is worth a word. */
function documentNotices(
  exceptions: readonly Exception[],
  used: ReadonlySet<Exception>,
): readonly string[] {
  const documents = new Map<string, boolean>();
  for (const exception of exceptions) {
    if (exception.vex === undefined) continue;
    const { document } = exception.vex;
    documents.set(document, documents.get(document) === true || used.has(exception));
  }
  return [...documents]
    .filter(([, isUsed]) => !isUsed)
    .map(([document]) => `the VEX document ${document} says nothing of what was found here`);
}
