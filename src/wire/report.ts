import { z } from 'zod';
import { findingFilter } from './finding-filter.ts';
import { page, pageOf } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, done, id, time, words } from './values.ts';

const reportFormat = z.enum(['pdf', 'html', 'csv', 'json']);

const report = z.object({
  id,
  name: z.string(),
  kind: z.string(),
  format: reportFormat,
  created: time,
  createdBy: z.string(),
  sizeBytes: count,
  digest: z.string(),
  state: z.enum(['waiting', 'ready', 'failed']),
  error: z.string().optional(),
});

/** What somebody wants a report of; kept with schedules. */
export const reportWish = z.object({
  name: words,
  kind: z.enum(['summary', 'findings', 'image', 'compliance', 'incidents', 'exceptions']),
  format: reportFormat,
  filter: findingFilter.optional(),
  subject: z.string().max(200).optional(),
});

const schedule = z.object({
  id,
  wish: reportWish,
  cron: z.string(),
  timeZone: z.string(),
  mailTo: z.array(z.string()),
  destination: id.optional(),
  next: time.optional(),
  last: time.optional(),
  owner: z.string(),
  error: z.string().optional(),
});

export const reportRoutes = routesOf({
  listReports: {
    method: 'GET',
    path: '/reports',
    tag: 'reports',
    permission: 'report.read',
    summary: 'Reports that were made',
    query: page,
    answer: pageOf(report),
  },
  addReport: {
    method: 'POST',
    path: '/reports',
    tag: 'reports',
    permission: 'report.write',
    summary: 'Make a report',
    body: reportWish,
    answer: report,
  },
  readReport: {
    method: 'GET',
    path: '/reports/{id}',
    tag: 'reports',
    permission: 'report.read',
    summary: 'One report',
    params: byId,
    answer: report,
  },
  readReportFile: {
    method: 'GET',
    path: '/reports/{id}/file',
    tag: 'reports',
    permission: 'report.read',
    summary: 'The file of a report',
    params: byId,
    answer: 'file',
  },
  removeReport: {
    method: 'DELETE',
    path: '/reports/{id}',
    tag: 'reports',
    permission: 'report.write',
    summary: 'Remove a report',
    params: byId,
    answer: done,
  },
  listSchedules: {
    method: 'GET',
    path: '/report-schedules',
    tag: 'reports',
    permission: 'report.read',
    summary: 'Reports that are made by themselves',
    answer: z.object({ items: z.array(schedule) }),
  },
  addSchedule: {
    method: 'POST',
    path: '/report-schedules',
    tag: 'reports',
    permission: 'report.write',
    summary: 'Make a report by the clock',
    body: z.object({
      wish: reportWish,
      cron: z.string().min(1).max(100),
      timeZone: z.string().max(60).default('UTC'),
      mailTo: z.array(z.email()).max(20).default([]),
      destination: id.optional(),
    }),
    answer: schedule,
  },
  removeSchedule: {
    method: 'DELETE',
    path: '/report-schedules/{id}',
    tag: 'reports',
    permission: 'report.write',
    summary: 'Stop making a report',
    params: byId,
    answer: done,
  },
});
