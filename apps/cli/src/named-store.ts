import { readConfig } from '@kfunc-census/config';

type Environment = Readonly<Record<string, string | undefined>>;

/** The store that the environment names: a server where CLICKHOUSE_URL is set, else that of all-in-one. */
export async function openNamedStore(env?: Environment) {
  // Loaded here only: most commands need no engine.
  const { openStore, serverTarget, serverVariables } = await import('@kfunc-census/clickhouse');
  const names = [...serverVariables, 'CENSUS_STATE_DIR'] as const;
  const config = env === undefined ? readConfig(names) : readConfig(names, env);
  const { CENSUS_STATE_DIR: directory, CLICKHOUSE_DATABASE: database } = config;
  const store = await openStore(
    config.CLICKHOUSE_URL === undefined
      ? { kind: 'embedded', path: `${directory}/store`, database }
      : serverTarget(config, 'kfunc-census'),
  );
  try {
    await store.migrate();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Uses the store that the environment names, and closes it. */
export async function withNamedStore(
  env: Environment | undefined,
  use: (store: Awaited<ReturnType<typeof openNamedStore>>) => Promise<void>,
): Promise<void> {
  const store = await openNamedStore(env);
  try {
    await use(store);
  } finally {
    await store.close();
  }
}
