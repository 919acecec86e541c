/** Metric values in words (CVSS v3.1 and v4.0 specifications, section 2; v2 guide, section 2.1). */
const words: ReadonlyMap<string, string> = new Map([
  ['AV:N', 'attack over the network'],
  ['AV:A', 'attack from the same network segment'],
  ['AV:L', 'attack from inside the system'],
  ['AV:P', 'attack needs physical access'],
  ['AC:L', 'no special conditions'],
  ['AC:M', 'some special conditions'],
  ['AC:H', 'special conditions needed'],
  ['AT:N', 'no preconditions at the target'],
  ['AT:P', 'preconditions at the target'],
  ['PR:N', 'no account needed'],
  ['PR:L', 'an ordinary account needed'],
  ['PR:H', 'an administrator account needed'],
  ['Au:N', 'no account needed'],
  ['Au:S', 'one login needed'],
  ['Au:M', 'several logins needed'],
  ['UI:N', 'no user action'],
  ['UI:R', 'a user must act'],
  ['UI:P', 'a user must be present'],
  ['UI:A', 'a user must act'],
  ['S:C', 'reaches beyond the component'],
]);

const impacts: ReadonlyMap<string, string> = new Map([
  ['C', 'confidentiality'],
  ['I', 'integrity'],
  ['A', 'availability'],
  ['VC', 'confidentiality'],
  ['VI', 'integrity'],
  ['VA', 'availability'],
]);

const losses: ReadonlyMap<string, string> = new Map([
  ['H', 'high'],
  ['C', 'complete'],
  ['P', 'partial'],
  ['L', 'low'],
]);

/** A CVSS vector in words, in its own order; metrics that say nothing are left out. */
export function cvssWords(vector: string): string {
  const metrics = vector.slice(0, 400).split('/');
  const conditions = metrics.flatMap((metric) => words.get(metric) ?? []);
  const effects = metrics.flatMap(impactWords);
  const effect = effects.length === 0 ? [] : [`impact on ${effects.join(', ')}`];
  return [...conditions, ...effect].join(', ');
}

function impactWords(metric: string): readonly string[] {
  const [name = '', value = ''] = metric.split(':');
  const what = impacts.get(name);
  const loss = losses.get(value);
  return what === undefined || loss === undefined ? [] : [`${what} (${loss})`];
}
