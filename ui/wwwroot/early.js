// Runs before the first paint (a plain script in the head). It keeps a cookie of what the server needs to draw the page as
// this browser shows it; when the page was drawn for another zone, it is asked for once more. And it keeps what is clicked
// and typed before the page's connection stands, for when it does.
(() => {
  const root = document.documentElement;
  const stored = key => {
    try { return localStorage.getItem(key); } catch { return null; } // storage may be forbidden; then the defaults hold
  };
  const store = (key, value) => {
    try { localStorage.setItem(key, value); } catch { /* the choice then holds for this page only */ }
  };
  const zone = `${Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC'}|${-new Date().getTimezoneOffset()}`;
  // The only reader is Browser/BrowserState.cs.
  const keep = () => {
    document.cookie = `observe.look=${zone}|${root.dataset.theme}|${root.dataset.rail}; path=/; max-age=31536000; samesite=lax`;
  };

  const theme = stored('observe.theme');
  root.dataset.theme = theme === 'light' || theme === 'dark'
    ? theme
    : matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  root.dataset.rail = stored('observe.rail') === 'open' ? 'open' : 'closed';

  keep();
  // Without cookies the page would come as it is now; then its circuit draws it anew.
  if (root.dataset.zone !== zone && document.cookie.includes(zone)) {
    stop(); // no circuit for a page that is going
    location.reload();
    return;
  }
  new MutationObserver(() => {
    store('observe.theme', root.dataset.theme);
    store('observe.rail', root.dataset.rail);
    keep();
  }).observe(root, { attributeFilter: ['data-theme', 'data-rail'] });

  // What is drawn first is drawn anew, alike, once the connection stands: an element is found again by its way from the root.
  const way = element => {
    const steps = [];
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      steps.unshift([...at.parentElement?.children ?? []].indexOf(at));
    }
    return steps;
  };
  const find = steps => steps.reduce((at, step) => at?.children[step], document.body);
  const early = new AbortController();
  const clicks = [];
  const submits = [];
  let typed, focused;
  addEventListener('click', event => {
    const target = event.target instanceof Element && !event.target.closest('a[href]') && event.target.closest('button, input, [role]');
    if (target) clicks.push({ way: way(target), tag: target.tagName });
  }, { capture: true, signal: early.signal });
  // Left to the browser, such a form would ask for the page again, without what is in it. One that is posted needs no connection; a button that sends one was clicked.
  addEventListener('submit', event => {
    if (event.target.method === 'post') return;
    event.preventDefault();
    if (!event.submitter) submits.push(way(event.target));
  }, { capture: true, signal: early.signal });
  addEventListener('input', event => {
    if (event.target instanceof HTMLInputElement && !['checkbox', 'radio'].includes(event.target.type)) typed = { way: way(event.target), input: event.target };
  }, { capture: true, signal: early.signal });
  addEventListener('focusin', event => {
    // Blazor itself puts the focus on the new page's main.
    if (event.target.matches('input, textarea, select')) focused = { way: way(event.target), element: event.target };
  }, { capture: true, signal: early.signal });
  new MutationObserver((_, connected) => {
    connected.disconnect();
    early.abort();
    if (focused && !focused.element.isConnected) find(focused.way)?.focus();
    const field = typed && find(typed.way);
    if (field instanceof HTMLInputElement && field !== typed.input) {
      field.value = typed.input.value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    for (const click of clicks) {
      const target = find(click.way);
      if (target?.tagName === click.tag) target.click();
    }
    for (const submit of submits) {
      const form = find(submit);
      if (!(form instanceof HTMLFormElement)) continue;
      if (form.contains(field)) field.dispatchEvent(new Event('change', { bubbles: true })); // as the Enter key in a field does
      form.requestSubmit();
    }
  }).observe(root, { attributeFilter: ['data-connected'] });
})();
