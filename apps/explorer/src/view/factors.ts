import type { KfuncLifecycle } from '@kfunc-census/query';
import { counted } from './format.ts';
import { hostShare, organisationShare } from './share.ts';

/** One of the five factors: what is known of it, in a few words and some sentences. */
export interface FactorView {
  readonly title: string;
  /** What the lifecycle text of the kernel asks. */
  readonly question: string;
  readonly value: string;
  readonly details: readonly string[];
}

const unknown = 'not in the lifecycle data';

function use({ five_factors: { use } }: KfuncLifecycle): FactorView {
  const hosts = hostShare(use.hosts, use.not_observable);
  const organisations = organisationShare(use.organisations);
  return {
    title: 'Use',
    question: 'How widely is it used?',
    value: hosts.kind === 'share' ? `${hosts.text} exposed hosts` : hosts.text,
    details: [
      `Organisations: ${organisations.text}${organisations.note === '' ? '' : `; ${organisations.note}`}.`,
      `Outside of this share: ${counted(use.users_not_covered, 'host')} that use it, ${counted(use.not_observable, 'host')} that could not have shown a call.`,
    ],
  };
}

function age({ five_factors: { age }, data_until }: KfuncLifecycle): FactorView {
  return {
    title: 'Age',
    question: 'For how long was it there?',
    value: age === null ? unknown : counted(age.lines_present, 'kernel line'),
    details:
      age === null ? [] : [`Introduced in ${age.introduced}; the data ends at ${data_until}.`],
  };
}

function alternatives({ five_factors, known }: KfuncLifecycle): FactorView {
  const successors = five_factors.alternatives;
  const none = known ? 'none on record' : unknown;
  return {
    title: 'Alternatives',
    question: 'What can be called instead?',
    value: successors.length === 0 ? none : successors.map(({ name }) => name).join(', '),
    details: successors.map(({ name, kind, version }) => `${name}: ${kind}, since ${version}.`),
  };
}

function subsystem({ five_factors: { subsystem } }: KfuncLifecycle): FactorView {
  const title = 'Subsystem';
  const question = 'What became of its kin?';
  if (subsystem === null) return { title, question, value: unknown, details: [] };
  const { ends, kfuncs, sets } = subsystem;
  return {
    title,
    question,
    value: `${ends.length} of ${counted(kfuncs, 'kfunc')} ended`,
    details: [
      `Registered in ${sets.join(', ') || 'no set on record'}.`,
      ...ends
        .slice(-3)
        .map(
          ({ name, kind, ended, introduced, marked }) =>
            `${name}: ${kind} in ${ended}, there since ${introduced}, ${marked === null ? 'no mark is known' : `marked in ${marked}`}.`,
        ),
    ],
  };
}

function moving({ five_factors: { moving } }: KfuncLifecycle): FactorView {
  const least = moving.at_least ? 'at least ' : '';
  return {
    title: 'Moving away',
    question: 'What would it touch?',
    value: `${least}${counted(moving.programs, 'program')}`,
    details: [
      `Of ${counted(moving.loaders, 'known loader')}, on hosts exposed or not.`,
      `${counted(moving.programs_with_guard, 'program')} seen to test for it before the call.`,
      `${counted(moving.programs_with_successor, 'program')} seen to carry a successor, too.`,
    ],
  };
}

/** The five factors in the order of the kernel's text (Documentation/bpf/kfuncs.rst). */
export const factorsOf = (lifecycle: KfuncLifecycle): readonly FactorView[] =>
  [use, age, alternatives, subsystem, moving].map((factor) => factor(lifecycle));
