import type { KfuncDetailAnswer } from '@kfunc-census/query';
import { PopulationView } from '../../parts/population.tsx';
import { Source } from '../../parts/source.tsx';
import { Text } from '../../parts/text.tsx';
import { counted } from '../../view/format.ts';

/** What limits the figures: who was not covered, what was lost, what no program can show. */
export function NotSeen({ answer, path }: { answer: KfuncDetailAnswer; path: string }) {
  const { kfuncs, lifecycle, population } = answer;
  const offered = kfuncs.filter(
    ({ module, not_observable, users_not_covered }) =>
      module !== '' || not_observable + users_not_covered > 0,
  );
  return (
    <section id="not-seen" aria-labelledby="not-seen-title">
      <h2 id="not-seen-title">What was not seen</h2>
      <ul>
        {offered.map(({ module, not_observable, users_not_covered }) => (
          <li key={module}>
            {module === '' ? 'In no catalogue' : <Text>{module}</Text>}:{' '}
            {counted(not_observable, 'host')} could not have shown a call;{' '}
            {counted(users_not_covered, 'host')} use it and are in no share.
          </li>
        ))}
        {lifecycle.not_measurable.map(({ since, why, condition }) => (
          <li key={`${since} ${why}`}>
            Since {since} loaded programs need not show calls of it: {why}
            {condition === null ? '' : `, ${condition}`}.
          </li>
        ))}
        {lifecycle.kernel_inserted === null ? null : (
          <li>
            Since {lifecycle.kernel_inserted.since} the kernel itself puts calls of it into programs
            of these types: {lifecycle.kernel_inserted.program_types.join(', ')}.
          </li>
        )}
      </ul>
      <PopulationView population={population} />
      <Source path={path} />
    </section>
  );
}
