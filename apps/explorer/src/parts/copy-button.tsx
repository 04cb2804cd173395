import { useState } from 'preact/hooks';

/** Takes a text to the clipboard, and says whether it got there. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied.');
    } catch {
      // Browsers keep it from pages without TLS, and readers may forbid it.
      setSaid('The browser does not let this page copy: select the text and copy it by hand.');
    }
  };
  return (
    <>
      <button type="button" onClick={copy}>
        {label}
      </button>
      <span class="said" role="status">
        {said}
      </span>
    </>
  );
}
