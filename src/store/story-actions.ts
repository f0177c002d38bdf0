import type { TourPlace, ViewState, ViewStore } from './view-state.ts';

/** Opens the list of tours. */
export function showTours(view: ViewStore): void {
  view.setState({ tourWish: { kind: 'list' } });
}

/**
 * Begins a tour, or goes to another step of it. Their names and numbers of steps are in `narration/tour-list.ts`; a place that
 * is none does nothing. The machine that runs before the first step comes back when the viewer leaves.
 */
export function takeTour(view: ViewStore, place: TourPlace): void {
  view.setState({ tourWish: { kind: 'take', place } });
}

/** Leaves the tour, if there is one, and gives the viewer's machine back. */
export function leaveTour(view: ViewStore): void {
  view.setState({ tourWish: { kind: 'leave' } });
}

/** The step at which a viewer is, for links and for a page around; undefined outside of a tour. */
export function tourPlaceOf({ tourPlace }: ViewState): TourPlace | undefined {
  return tourPlace;
}

/** Opens the table of prices: every constant of the cost model with its source. */
export function showCosts(view: ViewStore): void {
  view.setState({ showsCosts: true });
}

/** Tells the opening story from its beginning, whatever the address says; the first touch still ends it. */
export function playStory(view: ViewStore): void {
  view.setState({ isStoryOn: true });
}

/** Ends the opening story, or keeps it from beginning; the machine goes on as it is. */
export function endStory(view: ViewStore): void {
  view.setState({ isStoryOn: false });
}
