import { NodeAnswer, type NodeCondition } from '../answer.ts';

const day = 86_400_000;

/** Certificates that have ended, or end within some days. */
export function mustBeValidFor(days: number): NodeCondition {
  return ({ certificates, now }) => {
    if (certificates.length === 0)
      return NodeAnswer.notApplicable('there are no certificates on this node');
    const left = certificates.map((one) => ({
      ...one,
      days: Math.floor((one.validTo - now.getTime()) / day),
    }));
    const [first, ...others] = left
      .filter((one) => one.days < days)
      .slice(0, 50)
      .map(({ path, subject, days: rest, validTo }) => ({
        message: rest < 0 ? `${path} has ended` : `${path} ends in ${rest} days`,
        place: { path },
        identity: path,
        evidence: [
          {
            label: path,
            text: `${subject}, until ${new Date(validTo).toISOString().slice(0, 10)}`,
          },
        ],
      }));
    if (first !== undefined) return NodeAnswer.fail(first, ...others);
    const least = Math.min(...left.map((one) => one.days));
    return NodeAnswer.pass([
      { label: 'certificates', text: `the first of ${left.length} ends in ${least} days` },
    ]);
  };
}
