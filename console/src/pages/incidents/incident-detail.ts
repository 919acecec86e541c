import type { AnswerOf } from '#wire/routes.ts';

/** An incident with everything about it. */
export type IncidentDetail = AnswerOf<'readIncident'>;
/** A response action. */
export type ResponseAction = AnswerOf<'readAction'>;

/** What one sentence says of an incident: where, since when, how much, and what makes it worse. */
export function sentenceOf(incident: IncidentDetail): string {
  const where = incident.workload?.name ?? incident.node;
  const ran = incident.findings.filter((one) => one.running === true).length;
  const parts = [
    `${incident.detections} ${incident.detections === 1 ? 'detection' : 'detections'} in ${where} on ${incident.node}`,
    ran === 0
      ? ''
      : `its image has ${ran} ${ran === 1 ? 'finding' : 'findings'} in what was loaded`,
    containedBy(incident),
  ];
  return `${parts.filter(Boolean).join('; ')}.`;
}

function containedBy(incident: IncidentDetail): string {
  const active = incident.actions.filter((one) => one.state === 'active');
  if (active.length > 0) return `held by ${active.map((one) => one.kind).join(' and ')}`;
  if (incident.status === 'contained') return 'it is contained';
  return incident.status === 'open' ? 'nothing holds it yet' : '';
}
