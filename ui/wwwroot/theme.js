// Runs before the first paint (a plain script in the head): a page must not flash in the other theme or jump when the
// rail turns out to be open. Only reads; Browser/shell.js writes.
(() => {
  const root = document.documentElement;
  const stored = key => {
    try { return localStorage.getItem(key); } catch { return null; } // storage may be forbidden; then the defaults hold
  };
  const theme = stored('observe.theme');
  root.dataset.theme = theme === 'light' || theme === 'dark'
    ? theme
    : matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  root.dataset.rail = stored('observe.rail') === 'open' ? 'open' : 'closed';
})();
