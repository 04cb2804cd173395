/**
 * One SQL source, two renderings. The source uses:
 *
 * - `@local(t)`: the table that holds the rows of `t`, where it is made;
 * - `@shard(t)`: the same of a table that was made with `@sharded`;
 * - `@on_cluster`: where `ON CLUSTER` goes;
 * - `@sharded(Engine)`: rows live on the shard of their host;
 * - `@everywhere(Engine)`: rows live on every node, so that joins stay local;
 * - `@distributed t BY key;`: a statement of its own, after the table: the view over all shards.
 *
 * The cluster rendering is parsed by the engine in tests. It was not run on a cluster.
 */
export type Rendering =
  | { readonly kind: 'plain' }
  | { readonly kind: 'cluster'; readonly cluster: string };

const distributed = /^@distributed\s+(\w+)\s+BY\s+(.+)$/s;

const withoutComments = (source: string): string => source.replace(/^\s*--.*$/gm, '');

function plainStatement(statement: string): string | undefined {
  if (distributed.test(statement)) return undefined;
  return statement
    .replace(/@(?:local|shard)\((\w+)\)/g, '$1')
    .replace(/@(?:sharded|everywhere)\((\w+)\)/g, '$1')
    .replace(/\s*@on_cluster/g, '');
}

/** Replicas find each other by a path: per shard, or one for the whole cluster. */
const replicated = (engine: string, group: string): string =>
  `Replicated${engine}('/clickhouse/tables/${group}/{database}/{table}', '{shard}-{replica}')`;

function clusterStatement(statement: string, cluster: string): string {
  const view = distributed.exec(statement);
  if (view !== null)
    return `CREATE TABLE IF NOT EXISTS ${view[1]} ON CLUSTER '${cluster}' AS ${view[1]}_local
ENGINE = Distributed('${cluster}', currentDatabase(), '${view[1]}_local', ${view[2]})`;
  const sharded = statement.includes('@sharded');
  return statement
    .replace(/@local\((\w+)\)/g, sharded ? '$1_local' : '$1')
    .replace(/@shard\((\w+)\)/g, '$1_local')
    .replace(/@sharded\((\w+)\)/g, (_, engine: string) => replicated(engine, '{shard}'))
    .replace(/@everywhere\((\w+)\)/g, (_, engine: string) => replicated(engine, 'all'))
    .replace(/@on_cluster/g, `ON CLUSTER '${cluster}'`);
}

/** The statements of a migration, in order, ready to run one by one. */
export function renderStatements(source: string, rendering: Rendering): readonly string[] {
  return withoutComments(source)
    .split(/;\s*$/m)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) =>
      rendering.kind === 'plain' ? plainStatement(text) : clusterStatement(text, rendering.cluster),
    )
    .filter((text) => text !== undefined);
}
