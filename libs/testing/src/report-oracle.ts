import {
  type Catalogue,
  catalogueId,
  type Report,
  toCatalogueLine,
  toMessageLines,
} from '@kfunc-census/report';
import { decodeReport } from '@kfunc-census/report/schema';
import { idOf, type World } from './builders.ts';

/** A report to be sent. */
export interface IssuedReport {
  /** Id of its host: every report is of another one. */
  readonly host: string;
  readonly body: Uint8Array;
}

/** What a store holds of one host under one key; two of a host mean that it counts twice. */
export interface StoredReport {
  readonly host: string;
  readonly platform: string;
  readonly set: string;
  readonly complete: 0 | 1;
  /** Names of the programs of the set, in any order. */
  readonly programs: readonly string[];
}

/** What is wrong, by host; a sound store has four empty lists. */
export interface Judgement {
  readonly issued: number;
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged, and not stored. */
  readonly lost: readonly string[];
  /** Stored, and never issued. */
  readonly unknown: readonly string[];
  /** Stored with other content than was issued. */
  readonly changed: readonly string[];
  /** Stored under more than one key. */
  readonly repeated: readonly string[];
}

/** How the oracle's reports look. */
export interface OracleOptions {
  /** Organisation of the token with which they are sent. */
  readonly organisation: string;
  /** Tells hosts and contents of oracles of one store apart; at most 100 letters. */
  readonly salt: string;
  /** Milliseconds, for the day on which they count. */
  readonly receivedAt: number;
}

const kfuncs = ['bpf_rcu_read_lock', 'bpf_task_acquire', 'bpf_dynptr_from_skb'] as const;
const seen = { tag: true, func: true, symbol: true };

/** The catalogue that every report of an oracle refers to; send it once. */
export const oracleCatalogue: Catalogue = {
  schema: 'kfunc-census/catalogue/v1',
  module: 'vmlinux',
  kfuncs: kfuncs.map((name) => ({
    name,
    prototype: 'void (void)',
    shape: 'void()',
    seen,
    known_by: 'tag',
    tags: [],
    callable: true,
  })),
};

function programOf(number: number, index: number, salt: string): Report['programs'][number] {
  const name = kfuncs[(number + index) % kfuncs.length] ?? kfuncs[0];
  return {
    type: 'xdp',
    attach_target: null,
    name: `p${number}_${index}_${salt}`,
    object: null,
    attached: 'yes',
    probe: false,
    attach_type: null,
    held_by: [],
    loader: null,
    source: null,
    run: null,
    instances: 1,
    kfuncs: [{ name, module: 'vmlinux', status: 'called', guard: 'not-seen', sites: 1 }],
  };
}

function documentOf(host: string, number: number, { salt, receivedAt }: OracleOptions): Report {
  const programs = Array.from({ length: 1 + (number % 3) }, (_, index) =>
    programOf(number, index, salt),
  );
  const loaded = programs.length;
  return {
    schema: 'kfunc-census/report/v1',
    host_id: host,
    boot_id: idOf('boot', host),
    seq: 1,
    collected_at: new Date(receivedAt).toISOString(),
    uptime_s: 3600,
    agent: {
      version: '0.1.0',
      config_digest: idOf('config'),
      lifecycle: '7.3',
      scan_interval_s: 3600,
    },
    kernel: {
      release: `6.12.${number % 4}`,
      arch: 'x86_64',
      distro: { id: 'debian', version: '13' },
      catalogues: [{ module: 'vmlinux', id: catalogueId(oracleCatalogue) }],
      installable: [],
    },
    coverage: {
      complete: number % 5 !== 0,
      programs_loaded: loaded,
      programs_read: number % 5 === 0 ? loaded - 1 : loaded,
      ids_unseen: 0,
      not_observable: [],
      losses: number % 5 === 0 ? [{ reason: 'denied', count: 1 }] : [],
    },
    totals: [{ type: 'xdp', loaded, with_kfuncs: loaded }],
    objects: [],
    programs,
  };
}

/** Characters of a program's name in a large report: 4,096 programs of them are more than 2 MiB. */
const longName = 300;

/** Adds programs as long as the text stays within the bytes. All is ASCII. */
function fill(document: Report, bytes: number): void {
  const [first] = document.programs;
  if (first === undefined) return;
  const one = (index: number) => ({
    ...first,
    name: `${first.name}_${index}_`.padEnd(longName, 'x'),
  });
  const each = JSON.stringify(one(100_000)).length + 1;
  // Numbers of programs become longer than they were.
  const room = bytes - JSON.stringify(document).length - 64;
  document.programs = Array.from({ length: Math.floor(room / each) }, (_, index) => one(index));
  const count = document.programs.length;
  document.totals = [{ type: 'xdp', loaded: count, with_kfuncs: count }];
  document.coverage.programs_loaded = count;
  document.coverage.programs_read = count;
  document.coverage.complete = true;
  document.coverage.losses = [];
}

interface Expected {
  readonly lines: ReturnType<typeof toMessageLines>;
  acknowledged: boolean;
}

const names = (programs: readonly string[]): string => [...programs].sort().join(' ');

function agrees({ lines: { host, set } }: Expected, stored: StoredReport): boolean {
  return (
    stored.set === host.set &&
    stored.platform === host.platform &&
    stored.complete === host.complete &&
    names(stored.programs) === names(set.programs.map(({ name }) => name))
  );
}

/**
 * Issues reports, each of another host and with content of its own, remembers which were
 * acknowledged, and judges what a store holds of them: every acknowledged one is there, every one
 * there was issued, with equal content, once.
 */
export class ReportOracle {
  readonly #options: OracleOptions;
  readonly #reports = new Map<string, Expected>();

  constructor(options: OracleOptions) {
    this.#options = options;
  }

  /** The next report; with `bytes`, one that has exactly so many, nearly all of them programs. */
  issue(bytes?: number): IssuedReport {
    const number = this.#reports.size;
    const { organisation, salt, receivedAt } = this.#options;
    const host = idOf('oracle', salt, number);
    const document = documentOf(host, number, this.#options);
    if (bytes !== undefined) fill(document, bytes);
    const text = JSON.stringify(document);
    const body = new TextEncoder().encode(text.padEnd(bytes ?? 0));
    const { value } = decodeReport(body);
    const lines = toMessageLines(value, { organisation, receivedAt, ageSeconds: 0 });
    this.#reports.set(host, { lines, acknowledged: false });
    return { host, body };
  }

  /** From now on its absence is a loss. */
  acknowledge(host: string): void {
    const report = this.#reports.get(host);
    if (report !== undefined) report.acknowledged = true;
  }

  /** Judges all that a store holds. */
  judge(stored: readonly StoredReport[]): Judgement {
    const byHost = Map.groupBy(stored, ({ host }) => host);
    const found = [...byHost.keys()];
    const acknowledged = [...this.#reports].filter(([, report]) => report.acknowledged);
    const isChanged = (host: string): boolean => {
      const report = this.#reports.get(host);
      return report !== undefined && byHost.get(host)?.some((one) => !agrees(report, one)) === true;
    };
    return {
      issued: this.#reports.size,
      acknowledged: acknowledged.length,
      stored: found.length,
      lost: acknowledged.map(([host]) => host).filter((host) => !byHost.has(host)),
      unknown: found.filter((host) => !this.#reports.has(host)),
      changed: found.filter(isChanged),
      repeated: found.filter((host) => (byHost.get(host)?.length ?? 0) > 1),
    };
  }

  /** The issued reports of these hosts, for createUsageOracle: what every answer must be. */
  world(hosts: readonly string[]): World {
    const lines = hosts.flatMap((host) => this.#reports.get(host)?.lines ?? []);
    return {
      hosts: lines.map(({ host }) => host),
      sets: lines.map(({ set }) => set),
      catalogues: [toCatalogueLine(oracleCatalogue)],
    };
  }
}
