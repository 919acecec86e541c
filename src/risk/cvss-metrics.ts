import type { CvssVector } from '#model/advisory.ts';

const maxVectorLength = 400;

/** What must hold for "automatable": attackers need neither luck nor rights nor a person's help, and come over the network. */
const automatable: Readonly<Record<CvssVector['version'], readonly string[]>> = {
  '4.0': ['AV:N', 'AC:L', 'AT:N', 'PR:N', 'UI:N'],
  '3.1': ['AV:N', 'AC:L', 'PR:N', 'UI:N'],
  '3.0': ['AV:N', 'AC:L', 'PR:N', 'UI:N'],
  '2.0': ['AV:N', 'AC:L', 'Au:N'],
};

/** What must hold for "total": all of confidentiality, integrity and availability of the vulnerable system are lost. */
const total: Readonly<Record<CvssVector['version'], readonly string[]>> = {
  '4.0': ['VC:H', 'VI:H', 'VA:H'],
  '3.1': ['C:H', 'I:H', 'A:H'],
  '3.0': ['C:H', 'I:H', 'A:H'],
  '2.0': ['C:C', 'I:C', 'A:C'],
};

/** Whether the base metrics of a vector make an attack automatable (CVSS v2.0 to v4.0 specifications, base metrics). */
export function isAutomatable(vector: CvssVector): boolean {
  return holds(vector, automatable[vector.version]);
}

/** Whether the base metrics of a vector give an attacker everything. */
export function isTotal(vector: CvssVector): boolean {
  return holds(vector, total[vector.version]);
}

function holds({ vector }: CvssVector, wanted: readonly string[]): boolean {
  if (vector.length > maxVectorLength) return false;
  const metrics = new Set(vector.split('/'));
  return wanted.every((metric) => metrics.has(metric));
}
