import type { ProxiedPipeline } from './pipeline.ts';

/** What a scenario may take of the command line. */
export interface ScenarioOptions {
  /** Kills of a scenario that kills. */
  readonly kills: number;
  /** Whether everything is tried for longer. */
  readonly long: boolean;
  /** One gateway and one ingester over one broker, shared by the scenarios that do not harm them. */
  readonly pipeline: () => Promise<ProxiedPipeline>;
  readonly random: () => number;
  /** Tells how far it is. */
  readonly say: (text: string) => void;
}

/** What a scenario found. */
export interface Outcome {
  readonly figures: Readonly<Record<string, string | number>>;
  /** Sentences about what is wrong; none when nothing is. */
  readonly faults: readonly string[];
}

/** One way to break the path. */
export interface Scenario {
  readonly name: string;
  readonly what: string;
  /** True, or what is absent here without which it cannot run; for `realPart`. Default: Kafka's. */
  readonly available?: () => true | string;
  /** Kills of a short run; absent where nothing is killed at random. */
  readonly shortKills?: number;
  readonly run: (options: ScenarioOptions) => Promise<Outcome>;
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
