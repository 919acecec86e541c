import type { Scope } from '#contract/scope.ts';
import { type DoctorReport, doctor } from '#sensor/doctor.ts';
import type { SensorPlaces } from '#sensor/locate-sensor.ts';

/** What this kernel can do for the sensor, by trying. */
export function examineSensor(places: SensorPlaces, scope: Scope): Promise<DoctorReport> {
  return doctor(places, scope.signal);
}
