import type { KfuncDetail, KfuncDetailAnswer } from '@kfunc-census/query';
import { releaseDates } from '../../lifecycle-constants.ts';
import { Chart } from '../../parts/chart.tsx';
import { Source } from '../../parts/source.tsx';
import { Text } from '../../parts/text.tsx';
import { eventsOf, marksOf } from '../../view/marks.ts';
import { seriesDay } from '../../view/series.ts';

const lines = [
  { title: 'exposed hosts', kind: 'exposed' },
  { title: 'users', kind: 'users' },
];

/** Whether there is anything to draw of it: hosts exposed on some day. */
const wasExposed = ({ series }: KfuncDetail): boolean => series.some(({ exposed }) => exposed > 0);

/** Users and exposed hosts day by day, with the releases of kernels and what they did to it. */
export function OverTime({ answer, path }: { answer: KfuncDetailAnswer; path: string }) {
  const { kfuncs, lifecycle, window } = answer;
  const { inside, outside } = marksOf(eventsOf(lifecycle), window, releaseDates);
  const shown = kfuncs.filter(wasExposed);
  return (
    <section id="time" aria-labelledby="time-title">
      <h2 id="time-title">Over time</h2>
      {shown.length === 0 ? (
        <p class="unknown">No host was exposed on any of these days: there is nothing to draw.</p>
      ) : null}
      {shown.map(({ module, series }) => (
        <div key={module}>
          {shown.length > 1 ? (
            <h3>
              <Text>{module}</Text>
            </h3>
          ) : null}
          <Chart
            caption="Users and exposed hosts by UTC day"
            days={series.map(seriesDay)}
            lines={lines}
            marks={inside}
          />
        </div>
      ))}
      {outside.length === 0 ? null : (
        <p class="aside">Upstream, outside of these days: {outside.join('; ')}.</p>
      )}
      <Source path={path} />
    </section>
  );
}
