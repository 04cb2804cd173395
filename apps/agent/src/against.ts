import { type Standing, standingAt } from '@kfunc-census/lifecycle/standing';
import type { Report } from '@kfunc-census/report';
import { columns, safe } from '@kfunc-census/terminal';

/** A kfunc that a loaded program or its object names, and that another kernel does not have as it is named. */
export interface Finding {
  /** Name of the program; of an object that none of whose programs calls it, the names of its programs. */
  readonly program: string;
  readonly type: string;
  readonly kfunc: string;
  /** `called`, `inlined`, … of a program, `referenced` of an object. */
  readonly evidence: string;
  readonly standing: Standing;
  /** A test for the kfunc was seen in the program: without it, its other path runs. */
  readonly fallback: boolean;
}

/** What the lifecycle data says of a host's programs on another kernel line. */
export interface Against {
  readonly findings: readonly Finding[];
  /** Names in use of which the data knows nothing. */
  readonly unknown: readonly string[];
  /** Call sites whose target has no name. */
  readonly unnamed: number;
}

const there: ReadonlySet<Standing['status']> = new Set(['present', 'deprecated', 'name-reused']);

/**
 * Joins a report with the lifecycle data of one line. Of an object the kfuncs are looked at that it names and
 * none of its programs calls; those that are missing on this kernel already keep no program from loading.
 */
export function judgeAgainst(report: Report, line: string): Against {
  const findings: Finding[] = [];
  const unknown = new Set<string>();
  const look = (found: Omit<Finding, 'standing'>): void => {
    const standing = standingAt(found.kfunc, line);
    if (standing === undefined) unknown.add(found.kfunc);
    else if (!there.has(standing.status)) findings.push({ ...found, standing });
  };
  let unnamed = 0;
  for (const { name: program, type, kfuncs } of report.programs)
    for (const { name: kfunc, status: evidence, guard, sites } of kfuncs)
      if (kfunc === null) unnamed += sites;
      // The kernel puts these calls in by itself: no program names them.
      else if (evidence !== 'kernel-inserted')
        look({ program, type, kfunc, evidence, fallback: guard === 'tested' });
  for (const { key, kfuncs } of report.objects) {
    const programs = report.programs.filter(({ object }) => object === key);
    const program = programs.map(({ name }) => name).join(', ') || key.slice(0, 12);
    for (const { name: kfunc, status: evidence } of kfuncs)
      if (evidence === 'referenced')
        look({ program, type: 'object', kfunc, evidence, fallback: false });
  }
  return { findings, unknown: [...unknown].sort(), unnamed };
}

const standingText = ({ status, from }: Standing): string =>
  ({ 'not-yet': 'not there yet', removed: `removed in ${from}`, renamed: `renamed in ${from}` })[
    status as string
  ] ?? status;

/** The findings as a person reads them. */
export function againstTable(against: Against, line: string): string {
  const { findings, unknown, unnamed } = against;
  const rows = findings.map(({ program, type, kfunc, evidence, standing, fallback }) =>
    [
      ...[program, type, kfunc, evidence, standingText(standing)],
      ...[standing.to.join(', ') || '-', fallback ? 'tested' : 'none seen'],
    ].map(safe),
  );
  const header = ['PROGRAM', 'TYPE', 'KFUNC', 'EVIDENCE', `KERNEL ${line}`, 'INSTEAD', 'FALLBACK'];
  return [
    ...(rows.length === 0
      ? [`Every kfunc that is named here and known to the data is there in ${line}.`]
      : columns(header, rows)),
    ...(unknown.length === 0
      ? []
      : [`Not in the lifecycle data: ${unknown.map(safe).join(', ')}.`]),
    ...(unnamed === 0 ? [] : [`${unnamed} call sites have no name: nothing is said of them.`]),
    `By names alone, from the lifecycle data: not whether arguments, types, hooks or rights of ${line} admit a program.`,
    '',
  ].join('\n');
}

const label = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** The same for a collector of text files (OpenMetrics 1.0). */
export function againstMetrics({ findings, unknown, unnamed }: Against, line: string): string {
  const kernel = `kernel=${label(line)}`;
  const metric = 'kfunc_census_against';
  const gauge = (name: string, help: string, samples: readonly string[]): string =>
    [`# TYPE ${metric}_${name} gauge`, `# HELP ${metric}_${name} ${help}`, ...samples, ''].join(
      '\n',
    );
  const rows = new Set(
    findings.map(
      ({ program, type, kfunc, standing, fallback }) =>
        `${metric}_gone{${kernel},program=${label(program)},type=${label(type)},kfunc=${label(kfunc)},status=${label(standing.status)},instead=${label(standing.to.join(','))},fallback="${fallback}"} 1`,
    ),
  );
  return [
    gauge('gone', 'Kfuncs that loaded programs name and that the kernel line does not have.', [
      ...rows,
    ]),
    gauge('gone_without_fallback', 'Of these, the ones for which no test was seen.', [
      `${metric}_gone_without_fallback{${kernel}} ${withoutFallback(findings)}`,
    ]),
    gauge('unknown_names', 'Names in use that are not in the lifecycle data.', [
      `${metric}_unknown_names{${kernel}} ${unknown.length}`,
    ]),
    gauge('unnamed_sites', 'Call sites whose target has no name.', [
      `${metric}_unnamed_sites{${kernel}} ${unnamed}`,
    ]),
    '# EOF\n',
  ].join('');
}

/** How many findings there are for which no test was seen. */
export function withoutFallback(findings: readonly Finding[]): number {
  return findings.filter(({ fallback }) => !fallback).length;
}
