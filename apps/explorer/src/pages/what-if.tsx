import type { ForecastAnswer, ForecastRequest, KernelListAnswer } from '@kfunc-census/query';
import { useState } from 'preact/hooks';
import { paths } from '../api/paths.ts';
import { Answer } from '../parts/answer-view.tsx';
import { SpanForm } from '../parts/span-form.tsx';
import { useAnswer, useSite, useSpan } from '../site.tsx';
import { cataloguesOf, kernelKey, namesIn, requestOf } from '../view/request.ts';
import { Forecast } from './forecast.tsx';

type Kernels = KernelListAnswer['kernels'];

function RemoveForm() {
  const { query, set } = useSite();
  const [names, setNames] = useState(query.get('remove') ?? '');
  const submit = (event: Event): void => {
    event.preventDefault();
    set({ remove: namesIn(names).join(' '), to: '' }, true);
  };
  return (
    <form onSubmit={submit}>
      <h2>Kfuncs go</h2>
      <label>
        Names, parted by spaces
        <input
          value={names}
          placeholder="bpf_wq_set_callback_impl"
          onInput={(event) => setNames(event.currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={namesIn(names).length === 0}>
        Ask
      </button>
    </form>
  );
}

function PatchForm({ onPatch }: { onPatch: (patch: string) => void }) {
  const [text, setText] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    onPatch(text);
  };
  return (
    <form onSubmit={submit}>
      <h2>A patch is applied</h2>
      <label>
        Unified diff of the kernel
        <textarea rows={4} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <button type="submit" disabled={text.trim() === ''}>
        Ask
      </button>
      <p class="aside">A patch is sent to this server and is not in the address of the page.</p>
    </form>
  );
}

function KernelForm({ kernels }: { kernels: Kernels }) {
  const { query, set } = useSite();
  const releases = [...new Set(kernels.map(({ release }) => release))].sort();
  const from = query.get('release') ?? '';
  const to = kernels.find((kernel) => kernelKey(kernel) === query.get('to'));
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <h2>Hosts get another kernel</h2>
      <label>
        From
        <select
          value={from}
          onChange={(event) => set({ release: event.currentTarget.value }, true)}
        >
          <option value="">any kernel</option>
          {releases.map((release) => (
            <option key={release}>{release}</option>
          ))}
        </select>
      </label>
      <label>
        To
        <select
          value={query.get('to') ?? ''}
          onChange={(event) => set({ to: event.currentTarget.value, remove: '' }, true)}
        >
          <option value="">choose a kernel</option>
          {kernels.map((kernel) => (
            <option key={kernelKey(kernel)}>{kernelKey(kernel)}</option>
          ))}
        </select>
      </label>
      {to !== undefined && cataloguesOf(to).several ? (
        <p class="aside">
          Builds of this kernel differ; the first catalogue of each module stands for it.
        </p>
      ) : null}
    </form>
  );
}

function Result({ request }: { request: ForecastRequest }) {
  const path = paths.forecast(useSpan());
  const asked = useAnswer<ForecastAnswer>(path, request);
  return (
    <Answer asked={asked}>
      {(answer) => <Forecast answer={answer} path={path} request={request} />}
    </Answer>
  );
}

function Ask({ kernels }: { kernels: Kernels }) {
  const { query } = useSite();
  // Good for the address under which it was pasted; another question in the address goes first.
  const [pasted, setPasted] = useState<{ patch: string; at: string }>();
  const at = `${query.get('remove') ?? ''} ${query.get('to') ?? ''}`;
  const request =
    pasted !== undefined && pasted.at === at ? { patch: pasted.patch } : requestOf(query, kernels);
  return (
    <>
      <div class="questions">
        <RemoveForm key={query.get('remove') ?? ''} />
        <PatchForm onPatch={(patch) => setPasted({ patch, at })} />
        <KernelForm kernels={kernels} />
      </div>
      {request === undefined ? null : <Result request={request} />}
    </>
  );
}

/** What becomes of the loaded programs without some kfuncs, with a patch, or on another kernel. */
export function WhatIfPage() {
  const asked = useAnswer<KernelListAnswer>(paths.kernels(useSpan()));
  return (
    <>
      <h1>What if</h1>
      <p class="lead">
        Which of the loaded programs no longer link, on how many hosts, and which have a fallback.
      </p>
      <SpanForm />
      <Answer asked={asked} first>
        {({ kernels }) => <Ask kernels={kernels} />}
      </Answer>
    </>
  );
}
