import { annotation, type Board } from '../kit/board.ts';
import { common } from '../kit/variables.ts';
import { changes } from './changes.ts';
import { sample } from './sample.ts';
import { use } from './use.ts';
import { who } from './who.ts';

/** Is the sample good, and what does the fleet use? */
export const overview: Board = {
  uid: 'kfunc-overview',
  title: 'kfunc / Overview',
  description: 'Is the sample good, and what does the fleet use?',
  from: 'now-28d/d',
  to: 'now-1d/d',
  refresh: '',
  variables: common(),
  annotations: [
    annotation('Kernel releases', 'annotations/releases', 'orange'),
    annotation('Agent versions', 'annotations/agents', 'blue', false),
  ],
  rows: [sample, use, who, changes],
};
