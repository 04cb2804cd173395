/** A text with lines of its own, in a frame that keyboards can scroll. */
export const Scroll = ({ label, kind, text }: { label: string; kind: string; text: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <section class={`scroll ${kind}`} tabIndex={0} aria-label={label}>
    <pre>{text}</pre>
  </section>
);
