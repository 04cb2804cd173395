import type { TargetedEvent } from 'preact';
import { useSite } from '../site.tsx';

const dayChoices = ['1', '7', '28', '90', '366'];

/** Which days and hosts the page is about; every change is in its address. */
export function SpanForm({ hosts = true }: { hosts?: boolean }) {
  const { query, set } = useSite();
  const value = (key: string): string => query.get(key) ?? '';
  const change =
    (key: string) =>
    (event: TargetedEvent<HTMLInputElement | HTMLSelectElement>): void =>
      set({ [key]: event.currentTarget.value.trim() });
  const days = value('days');
  const choices = days === '' || dayChoices.includes(days) ? dayChoices : [...dayChoices, days];
  const text = (key: string, label: string, example: string) => (
    <label>
      {label}
      <input value={value(key)} placeholder={example} onChange={change(key)} />
    </label>
  );
  return (
    <form class="span" aria-label="Days and hosts" onSubmit={(event) => event.preventDefault()}>
      <label>
        Days
        <select value={days === '' ? '28' : days} onChange={change('days')}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      </label>
      <label>
        until (UTC)
        <input type="date" value={value('until')} onChange={change('until')} />
      </label>
      <label>
        Organisations
        <select value={value('organisations')} onChange={change('organisations')}>
          <option value="">own</option>
          <option value="all">all</option>
        </select>
      </label>
      {hosts ? (
        <>
          {text('line', 'Kernel line', 'any, or 6.12')}
          {text('distro', 'Distribution', 'any')}
          {text('arch', 'Architecture', 'any')}
        </>
      ) : null}
    </form>
  );
}
