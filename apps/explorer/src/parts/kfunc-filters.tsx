import type { KfuncListAnswer } from '@kfunc-census/query';
import type { TargetedEvent } from 'preact';
import { kfuncSets } from '../lifecycle-constants.ts';
import { useHref, useSite } from '../site.tsx';
import { count } from '../view/format.ts';
import { filterOf, orders, valuesOf } from '../view/kfunc-rows.ts';

type Choices = readonly (readonly [value: string, label: string])[];

/** What was seen of kfuncs, as counts that restrict the list when they are followed. */
function Totals({ totals }: Pick<KfuncListAnswer, 'totals'>) {
  const { query, path, base } = useSite();
  const href = useHref();
  const chosen = query.get('use') ?? '';
  const parts = [
    ['', 'known', totals.known],
    ['used', 'used', totals.used],
    ['unused', 'offered, used by nobody', totals.unused],
    ['not_exposed', 'not exposed anywhere', totals.not_exposed],
  ] as const;
  const rest = Object.fromEntries([...query].filter(([key]) => key !== 'use'));
  const here = new URL(path, base).pathname === new URL(base).pathname ? '' : path;
  return (
    <p class="chips">
      {parts.map(([use, label, number]) => (
        <a
          key={label}
          class="chip"
          aria-current={use === chosen ? 'true' : undefined}
          href={href(here, { ...rest, use })}
        >
          <span class="figure">{count(number)}</span> {label}
        </a>
      ))}
    </p>
  );
}

/** Search as you type, and what else restricts and orders the list; all of it in the address. */
export function KfuncFilters({ answer }: { answer: KfuncListAnswer }) {
  const { query, set } = useSite();
  const filter = filterOf(query);
  const states = valuesOf(answer.kfuncs, ({ lifecycle }) => lifecycle?.status ?? 'unknown');
  const modules = valuesOf(answer.kfuncs, ({ module }) => module);
  const names = new Set(answer.kfuncs.map(({ name }) => name));
  const sets = Object.keys(kfuncSets)
    .filter((id) => kfuncSets[id]?.some((name) => names.has(name)))
    .sort();
  const change = (key: string) => (event: TargetedEvent<HTMLInputElement | HTMLSelectElement>) =>
    set({ [key]: event.currentTarget.value });
  const choose = (key: string, label: string, value: string, choices: Choices) => (
    <label>
      {label}
      <select value={value} onChange={change(key)}>
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  const any = (values: readonly string[]): Choices => [
    ['', 'any'],
    ...values.map((value) => [value, value] as const),
  ];
  return (
    <form class="filters" aria-label="Which kfuncs" onSubmit={(event) => event.preventDefault()}>
      <Totals totals={answer.totals} />
      <label class="search">
        Name
        <input
          type="search"
          value={filter.text}
          placeholder="part of the name"
          onInput={change('q')}
        />
      </label>
      {choose('lifecycle', 'State', filter.lifecycle, any(states))}
      {choose('set', 'Subsystem (BTF id set)', filter.set, any(sets))}
      {modules.length > 1 ? choose('module', 'Module', filter.module, any(modules)) : null}
      {choose('order', 'Order', filter.order, Object.entries(orders))}
    </form>
  );
}
