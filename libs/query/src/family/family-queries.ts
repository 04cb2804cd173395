import { lifecycle } from '@kfunc-census/lifecycle';
import type { Scope } from '../ports.ts';
import type { QuestionTools } from '../question-tools.ts';
import { readText, type Span } from '../questions.ts';
import type { FamilyAnswer, FamilyListAnswer } from './answers.ts';
import { familiesOf, familyOf } from './family-of.ts';

/** Questions about names that stand for one function in its successive forms. */
export interface FamilyQueries {
  /** Every family of the lifecycle data with figures of its members. */
  families(scope: Scope, span: Span): Promise<FamilyListAnswer>;
  /**
   * The family of a kfunc, by any of its names: members, figures of each and of all, and how far
   * programs are in the change. Throws `query/unknown-kfunc`, with the nearest names, for a name that
   * neither the lifecycle data nor anything in reach has.
   */
  family(scope: Scope, name: string, span: Span): Promise<FamilyAnswer>;
}

/** Creates the questions about families. */
export function familyQueries({ reader, resolve, unknown }: QuestionTools): FamilyQueries {
  return {
    families: async (scope, span) =>
      await familiesOf(reader, lifecycle, await resolve(scope, span)),
    async family(scope, text, span) {
      const name = readText('name', text) ?? '';
      const asked = await resolve(scope, span);
      const answer = await familyOf(reader, lifecycle, asked, name);
      if (answer === undefined) throw await unknown(asked, name);
      return answer;
    },
  };
}
