// Keeps the coloured text in step with the field above it. The only caller is QueryBarScript.cs.
// While the server has not yet coloured what was typed, the field shows its own text instead.
export function attach(form) {
  const field = form.querySelector('input');
  const shown = form.querySelector('.shown');
  const abort = new AbortController();
  const sync = () => {
    form.toggleAttribute('data-typing', shown.textContent !== field.value);
    shown.scrollLeft = field.scrollLeft;
  };
  const observer = new MutationObserver(sync);
  observer.observe(shown, { childList: true, characterData: true, subtree: true });
  for (const event of ['input', 'scroll', 'keyup', 'click', 'focus', 'blur']) {
    field.addEventListener(event, sync, { signal: abort.signal });
  }
  sync();
  return { detach() { observer.disconnect(); abort.abort(); } };
}
