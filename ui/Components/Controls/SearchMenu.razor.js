// The searches that were run in this browser, kept in it and nowhere else. The only caller is SearchHistoryScript.cs.
const most = 50;
const longest = 2000;
const keyOf = (path) => 'observe-searches' + path.replaceAll('/', '-');

// The browser may keep nothing, and others may have written what is there.
function read(path) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(path)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string' && text.length <= longest).slice(0, most) : [];
  } catch {
    return [];
  }
}

export function remember(path, search) {
  if (search.length > longest) { return; }
  try {
    localStorage.setItem(keyOf(path), JSON.stringify([search, ...read(path).filter((text) => text !== search)].slice(0, most)));
  } catch { /* full, or not allowed: then nothing is remembered */ }
}

export function show(path, range, list) {
  if (!list) { return; }   // the menu was closed meanwhile
  list.replaceChildren(...read(path).map((text) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = path + '?q=' + encodeURIComponent(text) + (range && '&' + range);
    link.className = 'mono ell';
    link.title = text;
    link.textContent = text;
    item.append(link);
    return item;
  }));
  list.toggleAttribute('data-empty', list.childElementCount === 0);
}

export function forget(path) {
  try { localStorage.removeItem(keyOf(path)); } catch { /* nothing was kept */ }
}
