import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The part of esbuild that is used: it lies in a package that the normal install does not bring. */
interface Esbuild {
  build(options: object): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>;
}

interface Resolving {
  onResolve(
    filter: { filter: RegExp },
    found: (of: { importer: string }) => object | undefined,
  ): void;
  onLoad(filter: { filter: RegExp; namespace: string }, load: () => object): void;
}

/** Its default export is wrapped once more by CommonJS than Grafana's module expects. */
const scrollbars = 'react-custom-scrollbars-2';
const unwrapped = {
  name: 'unwrapped',
  setup({ onResolve, onLoad }: Resolving) {
    onResolve({ filter: new RegExp(`^${scrollbars}$`) }, ({ importer }) =>
      importer.includes('@grafana') ? { path: scrollbars, namespace: 'unwrapped' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unwrapped' }, () => ({
      contents: `module.exports = require('${scrollbars}').default`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    }));
  },
};

/** The page as one script. What Grafana's packages expect of their host, and is of no use here, is left empty. */
export async function bundlePage(folder: string): Promise<string> {
  const require = createRequire(join(folder, 'package.json'));
  const esbuild = require('esbuild') as Esbuild;
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(folder, 'page.jsx')],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    loader: { '.svg': 'dataurl', '.css': 'empty', '.woff2': 'empty' },
    plugins: [unwrapped],
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}
