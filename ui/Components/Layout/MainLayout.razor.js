// The layout's part in the browser. The only caller is Browser/BrowserShell.cs.
let listener;
let abort;

export function start(dotnet) {
  stop();
  listener = dotnet;
  abort = new AbortController();
  const options = { signal: abort.signal };
  document.addEventListener('keydown', onKey, options);
  document.addEventListener('visibilitychange', () => tell('OnVisibleAsync', !document.hidden), options);
  document.documentElement.dataset.connected = ''; // early.js waits for it
  return {
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC',
    offsetMinutes: -new Date().getTimezoneOffset(),
    theme: document.documentElement.dataset.theme,
    railOpen: document.documentElement.dataset.rail === 'open',
    visible: !document.hidden,
  };
}

export function stop() {
  abort?.abort();
  listener = undefined;
}

// early.js remembers both.
export function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

export function setRail(open) {
  document.documentElement.dataset.rail = open ? 'open' : 'closed';
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or no secure context: the caller says so
  }
}

export function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

function tell(method, argument) {
  listener?.invokeMethodAsync(method, argument).catch(() => {}); // the circuit may have just closed
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === 'Escape') {
    if (isTyping(event.target)) event.target.blur();
    tell('OnKeyAsync', 'Escape');
    return;
  }
  if (isTyping(event.target)) return;
  switch (event.key) {
    case '/':
      focusSearch(event);
      break;
    case '?':
      event.preventDefault();
      tell('OnKeyAsync', '?');
      break;
    case 'j':
      moveRow(event, 1);
      break;
    case 'k':
      moveRow(event, -1);
      break;
  }
}

// A page with its own query bar marks it; elsewhere the key leads to the box in the top bar.
function focusSearch(event) {
  const field = document.querySelector('[data-page-search]') ?? document.getElementById('global-search');
  if (field) {
    event.preventDefault();
    field.focus();
    field.select?.();
  }
}

// Rows that can be opened carry data-row and take focus; Enter on one is the browser's own business.
function moveRow(event, step) {
  const rows = [...document.querySelectorAll('[data-row]')].filter(row => row.getClientRects().length > 0);
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement?.closest('[data-row]'));
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches('input, textarea, select'));
}
