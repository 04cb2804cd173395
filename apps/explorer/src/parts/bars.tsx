import type { OrganisationShareAnswer } from '@kfunc-census/query';
import { hostShare, organisationShare } from '../view/share.ts';

const wide = (ratio: number): string => `${(ratio * 100).toFixed(2)}%`;

/** A part of a whole, drawn; what it says stands beside it in words. */
export const Bar = ({ ratio, kind = '' }: { ratio: number; kind?: string }) => (
  <svg class={`bar ${kind}`} aria-hidden="true">
    <rect class="whole" width="100%" height="100%" rx="2" />
    <rect class="part" width={wide(ratio)} height="100%" rx="2" />
  </svg>
);

/** n of N hosts: a bar, always with its figures; words alone where nobody is exposed. */
export function HostShare({
  hosts,
  notObservable = 0,
}: {
  hosts: { readonly users: number; readonly exposed: number };
  notObservable?: number;
}) {
  const view = hostShare(hosts, notObservable);
  if (view.kind === 'none') return <span class="unknown">{view.text}</span>;
  return (
    <span class="share">
      <Bar ratio={view.ratio} />
      <span class="figure">{view.text}</span> <span class="note">{view.note}</span>
    </span>
  );
}

/** u of M organisations, with the interval or the bound drawn and written. */
export function OrganisationShare({ share }: { share: OrganisationShareAnswer }) {
  const { ratio, low, high, text, note } = organisationShare(share);
  if (ratio === null) return <span class="unknown">{text}</span>;
  return (
    <span class="share">
      <svg class="interval" aria-hidden="true">
        <line class="axis" x1="0" x2="100%" y1="50%" y2="50%" />
        {low === null || high === null ? null : (
          <rect class="span" x={wide(low)} width={wide(high - low)} y="25%" height="50%" rx="2" />
        )}
        <circle cx={wide(ratio)} cy="50%" r="3" />
      </svg>
      <span class="figure">{text}</span> <span class="note">{note}</span>
    </span>
  );
}
