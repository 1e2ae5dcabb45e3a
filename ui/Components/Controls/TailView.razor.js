// Tells when the viewer has scrolled down, so that nothing moves under their eyes. The only caller is TailScript.cs.
const atTop = 60;   // pixels that are no scrolling

export function attach(view) {
  const abort = new AbortController();
  let isScrolled = false;
  const look = () => {
    const now = window.scrollY > atTop;
    if (now !== isScrolled) {
      isScrolled = now;
      view.invokeMethodAsync('OnScrolled', now).catch(() => {}); // the circuit may have just closed
    }
  };
  window.addEventListener('scroll', look, { passive: true, signal: abort.signal });
  look();
  return {
    toTop() { window.scrollTo({ top: 0 }); },
    detach() { abort.abort(); },
  };
}
