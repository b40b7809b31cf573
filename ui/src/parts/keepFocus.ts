// A button that is switched off while its work runs loses the keyboard: the engine moves it to
// the page, where Esc means “close the page” and Tab begins at the top. It gets it back here,
// unless she went elsewhere meanwhile.

/** Watches every button of the document; answers what stops it. */
export function keepFocus(page: Document): () => void {
  let held: Element | null = null;
  // A record of a change is read before the engine takes the keyboard away, which it does
  // only with the next frame.
  const watcher = new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (!(target instanceof HTMLButtonElement)) continue;
      if (target.disabled && target === page.activeElement) held = target;
      if (!target.disabled && target === held) {
        held = null;
        if (page.activeElement === null || page.activeElement === page.body) target.focus({ preventScroll: true });
      }
    }
  });
  watcher.observe(page, { subtree: true, attributeFilter: ["disabled"] });
  return () => watcher.disconnect();
}
