/** The only place of the project that reads the environment; lint enforces it. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
