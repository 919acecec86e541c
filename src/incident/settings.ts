import type { Detection, Incident, IncidentFinding, RuntimeException } from '#model/detection.ts';
import type { FileOrigin } from '#model/runtime-event.ts';
import type { WorkloadImage } from '#model/workload.ts';

/** What the image scan knows of a detection's image. `origin` and `path` are those of the executable. Never waits. */
export interface FindingLookup {
  find(
    image: WorkloadImage,
    about: { readonly origin?: FileOrigin; readonly path?: string },
  ): readonly IncidentFinding[];
}

/** What a correlator is told when it is made. */
export interface CorrelatorSettings {
  /** Names an incident. `time` in milliseconds since the Unix epoch. */
  readonly newId: (time: number) => string;
  readonly findings?: FindingLookup;
  /** Whether the profile of the workload knows what was detected: then it counts a tenth. */
  readonly isFamiliar?: (detection: Detection) => boolean;
  readonly exceptions?: readonly RuntimeException[];
  /** Silence after which detections begin another incident; 30 minutes. */
  readonly gapMs?: number;
  /** Score from which detections are an incident; 40. */
  readonly openScore?: number;
  /** Incidents that are kept, the closed ones give way first; 10,000. */
  readonly maxIncidents?: number;
  /** Detections of one rule and workload that are recorded in full within a time; 30 in 10 minutes. */
  readonly rate?: { readonly count: number; readonly perMs: number };
}

/**
 * What a detection changed. `kept`: recorded, no incident yet. `opened`, `escalated`: a person should know. `updated`:
 * something new in an incident. `folded`: a repeat, counted. `limited`: too many, counted. `excepted`: accepted.
 */
export type IncidentChange =
  | 'kept'
  | 'opened'
  | 'escalated'
  | 'updated'
  | 'folded'
  | 'limited'
  | 'excepted';

/** What became of a detection. The incident is made when it is asked for, as it stands then. */
export interface Added {
  readonly change: IncidentChange;
  readonly id?: string;
  readonly incident: Incident | undefined;
  /** The exception that accepted it. */
  readonly exception?: string;
}
