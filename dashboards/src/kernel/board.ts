import { annotation, type Board } from '../kit/board.ts';
import { common, oneOf } from '../kit/variables.ts';
import { lacking } from './rows.ts';

/** What does a target kernel lack? */
export const kernel: Board = {
  uid: 'kfunc-kernel',
  title: 'kfunc / Kernel what-if',
  description: 'Which kfuncs that hosts use does another kernel not offer?',
  from: 'now-28d/d',
  to: 'now-1d/d',
  refresh: '',
  variables: [
    ...common(),
    oneOf('target', 'Target kernel', 'A kernel whose catalogues some host reported.'),
  ],
  annotations: [annotation('Kernel releases', 'annotations/releases', 'orange', false)],
  rows: [lacking],
};
