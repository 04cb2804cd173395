import { annotation, type Board } from '../kit/board.ts';
import { common, oneOf } from '../kit/variables.ts';
import { moving } from './moving.ts';
import { totals } from './totals.ts';

/** What breaks when a kfunc goes? */
export const deprecation: Board = {
  uid: 'kfunc-deprecation',
  title: 'kfunc / Deprecation watch',
  description: 'Which kfuncs that are on their way out are in use, and who moves away from them?',
  from: 'now-28d/d',
  to: 'now-1d/d',
  refresh: '',
  variables: [
    ...common(),
    oneOf(
      'kfunc',
      'Kfunc',
      'Deprecated, gone in a newer kernel, or with an announced end.',
      'leaving',
    ),
  ],
  annotations: [
    annotation('Lifecycle of the kfunc', 'annotations/lifecycle', 'orange'),
    annotation('Kernel releases', 'annotations/releases', 'purple', false),
  ],
  rows: [totals, moving],
};
