import { essentialName } from '@kfunc-census/kfunc';
import type { Lifecycle } from '@kfunc-census/lifecycle';
import { memberOf } from './family-sides.ts';
import type { SeenExtern } from './forecast-externs.ts';
import type { Judgement } from './forecast-target.ts';

/** The part of `Lifecycle` that tells which kfuncs stand in for each other. */
export type Families = Pick<Lifecycle, 'familyOf'>;

/** An extern and what the target makes of it. */
export interface Judged {
  readonly extern: SeenExtern;
  readonly judgement: Judgement;
}

/** Another extern of the object that programs may call in its place. */
export interface Kin {
  /** Another declaration of the same function; else another member of its family. */
  readonly sameFunction: boolean;
  /** Links on the target, or may; not what stays as it is. */
  readonly links: boolean;
  /**
   * Some program calls it here, and on the target it does not link, nor another declaration of the
   * extern's own function.
   */
  readonly lost: boolean;
  /** Was not linked on some kernel; of two declarations of one function it is not seen which. */
  readonly wasMissing: boolean;
}

/** The kin of an extern among the externs of its object. */
export function kinOf(
  { extern }: Judged,
  judged: readonly Judged[],
  families: Families,
): readonly Kin[] {
  const name = essentialName(extern.name);
  const family = families.familyOf(extern.name) ?? families.familyOf(name);
  const members = new Set(family?.members);
  const own = memberOf(extern.name, members);
  const linked = new Set(judged.map(({ judgement }) => judgement.kind === 'links' && judgement.to));
  return judged.flatMap(({ extern: other, judgement }) => {
    const member = memberOf(other.name, members);
    const sameFunction = own === undefined ? essentialName(other.name) === name : member === own;
    if (other === extern || !(sameFunction || member !== undefined)) return [];
    return {
      sameFunction,
      links: judgement.kind === 'links' || mayLink({ extern: other, judgement }),
      lost:
        judgement.kind === 'unresolved' &&
        other.guards.size > 0 &&
        !(sameFunction && judgement.to !== undefined && linked.has(judgement.to)),
      wasMissing: other.loadedWithout || isOneOfSeveral(other, judged),
    };
  });
}

/** Whether what is missing now may link then. */
export function mayLink({ extern, judgement }: Judged): boolean {
  return judgement.kind === 'as-now' && judgement.mayCome && !extern.incompatible;
}

/** Whether an extern is not the only declaration of its function: of several, some do not link. */
export function isOneOfSeveral({ name }: SeenExtern, judged: readonly Judged[]): boolean {
  const same = judged.filter(({ extern }) => essentialName(extern.name) === essentialName(name));
  return same.length > 1;
}
