import { catalogueId } from '@kfunc-census/report';
import { demoFleet } from '@kfunc-census/testing';
import type { Server } from '../server.ts';

/** Organisation of the synthetic fleet: has tokens of its own, and is in no other's figures. */
export const demoOrganisation = 'demo';

/** UTC days of the fleet, today included. */
const days = 28;
const dayMs = 86_400_000;

/** A document as agents send it. */
export const bytes = (document: unknown): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(document));

/**
 * Sends the synthetic fleet through intake, queue and store, each report as received on its day.
 * Doing it again changes no figure. `now`: Unix milliseconds.
 */
export async function seedDemo(server: Server, now: number): Promise<void> {
  const fleet = demoFleet(days);
  const today = server.intakeAt(() => now);
  for (const catalogue of fleet.catalogues)
    await today.catalogue(catalogueId(catalogue), bytes(catalogue), demoOrganisation);
  for (let day = 0; day < days; day += 1) {
    const intake = server.intakeAt(() => now - (days - 1 - day) * dayMs);
    const origin = { organisation: demoOrganisation, ageSeconds: 0 };
    await Promise.all(fleet.reportsOf(day).map((report) => intake.report(bytes(report), origin)));
  }
  await server.drained();
}
