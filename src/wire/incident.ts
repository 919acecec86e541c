import { z } from 'zod';
import { action } from './action.ts';
import { detection, process } from './detection.ts';
import { page, pageOf, several } from './query.ts';
import { routesOf } from './route.ts';
import {
  byId,
  count,
  id,
  incidentStatus,
  labelled,
  named,
  place,
  severity,
  time,
  verdict,
  words,
} from './values.ts';

const incident = z.object({
  id,
  title: z.string(),
  status: incidentStatus,
  severity,
  score: z.number(),
  opened: time,
  updated: time,
  closed: time.optional(),
  workload: named.optional(),
  container: z.string().optional(),
  image: z.object({ id: id.optional(), name: z.string() }).optional(),
  node: z.string(),
  place,
  detections: count,
  techniques: z.array(z.string()),
  assignee: z.string().optional(),
  verdict: verdict.optional(),
  incomplete: z.boolean(),
});

const incidentDetail = incident.extend({
  scoreReasons: z.array(labelled),
  processes: z.array(process),
  detectionList: z.array(detection).max(200),
  timeline: z.array(z.object({ time, kind: z.string(), actor: z.string(), text: z.string() })),
  findings: z.array(
    z.object({
      rule: z.string(),
      severity,
      component: z.string().optional(),
      title: z.string(),
      why: z.string(),
      running: z.boolean().optional(),
    }),
  ),
  actions: z.array(action),
  evidence: z.array(
    z.object({ id, time, digest: z.string(), sizeBytes: count, signed: z.boolean() }),
  ),
  version: count,
});

export const incidentRoutes = routesOf({
  listIncidents: {
    method: 'GET',
    path: '/incidents',
    tag: 'incidents',
    permission: 'runtime.read',
    summary: 'Incidents, newest first',
    query: page.extend({
      status: several(incidentStatus),
      severity: several(severity),
      assignee: z.string().max(200).optional(),
      workload: id.optional(),
      namespace: z.string().max(200).optional(),
      q: z.string().max(200).optional(),
    }),
    answer: pageOf(incident),
  },
  readIncident: {
    method: 'GET',
    path: '/incidents/{id}',
    tag: 'incidents',
    permission: 'runtime.read',
    summary: 'One incident: timeline, process tree, findings of its image, actions',
    params: byId,
    answer: incidentDetail,
  },
  changeIncident: {
    method: 'PATCH',
    path: '/incidents/{id}',
    tag: 'incidents',
    permission: 'incident.write',
    summary: 'Assign, resolve or dismiss',
    params: byId,
    body: z.object({
      status: incidentStatus.optional(),
      verdict: verdict.optional(),
      assignee: z.string().max(200).optional(),
      reason: z.string().max(2000).optional(),
      version: count.optional(),
    }),
    answer: incidentDetail,
  },
  noteIncident: {
    method: 'POST',
    path: '/incidents/{id}/notes',
    tag: 'incidents',
    permission: 'incident.write',
    summary: 'Add a note',
    params: byId,
    body: z.object({ text: words }),
    answer: incidentDetail,
  },
  readEvidence: {
    method: 'GET',
    path: '/incidents/{id}/evidence/{evidence}',
    tag: 'incidents',
    permission: 'runtime.read',
    summary: 'A bundle of evidence',
    params: z.object({ id, evidence: id }),
    answer: 'file',
  },
});
