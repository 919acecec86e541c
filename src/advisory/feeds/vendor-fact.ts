import { CaissonError } from '#kit/error.ts';
import type { Advisory, AffectedRange } from '#model/advisory.ts';
import type { Ecosystem } from '#model/ecosystem.ts';
import { packageKey } from '#model/package-key.ts';
import { isVersion, schemeOfEcosystem } from '#version/scheme.ts';
import type { Fact, Skip } from '../fact.ts';
import { isCve } from '../name.ts';
import type { VendorRecords } from './feed.ts';

/** What a vendor says of one package, with everything that is not said left out. */
export type Claim = Pick<Advisory, 'id' | 'package' | 'state' | 'feed'> &
  Partial<Advisory> & { readonly segment: string; readonly ecosystem: Ecosystem };

/** A claim as a fact; an absent list is an empty one. */
function factOf({ segment, ecosystem, ...said }: Claim): Fact {
  const advisory = { cves: [], aliases: [], ranges: [], versions: [], cvss: [], ...said };
  return { segment, key: packageKey(ecosystem, said.package), advisory };
}

/** All versions below a fix. */
export function below(fixed: string): readonly AffectedRange[] {
  return [{ introduced: '0', fixed }];
}

/** All versions, as long as there is no fix. */
export const allVersions: readonly AffectedRange[] = [{ introduced: '0' }];

/** Facts and skips that are gathered until they are handed on; the same skip counts once. */
export class Sheet {
  #facts: Fact[] = [];
  #skips = new Map<string, Skip>();
  #count = 0;

  /** Takes a claim when its names and versions can be used, else counts it as malformed. Throws `limit.entries`. */
  add(claim: Claim): void {
    this.#count += 1;
    if (this.#count > maxFacts)
      throw new CaissonError('limit.entries', `a feed states more than ${maxFacts} facts`);
    if (isUsable(claim)) this.#facts.push(factOf(claim));
    else this.skip('malformed', `${claim.id} ${claim.package}`);
  }

  skip(reason: Skip['reason'], subject: string): void {
    const short = subject.slice(0, 256);
    this.#skips.set(`${reason} ${short}`, { reason, subject: short });
  }

  /** Whether enough has come together to be handed on. */
  get isFull(): boolean {
    return this.#facts.length >= batchSize;
  }

  /** What was gathered; the sheet is empty afterwards. */
  take(): VendorRecords {
    const records = { facts: this.#facts, skips: [...this.#skips.values()] };
    this.#facts = [];
    this.#skips = new Map();
    return records;
  }
}

const batchSize = 2000;

/** Of one document: ten times what the largest real ones state. */
const maxFacts = 5_000_000;

/** A CVE as the list that an advisory carries; empty for other ids. */
export function cvesOf(id: string): readonly string[] {
  return isCve(id) ? [id] : [];
}

/** Every CVE id in a text, each once, in its order. */
export function cvesIn(text: string): string[] {
  return [...new Set(text.match(/\bCVE-\d{4}-\d{4,19}\b/g))];
}

function isUsable({ id, package: name, ecosystem, ranges = [], versions = [] }: Claim): boolean {
  const scheme = schemeOfEcosystem(ecosystem);
  const stated = ranges.flatMap(({ introduced, fixed, lastAffected }) =>
    [introduced === '0' ? undefined : introduced, fixed, lastAffected].filter(
      (version) => version !== undefined,
    ),
  );
  return (
    /^[A-Za-z][\w.:+~/-]{2,120}$/.test(id) &&
    /^[A-Za-z0-9][\w.+~:@-]{0,255}$/.test(name) &&
    [...stated, ...versions].every((one) => one.length <= 256 && isVersion(scheme, one))
  );
}
