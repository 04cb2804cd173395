import type { KfuncLifecycle } from '@kfunc-census/query';
import { Source } from '../../parts/source.tsx';
import { Text } from '../../parts/text.tsx';
import { factorsOf } from '../../view/factors.ts';

/** The five factors of the kernel's text on the lifecycle of kfuncs, side by side. */
export function Factors({ lifecycle, path }: { lifecycle: KfuncLifecycle; path: string }) {
  return (
    <section id="factors" aria-labelledby="factors-title">
      <h2 id="factors-title">Five factors</h2>
      <p class="aside">
        What a change or a removal depends on, by Documentation/bpf/kfuncs.rst; what keeping it
        costs in the kernel cannot be measured.
      </p>
      <div class="factors">
        {factorsOf(lifecycle).map(({ title, question, value, details }) => (
          <article key={title}>
            <h3>{title}</h3>
            <p class="aside">{question}</p>
            <p class="value">
              <Text>{value}</Text>
            </p>
            {details.map((detail) => (
              <p key={detail}>
                <Text>{detail}</Text>
              </p>
            ))}
          </article>
        ))}
      </div>
      {lifecycle.kernel_tags.map(({ module, tag, kernels }) => (
        <p key={`${module} ${tag}`}>
          Kernels in reach mark it themselves: <code>{tag}</code> in <Text>{module}</Text> of{' '}
          <Text>{kernels.map(({ release }) => release).join(', ')}</Text>.
        </p>
      ))}
      <Source path={path} />
    </section>
  );
}
