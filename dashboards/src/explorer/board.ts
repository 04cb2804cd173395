import { annotation, type Board } from '../kit/board.ts';
import { common, oneOf } from '../kit/variables.ts';
import { header } from './header.ts';
import { how } from './how.ts';
import { overTime } from './over-time.ts';
import { where } from './where.ts';

/** Who uses this kfunc? */
export const explorer: Board = {
  uid: 'kfunc-explorer',
  title: 'kfunc / Explorer',
  description: 'Who uses this kfunc?',
  from: 'now-28d/d',
  to: 'now-1d/d',
  refresh: '',
  variables: [
    ...common(),
    oneOf('kfunc', 'Kfunc', 'Names that some catalogue or program has.'),
    oneOf('module', 'Module', 'Modules that have it; vmlinux is the kernel itself.'),
  ],
  annotations: [
    annotation('Lifecycle of the kfunc', 'annotations/lifecycle', 'orange'),
    annotation('Kernel releases', 'annotations/releases', 'purple', false),
    annotation('Agent versions', 'annotations/agents', 'blue', false),
  ],
  rows: [header, overTime, where, how],
};
