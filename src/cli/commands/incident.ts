import {
  closeIncident,
  incidentNamed,
  noteIncident,
  silenceIncident,
} from '#app/runtime/incidents.ts';
import { renderRuntime } from '#app/runtime/render.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { Incident } from '#model/detection.ts';
import { parseDuration } from '../duration.ts';
import { exitCodes } from '../exit.ts';
import type { StateFlags } from '../runtime-options.ts';
import type { Terminal } from '../terminal.ts';
import { openState, personAt } from './runtime-state.ts';
import { renderOptions } from './scan.ts';

interface Flags extends StateFlags {
  readonly format: 'table' | 'json';
}

type ShowFlags = StateFlags & { readonly format: 'table' | 'json' | 'html' };

const usualLimit = 100;

/** `caisson incident list`. */
export async function runIncidentList(
  flags: Flags & { readonly all?: boolean; readonly since?: string; readonly limit?: string },
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  const { all, since, limit } = flags;
  const incidents = store.incidents({
    limit: limit === undefined ? usualLimit : countOf(limit, '--limit'),
    ...(since !== undefined && { since: terminal.clock().getTime() - parseDuration(since) }),
    ...(all !== true && { statuses: ['open', 'contained'] }),
  });
  const { renderIncidents } = await renderRuntime.incidents();
  return write(renderIncidents({ incidents }, flags.format, renderOptions({}, terminal)), terminal);
}

/** `caisson incident show ID`. */
export async function runIncidentShow(
  id: string,
  { format, ...flags }: ShowFlags,
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  const incident = incidentNamed(store, id);
  if (format !== 'html') return show(incident, { ...flags, format }, terminal);
  const { renderIncidentPage } = await renderRuntime.page();
  return write(renderIncidentPage(incident, renderOptions({}, terminal)), terminal);
}

/** `caisson incident close ID --verdict V --reason TEXT`. */
export async function runIncidentClose(
  id: string,
  flags: Flags & { readonly verdict: NonNullable<Incident['verdict']>; readonly reason: string },
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  const change = changeOf(flags.reason, terminal);
  return show(closeIncident(store, id, flags.verdict, change), flags, terminal);
}

/** `caisson incident note ID TEXT [--assign NAME]`. */
export async function runIncidentNote(
  [id, text]: readonly [string, string],
  flags: Flags & { readonly assign?: string },
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  return show(noteIncident(store, id, flags.assign, changeOf(text, terminal)), flags, terminal);
}

/** `caisson incident silence ID --reason TEXT [--for 30d] [--yes]`. */
export async function runIncidentSilence(
  id: string,
  flags: Flags & { readonly for?: string; readonly reason: string; readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  using store = openState(flags, terminal);
  const change = changeOf(flags.reason, terminal);
  const silences = silenceIncident(store, id, {
    ...change,
    expires: change.time + parseDuration(flags.for ?? '30d'),
    keep: flags.yes === true,
  });
  const { renderSilences } = await renderRuntime.silences();
  const answer = { silences, isKept: flags.yes === true };
  return write(renderSilences(answer, flags.format, renderOptions({}, terminal)), terminal);
}

function changeOf(text: string, terminal: Terminal) {
  return { author: personAt(terminal), text, time: terminal.clock().getTime() };
}

async function show(incident: Incident, flags: Flags, terminal: Terminal): Promise<number> {
  const { renderIncident } = await renderRuntime.incidents();
  return write(renderIncident(incident, flags.format, renderOptions({}, terminal)), terminal);
}

function write(chunks: Iterable<string>, { out }: Terminal): number {
  for (const text of chunks) out.write(text);
  return exitCodes.ok;
}

/** A whole number from 1. Throws `usage.invalid-argument`. */
export function countOf(text: string, option: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new CaissonError('usage.invalid-argument', `${option} does not take ${quote(text)}`, {
    hint: 'give a whole number from 1',
  });
}
