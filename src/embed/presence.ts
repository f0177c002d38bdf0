/** Whether anybody can see an embedded page. */
export interface Presence {
  /** The deck around the page says whether its slide is shown. */
  readonly setOnSlide: (isOnSlide: boolean) => void;
  readonly dispose: () => void;
}

/**
 * Watches whether an element can be seen: its tab is in front, it is not scrolled or slid away, and its deck has not said
 * that another slide is shown. A browser without IntersectionObserver counts as seeing it.
 * @param tell called at once when hidden, and at every change
 */
export function watchPresence(element: Element, tell: (isHidden: boolean) => void): Presence {
  let isOnSlide = true;
  let isInView = true;
  let wasHidden = false;
  const judge = (): void => {
    const isHidden = !isOnSlide || !isInView || document.visibilityState === 'hidden';
    if (isHidden === wasHidden) return;
    wasHidden = isHidden;
    tell(isHidden);
  };
  const observer =
    typeof IntersectionObserver === 'undefined'
      ? undefined
      : new IntersectionObserver((entries) => {
          isInView = entries.at(-1)?.isIntersecting ?? true;
          judge();
        });
  observer?.observe(element);
  document.addEventListener('visibilitychange', judge);
  judge();
  return {
    setOnSlide: (value) => {
      isOnSlide = value;
      judge();
    },
    dispose: () => {
      observer?.disconnect();
      document.removeEventListener('visibilitychange', judge);
    },
  };
}
