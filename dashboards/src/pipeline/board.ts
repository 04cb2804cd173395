import { annotation, type Board } from '../kit/board.ts';
import { common } from '../kit/variables.ts';
import { agents } from './agents.ts';
import { days } from './days.ts';
import { freshness } from './freshness.ts';

/** Can the numbers be trusted? */
export const pipeline: Board = {
  uid: 'kfunc-pipeline',
  title: 'kfunc / Pipeline health',
  description:
    'Can the numbers be trusted: do hosts report, and is everything that was accepted stored?',
  from: 'now-6d/d',
  to: 'now',
  refresh: '1m',
  variables: common(),
  annotations: [annotation('Agent versions', 'annotations/agents', 'blue')],
  rows: [freshness, days, agents],
};
