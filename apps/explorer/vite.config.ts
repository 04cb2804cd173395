import { defineConfig } from 'vite';
import { compressAssets } from './build/compress.ts';
import { lifecycleConstants } from './build/lifecycle-constants.ts';

/** Static files with relative addresses, so that they work behind any path prefix. */
export default defineConfig({
  base: './',
  logLevel: 'warn',
  define: lifecycleConstants(),
  plugins: [compressAssets()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    // Beside the declarations that `tsc -b` writes to dist/.
    outDir: 'dist/site',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A data: address would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
  },
});
