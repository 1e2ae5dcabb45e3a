// Keeps the coloured text in step with the field above it, and moves through the list of completions. The only caller is QueryBarScript.cs.
// While the server has not yet coloured what was typed, the field shows its own text instead.
export function attach(form, bar) {
  if (!form) return { detach() {} }; // the page was left meanwhile
  const field = form.querySelector('input');
  const shown = form.querySelector('.shown');
  const list = form.querySelector('[role=listbox]');
  const abort = new AbortController();
  const completions = complete(field, list, bar);
  const sync = () => {
    form.toggleAttribute('data-typing', shown.textContent !== field.value);
    shown.scrollLeft = field.scrollLeft;
  };
  const observer = new MutationObserver(sync);
  observer.observe(shown, { childList: true, characterData: true, subtree: true });
  const listen = (target, event, act) => target.addEventListener(event, act, { signal: abort.signal });
  for (const event of ['input', 'scroll', 'keyup', 'click', 'focus', 'blur']) {
    listen(field, event, sync);
  }
  listen(field, 'input', completions.ask);
  listen(field, 'click', completions.ask);
  listen(field, 'keydown', completions.key);
  listen(field, 'blur', completions.close);
  listen(form, 'submit', completions.close);
  listen(list, 'mousedown', completions.point);
  sync();
  return { detach() { observer.disconnect(); completions.detach(); abort.abort(); } };
}

// The list that the server renders: opened when a new one arrives, closed by Escape, by leaving, and by taking one.
function complete(field, list, bar) {
  const caretKeys = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);
  let wanted = false;   // what was typed since the list was closed
  let asking = false;
  let again = false;
  let active = -1;

  const options = () => [...list.querySelectorAll('[role=option]')];
  const isOpen = () => !list.hidden;

  const show = (open) => {
    list.hidden = !open;
    field.setAttribute('aria-expanded', String(open));
    select(-1);
  };
  const select = (index) => {
    active = index;
    options().forEach((option, i) => option.setAttribute('aria-selected', String(i === index)));
    const option = options()[index];
    if (option) {
      field.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else {
      field.removeAttribute('aria-activedescendant');
    }
  };
  const close = () => { wanted = false; show(false); };

  // One question at a time: what is typed meanwhile is asked for when the answer is there.
  const ask = async () => {
    wanted = true;
    if (asking) { again = true; return; }
    asking = true;
    try {
      do {
        again = false;
        await bar.invokeMethodAsync('SuggestAsync', field.value, field.selectionStart ?? field.value.length);
      } while (again);
    } finally {
      asking = false;
    }
  };

  // Under the piece that it completes, as far as there is room.
  const place = () => {
    const style = getComputedStyle(field);
    const canvas = document.createElement('canvas').getContext('2d');
    canvas.font = style.font;
    const before = field.value.slice(0, Number(list.dataset.start));
    const x = canvas.measureText(before).width + before.length * (parseFloat(style.letterSpacing) || 0) - field.scrollLeft;
    list.style.left = Math.max(0, Math.min(x, field.clientWidth - list.offsetWidth)) + 'px';
  };
  const arrived = new MutationObserver(() => {
    const current = list.dataset.for === field.value;
    if (current) {
      show(wanted && options().length > 0 && document.activeElement === field);
      if (isOpen()) { place(); }
    }
  });
  arrived.observe(list, { attributes: true, attributeFilter: ['data-version'] });

  const take = (option) => {
    const start = Number(list.dataset.start);
    const end = start + Number(list.dataset.length);
    let text = option.dataset.text;
    if (text.endsWith(' ') && field.value[end] === ' ') { text = text.slice(0, -1); }
    close();
    field.setRangeText(text, start, end, 'end');
    if (text !== option.dataset.text) { field.selectionStart = field.selectionEnd = start + text.length + 1; }
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  };

  const key = (event) => {
    if (event.key === 'ArrowDown' && !isOpen() && list.dataset.for !== undefined) {
      event.preventDefault();
      ask();
      return;
    }
    if (caretKeys.has(event.key)) {
      close();
      return;
    }
    if (!isOpen() || event.isComposing) { return; }
    const count = options().length;
    const isCurrent = list.dataset.for === field.value;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      select(active < 0 ? (step > 0 ? 0 : count - 1) : (active + step + count) % count);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab' && !event.shiftKey && isCurrent) {
      event.preventDefault();
      take(options()[Math.max(active, 0)]);
    } else if (event.key === 'Enter' && active >= 0 && isCurrent) {
      event.preventDefault();
      take(options()[active]);
    }
  };
  const point = (event) => {
    event.preventDefault();   // the field keeps the focus
    const option = event.target.closest('[role=option]');
    if (option && list.dataset.for === field.value) { take(option); }
  };

  show(false);
  return { ask, key, close, point, detach() { arrived.disconnect(); } };
}
