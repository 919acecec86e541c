import calculator from 'ae-cvss-calculator';
import type { CvssVector } from '#model/advisory.ts';

const maxVectorLength = 400;
const versions = new Map<string, CvssVector['version']>([
  ['CVSS:3.0', '3.0'],
  ['CVSS:3.1', '3.1'],
  ['CVSS:4.0', '4.0'],
]);

/**
 * A CVSS vector with its base score (CVSS v2.0 to v4.0 specifications). `undefined` when it is not one, or when a base
 * metric is missing: a score that had to be guessed is not a fact.
 */
export function parseCvssVector(text: string): CvssVector | undefined {
  const vector = text.trim();
  if (vector.length > maxVectorLength || !/^(?:[A-Za-z]+:[A-Za-z0-9.]+(?:\/|$))+$/.test(vector))
    return undefined;
  const version =
    versions.get(vector.slice(0, 8)) ?? (vector.startsWith('AV:') ? '2.0' : undefined);
  if (version === undefined) return undefined;
  const score = baseScore(vector, version);
  return score === undefined ? undefined : { version, vector, score };
}

/** The calculator throws on metrics it does not know; such a vector has no score. */
function baseScore(vector: string, version: CvssVector['version']): number | undefined {
  try {
    const score = calculate(vector, version);
    return score !== undefined && score >= 0 && score <= 10 ? score : undefined;
  } catch {
    return undefined;
  }
}

function calculate(vector: string, version: CvssVector['version']): number | undefined {
  if (version === '4.0') {
    const parsed = new calculator.Cvss4P0(vector);
    return parsed.isBaseFullyDefined() ? parsed.calculateScores().baseMetricsOnly : undefined;
  }
  const parsed =
    version === '2.0'
      ? new calculator.Cvss2(vector)
      : version === '3.0'
        ? new calculator.Cvss3P0(vector)
        : new calculator.Cvss3P1(vector);
  return parsed.isBaseFullyDefined() ? parsed.calculateScores().base : undefined;
}
