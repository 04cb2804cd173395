import type { KfuncDetail, KfuncDetailAnswer } from '@kfunc-census/query';
import { paths } from '../api/paths.ts';
import { Answer } from '../parts/answer-view.tsx';
import { HostShare, OrganisationShare } from '../parts/bars.tsx';
import { FrameLine, Notes, Source } from '../parts/source.tsx';
import { SpanForm } from '../parts/span-form.tsx';
import { Text } from '../parts/text.tsx';
import { kfuncPath } from '../route.ts';
import { useAnswer, useHref, useSite, useSpan } from '../site.tsx';
import { counted } from '../view/format.ts';
import { eventsOf } from '../view/marks.ts';
import { Evidence } from './kfunc/evidence.tsx';
import { Factors } from './kfunc/factors.tsx';
import { FamilySection } from './kfunc/family.tsx';
import { NotSeen } from './kfunc/not-seen.tsx';
import { OverTime } from './kfunc/over-time.tsx';
import { Programs } from './kfunc/programs.tsx';
import { Statements } from './kfunc/statements.tsx';
import { Where } from './kfunc/where.tsx';

const sections = [
  ['evidence', 'Evidence block'],
  ['factors', 'Five factors'],
  ['time', 'Over time'],
  ['where', 'Where'],
  ['programs', 'Programs'],
  ['family', 'Family'],
  ['statements', 'Statements'],
  ['not-seen', 'Not seen'],
] as const;

function Contents({ name }: { name: string }) {
  const { query } = useSite();
  const href = useHref();
  const here = href(kfuncPath(name), Object.fromEntries(query));
  return (
    <nav class="contents" aria-label="On this page">
      {sections.map(([id, label]) => (
        <a key={id} href={`${here}#${id}`}>
          {label}
        </a>
      ))}
    </nav>
  );
}

/** What the lifecycle data tells of the name, in one line. */
function History({ lifecycle }: KfuncDetailAnswer) {
  const { known, hook, five_factors, data_until } = lifecycle;
  if (!known)
    return <p>The lifecycle data, which goes up to {data_until}, does not have this name.</p>;
  const events = eventsOf(lifecycle).map(({ version, text }) => `${text} in ${version}`);
  const then = five_factors.alternatives.map(({ name }) => name);
  return (
    <p>
      Upstream: {events.join(', ')}
      {then.length === 0 ? '' : `; called instead: ${then.join(', ')}`}.
      {hook ? ' It is a hook: nothing that a program can call.' : ''}
    </p>
  );
}

/** What objects name where no kernel in reach offers it. */
function Nowhere({ kfunc }: { kfunc: KfuncDetail }) {
  const { missing } = kfunc.seen_by_rung;
  return (
    <p>
      {missing === 0
        ? 'Programs that show it were seen where no catalogue has it.'
        : `On ${counted(missing, 'host')} an object names it and the kernel does not link it.`}
    </p>
  );
}

function Headline({ kfunc }: { kfunc: KfuncDetail }) {
  const { module, hosts, organisations, not_observable, first_used, last_used } = kfunc;
  return (
    <div class="headline">
      <h2 class="module">
        <Text>{module}</Text>
      </h2>
      <dl>
        <dt>Users of exposed hosts</dt>
        <dd class="big">
          <HostShare hosts={hosts} notObservable={not_observable} />
        </dd>
        <dt>Organisations</dt>
        <dd class="big">
          <OrganisationShare share={organisations} />
        </dd>
        <dt>Seen in use</dt>
        <dd>
          {first_used === null
            ? 'never'
            : `first on ${first_used}, last on ${last_used}, of all days`}
        </dd>
      </dl>
    </div>
  );
}

function Detail({ answer, path }: { answer: KfuncDetailAnswer; path: string }) {
  const { name } = answer.question;
  return (
    <>
      <FrameLine {...answer} rungs={answer.use_rungs} />
      <History {...answer} />
      {answer.kfuncs.length === 0 ? <p class="unknown">Nothing in reach names it.</p> : null}
      {[...answer.kfuncs]
        .sort((a, b) => Number(a.module === '') - Number(b.module === ''))
        .map((kfunc) =>
          kfunc.module === '' ? (
            <Nowhere key="" kfunc={kfunc} />
          ) : (
            <Headline key={kfunc.module} kfunc={kfunc} />
          ),
        )}
      <Source path={path} />
      <Contents name={name} />
      <Evidence name={name} window={answer.window} />
      <Factors lifecycle={answer.lifecycle} path={path} />
      <OverTime answer={answer} path={path} />
      <Where name={name} />
      <Programs name={name} />
      <FamilySection name={name} />
      <Statements name={name} />
      <NotSeen answer={answer} path={path} />
      <Notes notes={answer.notes} />
    </>
  );
}

/** All that is known of one kfunc. */
export function KfuncPage({ name }: { name: string }) {
  const span = useSpan();
  const path = paths.kfunc(name, span);
  const asked = useAnswer<KfuncDetailAnswer>(path);
  return (
    <>
      <h1 class="kfunc">
        <Text>{name}</Text>
      </h1>
      <SpanForm />
      <Answer asked={asked} first>
        {(answer) => <Detail answer={answer} path={path} />}
      </Answer>
    </>
  );
}
