import type { UsageReader, Window } from '@kfunc-census/query';

/** A question to a reader, whose answers can be compared. */
export interface Question {
  readonly name: string;
  ask(reader: UsageReader): Promise<unknown>;
}

const dayMs = 86_400_000;
const dayText = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

const inWindow = (organisation: string, window: Window): readonly Question[] => [
  {
    name: `kfuncs of ${organisation}, ${window.from} to ${window.to}`,
    async ask(reader) {
      const kfuncs = await reader.kfuncs({ organisation }, window, {});
      return kfuncs.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
  },
  {
    name: `population of ${organisation}, ${window.from} to ${window.to}`,
    ask: (reader) => reader.population({ organisation }, window, {}),
  },
];

function byDay(organisation: string, window: Window): readonly Question[] {
  const kfunc = { name: 'bpf_a', module: 'vmlinux' };
  return [
    {
      name: `series of ${organisation}`,
      ask: (reader) => reader.series({ organisation }, window, {}, kfunc),
    },
    { name: `days of ${organisation}`, ask: (reader) => reader.days({ organisation }, window) },
  ];
}

const organisations = ['org-0', 'org-1'];

/** What is asked of both organisations between two instants: of the whole time, and by day. */
export function mainQuestions(start: number, now: number): readonly Question[] {
  const whole = { from: dayText(start - dayMs), to: dayText(now) };
  return organisations.flatMap((organisation) => [
    ...inWindow(organisation, whole),
    ...byDay(organisation, whole),
  ]);
}

/** The same, and what is asked of the last day alone. */
export function allQuestions(start: number, now: number): readonly Question[] {
  const today = { from: dayText(now), to: dayText(now) };
  const ofToday = organisations.flatMap((organisation) => inWindow(organisation, today));
  return [...mainQuestions(start, now), ...ofToday];
}
