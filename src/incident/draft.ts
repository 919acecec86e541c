import type {
  Detection,
  Incident,
  IncidentFinding,
  IncidentProcess,
  IncidentStatus,
  TimelineEntry,
} from '#model/detection.ts';
import type { Severity } from '#model/severity.ts';
import { severityRank } from '#model/severity.ts';
import type { Place } from './place.ts';
import { type Points, severityOfTotal, totalScore } from './score.ts';
import { techniquesOf } from './techniques.ts';
import { titleOf } from './title.ts';
import { incidentProcess, lineOf, processKey, shown } from './tree.ts';

const maxDetections = 200;
const maxTimeline = 1000;
const maxProcesses = 200;
const maxFindings = 50;

/** What a person or an action changed. */
export interface Standing {
  status: IncidentStatus;
  closed: number | undefined;
  assignee: string | undefined;
  verdict: Incident['verdict'] | undefined;
}

/** How a detection joins a draft. */
export interface Joining {
  readonly signature: string;
  readonly points: number;
  readonly circumstances: readonly Points[];
  /** Whether it keeps the incident going: what happens every day does not. */
  readonly touches: boolean;
}

/** Detections that belong together while they still come in. Below the score that opens it, it is no incident yet. */
export class Draft {
  readonly id: string;
  place: Place;
  readonly opened: number;
  readonly standing: Standing = {
    status: 'open',
    closed: undefined,
    assignee: undefined,
    verdict: undefined,
  };
  updated: number;
  isOpened = false;
  incomplete = false;
  detectionCount = 0;
  /** Signatures with the id of the detection that repeats are folded into. */
  readonly signatures = new Map<string, string>();
  readonly techniques = new Set<string>();
  readonly #detections = new Map<string, Detection>();
  readonly #rules = new Map<string, number>();
  readonly #points = new Map<string, Points>();
  readonly #processes = new Map<string, IncidentProcess>();
  readonly #findings = new Map<string, IncidentFinding>();
  readonly #timeline: TimelineEntry[] = [];
  #lead: { readonly detection: Detection; readonly points: number } | undefined;

  constructor(id: string, place: Place, time: number) {
    this.id = id;
    this.place = place;
    this.opened = time;
    this.updated = time;
  }

  /** A detection that is new here. */
  add(detection: Detection, joining: Joining): void {
    const { signature, points, circumstances, touches } = joining;
    this.#keep(detection);
    this.signatures.set(signature, detection.id);
    this.#count(detection, points, circumstances);
    for (const technique of techniquesOf(detection.tags)) this.techniques.add(technique);
    this.#keepProcesses(detection);
    this.#timeline.push(this.#entryOf(detection));
    this.#trim();
    if (touches) this.updated = Math.max(this.updated, detection.time);
  }

  /** What stands for all detections of a signature. */
  keptOf(signature: string): Detection | undefined {
    return this.#detections.get(this.signatures.get(signature) ?? '');
  }

  /** The same thing again: counted where it stands. False when that detection is no longer kept. */
  fold(detection: Detection, signature: string, touches: boolean): boolean {
    const kept = this.keptOf(signature);
    if (kept === undefined) return false;
    this.#detections.set(kept.id, { ...kept, count: (kept.count ?? 1) + (detection.count ?? 1) });
    this.detectionCount += detection.count ?? 1;
    this.incomplete ||= detection.incomplete === true;
    if (touches) this.updated = Math.max(this.updated, detection.time);
    return true;
  }

  /** Whether it is open and goes on, or went on, between two times. */
  isNear(from: number, to: number, gapMs: number): boolean {
    return (
      this.standing.closed === undefined &&
      this.opened - gapMs <= to &&
      this.updated + gapMs >= from
    );
  }

  /** Events of its time were lost. */
  lose(detection: Detection): void {
    this.incomplete = true;
    this.tell(this.#entryOf(detection));
  }

  /** Learns more of where it happens: a container says more than a pod's name. */
  settle(place: Place): void {
    if (this.place.container === undefined) this.place = { ...this.place, ...place };
  }

  find(finding: IncidentFinding): void {
    const key = `${finding.rule} ${finding.component ?? ''}`;
    const known = this.#findings.get(key);
    // That something ran from it stays true when something else runs.
    if (known?.running === true && finding.running !== true) return;
    if (known !== undefined || this.#findings.size < maxFindings) this.#findings.set(key, finding);
  }

  /** Puts a detection in place of what it was when less was known; false when it is none of ours. */
  complete(detection: Detection): boolean {
    const known = this.#detections.get(detection.id);
    if (known === undefined) return false;
    const { count } = known;
    this.#detections.set(detection.id, { ...detection, ...(count !== undefined && { count }) });
    return true;
  }

  tell(entry: TimelineEntry): void {
    this.#timeline.push(entry);
    this.#trim();
    this.updated = Math.max(this.updated, entry.time);
  }

  get score(): number {
    return totalScore(this.#rules, this.#points).score;
  }

  get findings(): readonly IncidentFinding[] {
    return [...this.#findings.values()];
  }

  /** The incident as it stands: a copy that does not change. */
  incident(): Incident {
    const { score, reasons } = totalScore(this.#rules, this.#points);
    const { status, closed, assignee, verdict } = this.standing;
    const { container } = this.#lead?.detection ?? {};
    return {
      id: this.id,
      status,
      title: this.#title(),
      severity: this.#severity(score),
      score,
      scoreReasons: reasons,
      opened: this.opened,
      updated: this.updated,
      ...(closed === undefined ? {} : { closed }),
      ...(container === undefined ? {} : { container }),
      ...(this.place.workload === undefined ? {} : { workload: this.place.workload }),
      processes: [...this.#processes.values()].sort((a, b) => a.start - b.start),
      detections: [...this.#detections.values()],
      detectionCount: this.detectionCount,
      techniques: [...this.techniques].sort(),
      findings: this.findings,
      timeline: this.#timeline.toSorted((a, b) => a.time - b.time),
      ...(assignee === undefined ? {} : { assignee }),
      ...(verdict === undefined ? {} : { verdict }),
      ...(this.incomplete ? { incomplete: true } : {}),
    };
  }

  /** Takes in an incident that was stored. */
  restore(incident: Incident, signatureOf: (detection: Detection) => string): void {
    const { status, closed, assignee, verdict } = incident;
    Object.assign(this.standing, { status, closed, assignee, verdict });
    this.isOpened = true;
    this.updated = incident.updated;
    this.incomplete = incident.incomplete ?? false;
    this.#timeline.push(...incident.timeline.slice(-maxTimeline));
    for (const finding of incident.findings) this.find(finding);
    for (const technique of incident.techniques) this.techniques.add(technique);
    for (const process of incident.processes.slice(0, maxProcesses))
      this.#processes.set(processKey(process), process);
    for (const detection of incident.detections.slice(-maxDetections)) {
      this.#detections.set(detection.id, detection);
      this.signatures.set(signatureOf(detection), detection.id);
    }
    this.detectionCount = incident.detectionCount;
    this.#restoreScore(incident);
  }

  #restoreScore({ score, scoreReasons, detections }: Incident): void {
    const first = detections.at(0);
    if (first !== undefined) this.#lead = { detection: first, points: 0 };
    for (const { label, text } of scoreReasons) {
      const points = Number(/\(\+([0-9]{1,4})\)$/.exec(text)?.[1] ?? 0);
      const bare = text.replace(/ \(\+[0-9]{1,4}\)$/, '');
      if (label !== 'rule') this.#points.set(label, { label, text: bare, points });
      else this.#rules.set(bare, this.#rules.size === 0 ? points : points * 2);
    }
    const missing = score - totalScore(this.#rules, this.#points).score;
    if (missing > 0)
      this.#points.set('earlier', { label: 'earlier', text: 'other reasons', points: missing });
  }

  #trim(): void {
    if (this.#timeline.length > maxTimeline)
      this.#timeline.splice(1, this.#timeline.length - maxTimeline);
  }

  #entryOf(detection: Detection): TimelineEntry {
    const { time, process, rule, output } = detection;
    const actor = process === undefined ? (this.place.actor ?? 'caisson') : shown(process.name, 64);
    return { time, kind: kindOf(detection), actor, text: `${rule}: ${shown(output, 400)}` };
  }

  #severity(score: number): Severity {
    const [worst = 'unknown'] = [...this.#detections.values()]
      .map(({ severity }) => severity)
      .sort((a, b) => severityRank(b) - severityRank(a));
    const ofScore = severityOfTotal(score);
    if (!this.isOpened) return ofScore;
    return severityRank(worst) - severityRank(ofScore) > 1 ? 'high' : ofScore;
  }

  #title(): string {
    const lead = this.#lead?.detection;
    if (lead === undefined) return 'restored without detections';
    const kept = this.#detections.get(lead.id);
    return titleOf(lead, this.place, Math.max(1, this.#ruleNames().size), kept?.count ?? 1);
  }

  #ruleNames(): ReadonlySet<string> {
    return new Set([...this.#detections.values()].map(({ rule }) => rule));
  }

  #keep(detection: Detection): void {
    this.#detections.set(detection.id, detection);
    if (this.#detections.size <= maxDetections) return;
    const lead = this.#lead?.detection.id;
    for (const id of this.#detections.keys()) {
      if (id === lead) continue;
      this.#detections.delete(id);
      return;
    }
  }

  #count(detection: Detection, points: number, circumstances: readonly Points[]): void {
    this.detectionCount += detection.count ?? 1;
    this.incomplete ||= detection.incomplete === true;
    if (this.#lead === undefined || points > this.#lead.points) this.#lead = { detection, points };
    this.#rules.set(detection.rule, Math.max(points, this.#rules.get(detection.rule) ?? 0));
    for (const one of circumstances) {
      const known = this.#points.get(one.label);
      if (known === undefined || one.points > known.points) this.#points.set(one.label, one);
    }
  }

  #keepProcesses({ process, rule }: Detection): void {
    for (const [index, one] of lineOf(process).entries()) {
      const key = processKey(one);
      const known = this.#processes.get(key);
      if (known === undefined && this.#processes.size >= maxProcesses) return;
      const rules = new Set([...(known?.rules ?? []), ...(index === 0 ? [rule] : [])]);
      this.#processes.set(key, incidentProcess(one, [...rules].slice(0, 50)));
    }
  }
}

function kindOf({ loss, source }: Detection): TimelineEntry['kind'] {
  if (loss !== undefined) return 'loss';
  return source === 'k8s_audit' ? 'audit' : 'detection';
}
