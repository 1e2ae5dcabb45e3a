// Sends a chosen or dropped file to the API as it is: a trace may be larger than what the page's own connection takes. The only caller is TraceImportScript.cs.
const searched = 4 << 20;   // of a file, so many bytes are looked through for the id of its first trace

export function attach(field, view) {
  if (!field) { return { detach() {} }; }   // the page was left meanwhile
  const abort = new AbortController();
  const { signal } = abort;
  const waiting = [];
  let isBusy = false;
  const hasFiles = (dragged) => dragged.dataTransfer?.types.includes('Files');
  // One after the other, so that what the page says of a file is of that file.
  const take = async (files) => {
    waiting.push(...files);
    if (isBusy) { return; }
    isBusy = true;
    try {
      for (let isFirst = true; waiting.length > 0 && !signal.aborted; isFirst = false) {
        await send(waiting.shift(), isFirst, () => waiting.length === 0, view, signal);
      }
    } finally {
      isBusy = false;   // the page's connection may be lost between two of them
    }
  };
  field.addEventListener('change', () => {
    take(field.files);
    field.value = '';   // so that the same file can be chosen again
  }, { signal });
  addEventListener('dragover', (dragged) => { if (hasFiles(dragged)) { dragged.preventDefault(); } }, { signal });
  addEventListener('drop', (dropped) => {
    if (hasFiles(dropped)) {
      dropped.preventDefault();
      take(dropped.dataTransfer.files);
    }
  }, { signal });
  return { detach() { abort.abort(); } };
}

async function send(file, isFirst, isLast, view, signal) {
  await view.invokeMethodAsync('Begin', file.name, isFirst);
  let problem = '', said = {}, trace = '';
  try {
    trace = (await file.slice(0, searched).text()).match(/"traceId"\s*:\s*"([0-9a-fA-F]{32})"/)?.[1].toLowerCase() ?? '';
    const answer = await fetch('api/v1/import', { method: 'POST', headers: { 'content-type': 'application/json' }, body: file, signal });
    said = await answer.json().catch(() => ({}));
    if (!answer.ok) { problem = [said.title, said.detail].filter(Boolean).join(' ') || `The server answered ${answer.status}.`; }
  } catch {
    problem = 'It could not be read, or the server could not be reached.';
  }
  if (!signal.aborted) { await view.invokeMethodAsync('End', problem, said.imported ?? 0, said.refused ?? 0, said.message ?? '', trace, isLast()); }
}
