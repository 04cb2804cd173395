import { openStore, type StoreTarget } from '@kfunc-census/clickhouse';
import { createUsageOracle, type ReportOracle, type StoredReport } from '@kfunc-census/testing';

/** Everything that is stored of an organisation, one row for each key under which a host counts. */
const storedReports = `
SELECT
  lower(hex(host_id)) AS host,
  lower(hex(platform_id)) AS platform,
  lower(hex(set_id)) AS set,
  max(complete) AS complete,
  any(members.names) AS programs
FROM host_day_v1 AS day
LEFT JOIN
(
  SELECT set_id, groupUniqArray(name) AS names
  FROM set_member_v1 AS member
  INNER JOIN (SELECT DISTINCT program_id, name FROM program_v1) AS program
    ON member.member_id = program.program_id
  WHERE kind = 'program'
  GROUP BY set_id
) AS members ON day.set_id = members.set_id
WHERE org = {organisation:String}
GROUP BY day, org, host_id, platform_id, set_id
FORMAT JSONEachRow`;

/** Asks the endpoint of a ClickHouse server. */
async function ask(url: string, database: string, organisation: string): Promise<string> {
  const query = new URLSearchParams({ database, param_organisation: organisation });
  const response = await fetch(`${url}/?${query}`, { method: 'POST', body: storedReports });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}

export interface JudgeOptions {
  readonly oracle: ReportOracle;
  readonly organisation: string;
  /** The store, as the reader of the query API opens it. */
  readonly store: StoreTarget & { readonly kind: 'server' };
}

/** Sentences about what is wrong; none when nothing is. */
export async function judgeStore({ oracle, organisation, store }: JudgeOptions) {
  const text = await ask(store.url, store.database, organisation);
  const rows = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as StoredReport);
  const judgement = oracle.judge(rows);
  const faults = (['lost', 'unknown', 'changed', 'repeated'] as const).flatMap((fault) => {
    const hosts = judgement[fault];
    return hosts.length === 0 ? [] : [`${hosts.length} ${fault}: ${hosts.slice(0, 5).join(' ')}`];
  });
  const wrong = await wrongAnswers(
    { oracle, organisation, store },
    rows.map(({ host }) => host),
  );
  return { judgement, faults: [...faults, ...wrong] };
}

/** Asks what the query API asks, and compares with the pure model over the same reports. */
async function wrongAnswers(
  { oracle, organisation, store }: JudgeOptions,
  hosts: readonly string[],
): Promise<readonly string[]> {
  const model = createUsageOracle(oracle.world([...new Set(hosts)]));
  const open = await openStore(store);
  const today = Date.now();
  const day = (offset: number): string => new Date(today + offset * 86_400_000).toISOString();
  // A run may go over midnight.
  const window = { from: day(-1).slice(0, 10), to: day(0).slice(0, 10) };
  const questions = {
    population: (reader: typeof model) => reader.population({ organisation }, window, {}),
    kfuncs: async (reader: typeof model) =>
      (await reader.kfuncs({ organisation }, window, {})).map(
        ({ firstUsed: _, lastUsed: __, ...figures }) => figures,
      ),
  };
  const wrong: string[] = [];
  const found: Record<string, unknown> = {};
  try {
    // All before the model is asked: it keeps this process busy for so long that connections time out.
    for (const [name, question] of Object.entries(questions))
      found[name] = await question(open.reader);
  } finally {
    await open.close();
  }
  for (const [name, question] of Object.entries(questions)) {
    const expected = await question(model);
    if (sorted(found[name]) !== sorted(expected))
      wrong.push(`${name}: ${JSON.stringify(found[name])}, expected ${JSON.stringify(expected)}`);
  }
  return wrong;
}

/** One text for answers that say the same in another order. */
function sorted(answer: unknown): string {
  const list = Array.isArray(answer) ? answer.map((one) => JSON.stringify(one)).sort() : answer;
  return JSON.stringify(list);
}
