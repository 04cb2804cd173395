import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pageFiles, scriptBudget, scriptBytes } from '../../tools/explorer/page-bytes.ts';
import { root } from '../../tools/lib/run.ts';

it('the first page loads less JavaScript than it may', () => {
  const files = pageFiles(join(root, 'apps/explorer/dist/site'));
  expect(scriptBytes(files)).toBeLessThan(scriptBudget);
});
