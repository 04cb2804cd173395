import { describe, expect, it } from 'vitest';
import { renderStatements } from './render.ts';
import { migrationFiles } from './sql-files.ts';

const source = `
-- a comment; with a semicolon
CREATE TABLE IF NOT EXISTS @local(facts) @on_cluster
(
  host String, -- kept
  day Date
)
ENGINE = @sharded(AggregatingMergeTree)
ORDER BY host;

@distributed facts BY sipHash64(host);

CREATE TABLE IF NOT EXISTS @local(content) @on_cluster (id String)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY id;
`;

describe('renderStatements', () => {
  it('renders plain engines', () => {
    const statements = renderStatements(source, { kind: 'plain' });
    expect(statements).toHaveLength(2);
    expect(statements[0]).toMatch(/^CREATE TABLE IF NOT EXISTS facts\n/);
    expect(statements[0]).toContain('ENGINE = AggregatingMergeTree\n');
    expect(statements[1]).toContain('ENGINE = ReplacingMergeTree\n');
  });

  it('finds the rows of a sharded table when it is changed', () => {
    const change = 'ALTER TABLE @shard(facts) @on_cluster ADD COLUMN IF NOT EXISTS x String;';
    expect(renderStatements(change, { kind: 'plain' })).toEqual([
      'ALTER TABLE facts ADD COLUMN IF NOT EXISTS x String',
    ]);
    expect(renderStatements(change, { kind: 'cluster', cluster: 'c' })).toEqual([
      "ALTER TABLE facts_local ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS x String",
    ]);
  });

  it('renders replicas and a view over all shards', () => {
    const [facts, view, content] = renderStatements(source, { kind: 'cluster', cluster: 'c' });
    expect(facts).toContain("facts_local ON CLUSTER 'c'");
    expect(facts).toContain(
      "ReplicatedAggregatingMergeTree('/clickhouse/tables/{shard}/{database}/{table}'",
    );
    expect(view).toContain(
      "ENGINE = Distributed('c', currentDatabase(), 'facts_local', sipHash64(host))",
    );
    expect(content).toContain("content ON CLUSTER 'c'");
    expect(content).toContain(
      "ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/{table}'",
    );
  });
});

describe('the migrations', () => {
  const statements = migrationFiles().flatMap(({ source: text }) =>
    renderStatements(text, { kind: 'plain' }),
  );

  it('are numbered from 1 without gaps', () => {
    expect(migrationFiles().map(({ version }) => version)).toEqual(
      migrationFiles().map((_, index) => index + 1),
    );
  });

  it('can each run twice', () => {
    for (const statement of statements)
      expect(statement).toMatch(
        /^(CREATE (TABLE|MATERIALIZED VIEW) IF NOT EXISTS |DROP TABLE IF EXISTS |ALTER TABLE \w+\s+ADD COLUMN IF NOT EXISTS |INSERT INTO (host_span_v1|reach_v1|day_change_v1|content_known_v1|set_kfunc_v1|host_loss_span_v1|newest_v1) )/,
      );
  });

  it('leave no macro unrendered, and never ask the clock', () => {
    for (const statement of statements) expect(statement).not.toMatch(/@\w|\bnow(64)?\(|today\(/);
  });
});
