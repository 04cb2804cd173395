import { render } from 'preact';
import { App } from './app.tsx';

// Fixed before anything moves: a relative <base> means the address under which the page was loaded.
const base = new URL('.', document.baseURI).href;
const place = document.getElementById('page');
if (place !== null) render(<App base={base} />, place);
