import type { Accepted, Intake } from '@kfunc-census/ingest';
import { counter, errorName, histogram, telemetryRuns } from '@kfunc-census/telemetry';

/** An intake whose outcomes are counted; the same one where no telemetry runs. */
export function observedIntake(intake: Intake): Intake {
  if (!telemetryRuns()) return intake;
  const documents = counter('census.intake.documents');
  const droppedFields = counter('census.intake.dropped_fields');
  const age = histogram('census.intake.report.age');
  // A counter that begins at its first event shows no growth by it.
  for (const kind of ['report', 'catalogue']) droppedFields({ kind }, 0);
  const counted = async (kind: string, work: () => Promise<Accepted>): Promise<Accepted> => {
    try {
      const accepted = await work();
      documents({ kind, outcome: 'accepted' });
      if (accepted.dropped > 0) droppedFields({ kind }, accepted.dropped);
      return accepted;
    } catch (error) {
      documents({ kind, outcome: errorName(error) });
      throw error;
    }
  };
  return {
    ...intake,
    async report(bytes, origin) {
      const accepted = await counted('report', () => intake.report(bytes, origin));
      age(origin.ageSeconds, {});
      return accepted;
    },
    catalogue: (id, bytes, organisation) =>
      counted('catalogue', () => intake.catalogue(id, bytes, organisation)),
  };
}
