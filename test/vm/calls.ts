import { isDeepStrictEqual } from 'node:util';
import type { ReportProgram } from '@kfunc-census/report';
import type { Check } from './expectations.ts';
import type { DumpedProgram } from './result.ts';

/** Functions that a kernel calls in place of a kfunc: bpftool shows them, the report the kfunc. */
const variants: Readonly<Record<string, string>> = {
  bpf_dynptr_from_skb_rdonly: 'bpf_dynptr_from_skb',
};

/** Name to call sites; absent and empty are the same. */
type Calls = Readonly<Record<string, number>>;

/** What the report says that a program calls. */
function reportedCalls({ kfuncs }: ReportProgram): Calls {
  return Object.fromEntries(
    kfuncs.filter(({ sites }) => sites > 0).map(({ name, sites }) => [name ?? '?', sites]),
  );
}

/** What bpftool shows, under the names that authors write. */
function shownCalls({ calls }: DumpedProgram): Calls {
  const shown: Record<string, number> = {};
  for (const [name, sites] of Object.entries(calls)) {
    const kfunc = variants[name] ?? name;
    shown[kfunc] = (shown[kfunc] ?? 0) + sites;
  }
  return shown;
}

/** Every program's calls as bpftool shows them, name by name and site by site. */
export const calls: Check = ({ dumped, report }) =>
  dumped.flatMap((each) => {
    const shown = shownCalls(each);
    const candidates = (report?.programs ?? []).filter(({ name }) => name === each.name);
    const reported = candidates.map(reportedCalls);
    // Programs without kfuncs are not in the report.
    const same = (reported.length === 0 ? [{}] : reported).some((found) =>
      isDeepStrictEqual(found, shown),
    );
    return same ? [] : [`${each.name}: bpftool ${show(shown)}; report ${reported.map(show)}`];
  });

const show = (calls: Calls): string => JSON.stringify(calls);
