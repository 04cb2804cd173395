/**
 * A fleet in the store without its reports: rows made by the engine itself, in the tables where reports
 * end, so that the views that derive from them work as always.
 */

/** Runs a statement without result. */
export type Run = (statement: string) => Promise<void>;

/** Size of the fleet. */
export interface FleetSize {
  readonly hosts: number;
  readonly days: number;
  /** First day. */
  readonly from: string;
}

const platforms = 240;
const programs = 5000;
/** Kfuncs of vmlinux and of two modules. */
const offered = [300, 40, 20] as const;
/** Programs of a set. */
const members = 24;

/** Images: a set each, of 50 hosts, all of one organisation. */
const setsOf = ({ hosts }: FleetSize): number => Math.max(40, Math.round(hosts / 50));

const id = (kind: string, ...parts: readonly string[]): string =>
  `sipHash128('${kind}', ${parts.map((part) => `toUInt64(${part})`).join(', ')})`;
const hash = (...parts: readonly string[]): string => `cityHash64(${parts.join(', ')})`;

const module = (index: string): string => `['vmlinux', 'nf_conntrack', 'nf_nat'][${index} + 1]`;
/** Few are called by many: the product of two draws. */
const skewed = (seed: string, count: number | string): string =>
  `intDiv((${hash(seed, "'a'")} % ${count}) * (${hash(seed, "'b'")} % ${count}), ${count})`;

const content = (size: FleetSize): readonly string[] => [
  `INSERT INTO platform_v1 SELECT ${id('platform', 'number')},
    concat(toString(5 + intDiv(number, 60)), '.', toString(number % 20), '.', toString(number)),
    ['x86_64', 'aarch64'][number % 2 + 1], ['debian', 'ubuntu', 'fedora', 'rhel'][number % 4 + 1], '1'
    FROM numbers(${platforms})`,
  `INSERT INTO platform_catalogue_v1 SELECT ${id('platform', 'number')}, ${id('catalogue', 'number', 'm')}
    FROM numbers(${platforms}) ARRAY JOIN range(3) AS m`,
  `INSERT INTO catalogue_known_v1 SELECT ${id('catalogue', 'number', 'm')}, ${module('m')}
    FROM numbers(${platforms}) ARRAY JOIN range(3) AS m`,
  // Two thirds on every kernel, the others from some kernel on.
  `INSERT INTO catalogue_v1 (kfunc, catalogue_id, module, prototype, shape, tag, func, symbol, callable)
    SELECT concat('bpf_kfunc_', toString(m), '_', toString(k)), ${id('catalogue', 'number', 'm')}, ${module('m')},
      'int(void)', 's', 1, 1, 1, 1
    FROM numbers(${platforms}) ARRAY JOIN range(3) AS m ARRAY JOIN range([${offered}][m + 1]) AS k
    WHERE k < 200 OR ${hash('k')} % ${platforms} < number + 40`,
  `INSERT INTO program_v1 SELECT ${id('program', 'number')}, 'tracing', 't', concat('prog', toString(number)),
    ${id('object', 'intDiv(number, 10)')} FROM numbers(${programs})`,
  `INSERT INTO program_kfunc_v1
    SELECT concat('bpf_kfunc_', toString(m), '_', toString(${skewed('number, j', '[250, 30, 15][m + 1]')})), ${module('m')},
      if(${hash('number', 'j')} % 20 = 0, 'inlined', 'called'), 'not-seen',
      ${id('program', 'number')}, ${id('evidence', 'number')}, 1, 1
    FROM (SELECT number, j, if(${hash('number', 'j', "'m'")} % 10 = 0, 1 + ${hash('j', 'number')} % 2, 0) AS m
      FROM numbers(${programs}) ARRAY JOIN range(1 + number % 6) AS j)`,
  `INSERT INTO set_member_v1 SELECT 'program', ${id('program', 'g')}, ${id('evidence', 'g')}, ${id('set', 'number')},
      'yes', g % 50 = 0, concat('loader', toString(g % 40))
    FROM (SELECT number, ${skewed('number, j', programs)} AS g
      FROM numbers(${setsOf(size)}) ARRAY JOIN range(${members}) AS j)`,
  `INSERT INTO set_kfunc_v1 SELECT DISTINCT shown.kfunc, shown.module, shown.status, member.probe, member.set_id
    FROM set_member_v1 AS member INNER JOIN program_kfunc_v1 AS shown
    ON shown.program_id = member.member_id AND shown.evidence_id = member.evidence_id`,
  `INSERT INTO content_known_v1 SELECT ${id('set', 'number')} FROM numbers(${setsOf(size)})
    UNION ALL SELECT ${id('catalogue', 'number', 'm')} FROM numbers(${platforms}) ARRAY JOIN range(3) AS m`,
];

/**
 * What a host reports on a day: one organisation has two fifths of the hosts, nine have three tenths,
 * and 190 the rest. An image changes its kernel and its set once, on some of its hosts up to two days
 * later; on those days a host reports both. One report of twenty is missing, one of fifty incomplete.
 */
const host = (size: FleetSize, day: number): string => `
  WITH
    ${hash('number', "'image'")} % ${setsOf(size)} AS image,
    ${hash('image', "'organisation'")} % 1000 AS weight,
    ${hash('image', "'kernel'")} % 40 + number % 3 AS kernel_day,
    ${hash('image', "'set'")} % 35 + number % 3 AS set_day,
    ${hash('number', String(day))} AS chance
  SELECT
    toDate('${size.from}') + ${day} AS day,
    concat('org-', toString(multiIf(weight < 400, 0, weight < 700, 1 + weight % 9, 10 + weight % 190))) AS org,
    ${id('host', 'number')} AS host_id,
    arrayJoin(if(kernel_day = ${day} OR set_day = ${day}, [0, 1], [1])) AS now_changed,
    image, kernel_day, set_day, chance, number
  FROM numbers(${size.hosts})
  WHERE chance % 20 != 0`;

const changed = (of: string, day: number): string =>
  `(${of} < ${day} OR (${of} = ${day} AND now_changed = 1))`;

const reports = (size: FleetSize, day: number): readonly string[] => [
  `INSERT INTO host_day_v1 (day, org, host_id, platform_id, set_id, complete, in_time, first_seen, last_seen,
      skew_min_ms, skew_max_ms, agent_versions, programs_loaded, programs_read, not_observable)
    SELECT day, org, host_id,
      ${id('platform', `(image + ${changed('kernel_day', day)}) % ${platforms}`)},
      ${id('set', `(image + ${changed('set_day', day)}) % ${setsOf(size)}`)},
      chance % 50 != 1, chance % 997 != 3 OR chance % 50 != 1,
      toDateTime64(day, 3, 'UTC') + number % 86400, toDateTime64(day, 3, 'UTC') + number % 86400,
      0, 0, ['0.1.0'], 60, 60,
      if(chance % 50 != 1 AND image % 100 = 7, ['bpf_kfunc_0_1', 'bpf_kfunc_0_2'], [])
    FROM (${host(size, day)})`,
  `INSERT INTO host_loss_v1 SELECT day, org, host_id, ${id('boot', 'number')}, ${day}, ${day} * (number % 7),
      if(number % 20 = 0, map('denied', 3), map())
    FROM (${host(size, day)}) WHERE now_changed = 1`,
  `INSERT INTO day_state_v1 (day, queue_partition, queue_partitions, marked_at, queue)
    SELECT toDate('${size.from}') + ${day}, 0, 1, toDateTime64(0, 3, 'UTC'), 'bench'`,
];

/** Fills an empty store; tells how far it is after each day. */
export async function fill(run: Run, size: FleetSize, told: (day: number) => void): Promise<void> {
  for (const statement of content(size)) await run(statement);
  for (let day = 0; day < size.days; day += 1) {
    for (const statement of reports(size, day)) await run(statement);
    told(day);
  }
}
