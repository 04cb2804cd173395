import type { FamilyAnswer, FamilyListAnswer } from '@kfunc-census/query';
import type { Command } from 'commander';
import type { Asking } from './asking.ts';
import { familiesTable, familyTable } from './family-table.ts';

/** Adds `family`. */
export function addFamily<Span>(program: Command, asking: Asking<Span>): void {
  const { withSpan, spanOf, get, print } = asking;
  withSpan(program.command('family [kfunc]'))
    .description(
      'the successive names of one function and the migration along them; or all families',
    )
    .action(async (kfunc: string | undefined, span: Span) => {
      if (kfunc === undefined) {
        const answer = await get<FamilyListAnswer>('/v1/families', spanOf(span));
        return print(answer, familiesTable(answer));
      }
      const path = `/v1/families/${encodeURIComponent(kfunc)}`;
      const answer = await get<FamilyAnswer>(path, spanOf(span));
      print(answer, familyTable(answer));
    });
}
