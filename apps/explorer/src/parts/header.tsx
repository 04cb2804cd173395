import { useEffect, useState } from 'preact/hooks';
import { useHref, useSite } from '../site.tsx';

const pages = [
  ['kfuncs', '', 'Kfuncs'],
  ['what-if', 'what-if', 'What if'],
  ['coverage', 'coverage', 'Coverage'],
  ['kernels', 'kernels', 'Kernels'],
  ['weeks', 'weeks', 'Weeks'],
] as const;

type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');
const systemTheme = (): Theme => (system.matches ? 'dark' : 'light');

/** Light or dark: as the system has it, until the reader wants the other one, for this visit. */
function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>(systemTheme);
  useEffect(() => {
    const changed = (): void => {
      if (document.documentElement.dataset.theme === undefined) setTheme(systemTheme());
    };
    system.addEventListener('change', changed);
    return () => system.removeEventListener('change', changed);
  }, []);
  const other = theme === 'dark' ? 'light' : 'dark';
  const change = (): void => {
    document.documentElement.dataset.theme = other;
    setTheme(other);
  };
  return (
    <button type="button" class="quiet" onClick={change}>
      {other === 'dark' ? 'Dark' : 'Light'}
    </button>
  );
}

/** The line above every page. `page`: the one that is shown. */
export function Header({ page }: { page: string }) {
  const { token, signIn, base, path } = useSite();
  const href = useHref();
  const current = page === 'kfunc' ? 'kfuncs' : page;
  return (
    <header class="top">
      <a class="skip" href={`${new URL(path, base).href}${location.search}#main`}>
        Skip to content
      </a>
      <a class="brand" href={href('')}>
        kfunc-census
      </a>
      <nav aria-label="Pages">
        {pages.map(([id, to, label]) => (
          <a key={id} href={href(to)} aria-current={id === current ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <span class="tools">
        <ThemeToggle />
        {token === '' ? null : (
          <button type="button" class="quiet" onClick={() => signIn('')}>
            Forget token
          </button>
        )}
      </span>
    </header>
  );
}

/** What holds for every page. */
export const Footer = () => (
  <footer>
    What was observed, on how many hosts and organisations that report, with bounds. Hosts without
    an agent are in no figure.
  </footer>
);
