import { isDeepStrictEqual } from 'node:util';
import { normaliseProgramName } from '@kfunc-census/kfunc';
import type { ProgramKfunc, ReportProgram } from '@kfunc-census/report';
import { namedDifferences } from '../kernel/matrix/bpftool-calls.ts';
import { programCases } from '../kernel/matrix/cases.ts';
import { type Check, unless } from './expectations.ts';
import type { DumpedProgram } from './result.ts';

/** Functions that a kernel calls in place of a kfunc: bpftool shows them, the report the kfunc. */
const variants = new Map(namedDifferences.map(({ symbol, kfunc }) => [symbol, kfunc]));

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
    const kfunc = variants.get(name) ?? name;
    shown[kfunc] = (shown[kfunc] ?? 0) + sites;
  }
  return shown;
}

/** Every program's calls as bpftool shows them, name by name and site by site. */
export const calls: Check = ({ dumped, report }) =>
  dumped.flatMap((each) => {
    const shown = shownCalls(each);
    const candidates = (report?.programs ?? []).filter(
      ({ name }) => name === normaliseProgramName(each.name),
    );
    const reported = candidates.map(reportedCalls);
    // Programs without kfuncs are not in the report.
    const same = (reported.length === 0 ? [{}] : reported).some((found) =>
      isDeepStrictEqual(found, shown),
    );
    return same ? [] : [`${each.name}: bpftool ${show(shown)}; report ${reported.map(show)}`];
  });

const show = (calls: Calls): string => JSON.stringify(calls);

/** What a row of the matrix and one of the report have in common on kernels with and without modules. */
const rowText = ({ name, status, guard, sites }: ProgramKfunc): string =>
  `${name} ${status} ${sites} ${guard}`;

/** Loaded otherwise than there: the libbpf of this bpftool links flavours, 1.1 does not. */
const otherwise = new Set(['mx_weak_flavour']);

/**
 * Programs of the live matrix: exactly the rows that are expected there, but for the module: where the
 * matrix was written, nf_conntrack is built in. Programs that bpftool does not load here are left out.
 */
export const matrix: Check = ({ dumped, report }) => {
  const loaded = new Set(dumped.map(({ name }) => name).filter((name) => !otherwise.has(name)));
  const here = programCases.filter(({ program }) => loaded.has(program));
  return [
    ...unless(here.length >= 20, `only ${here.length} programs of the matrix are loaded`),
    ...here.flatMap(({ program, rows }) => {
      const found = (report?.programs ?? []).filter(({ name }) => name === program);
      const texts = found.flatMap(({ kfuncs }) => kfuncs.map(rowText)).sort();
      return isDeepStrictEqual(texts, rows.map(rowText).sort())
        ? []
        : [`${program}: expected ${rows.map(rowText)}; reported ${texts}`];
    }),
  ];
};
