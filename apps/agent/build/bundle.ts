import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const agentFolder = fileURLToPath(new URL('..', import.meta.url));

/** A finished bundle. */
export interface Bundle {
  /** Path of the bundled program. */
  readonly path: string;
  /** Bytes of the bundled program. */
  readonly bytes: number;
  /** Paths of all modules that went in. */
  readonly modules: readonly string[];
}

/**
 * Imports of Node's own modules, written as calls. For an `import` Node makes a namespace of all that
 * a module exports, and so loads what is behind every one of its getters: 1 MiB of peak memory.
 */
function leanBuiltins(code: string): string {
  return code.replace(
    /^import (\{[^}]*\}) from "(node:[^"]+)";$/gm,
    (_, names: string, module: string) =>
      `const ${names.replaceAll(' as ', ': ')} = process.getBuiltinModule("${module}");`,
  );
}

/**
 * Bundles the agent into one file, `agent.mjs`, in the given directory. Only koffi stays outside: it
 * is native, and is looked for beside the file (`node_modules/koffi`).
 */
export async function bundleAgent(directory: string): Promise<Bundle> {
  const build = await rolldown({
    input: `${agentFolder}src/main.ts`,
    platform: 'node',
    external: ['koffi'],
    resolve: { conditionNames: ['@kfunc-census/source', 'node', 'import', 'default'] },
    treeshake: true,
    plugins: [
      { name: 'lean-builtins', renderChunk: (code) => ({ code: leanBuiltins(code), map: null }) },
    ],
  });
  const path = `${directory}/agent.mjs`;
  const { output } = await build.write({
    file: path,
    format: 'esm',
    codeSplitting: false,
    sourcemap: true,
    minify: { compress: true, mangle: true, codegen: true },
  });
  await build.close();
  chmodSync(path, 0o755);
  const [chunk] = output;
  return { path, bytes: Buffer.byteLength(chunk.code), modules: Object.keys(chunk.modules) };
}

if (import.meta.main) {
  const { path, bytes, modules } = await bundleAgent(`${agentFolder}bundle`);
  console.log(`${path}: ${bytes} bytes from ${modules.length} modules`);
}
