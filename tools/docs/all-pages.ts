import { configurationPage, errorsPage, type Page } from './pages.ts';

/** Every generated file of the repo. */
export async function allPages(): Promise<readonly Page[]> {
  return [configurationPage(), errorsPage()];
}
