import type { FamilyFigures } from '../family-port.ts';
import { hostStatement } from '../texts.ts';
import { organisationShare } from '../to-answer.ts';
import type { NameUse } from './answers.ts';

/** Figures of one name or several, with shares and bounds. */
export function nameUse(figures: FamilyFigures): NameUse {
  const { users, exposed, userOrganisations, exposedOrganisations } = figures;
  return {
    hosts: { users, exposed, statement: hostStatement(users, exposed, exposedOrganisations) },
    organisations: organisationShare(userOrganisations, exposedOrganisations),
    not_observable: figures.notObservable,
    users_not_covered: figures.usersNotCovered,
  };
}
