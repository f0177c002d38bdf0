import { createEmbedApi, type EmbedTours } from '../../src/embed/embed-api.ts';
import { LabRig } from '../support/lab-rig.ts';

/** An embed's messages without a browser, around a real emulator on this thread. */
export function apiRig() {
  const rig = new LabRig();
  const told: { event: string; value: unknown }[] = [];
  const taken: unknown[] = [];
  let wall = 0;
  const tours: EmbedTours = {
    place: () => undefined,
    take: (name, step) => {
      taken.push([name, step]);
      const isKnown = name === undefined || name === 'what-a-walk-is';
      return Promise.resolve(isKnown ? undefined : { field: 'name', message: 'name; allowed: what-a-walk-is' });
    },
  };
  const api = createEmbedApi({
    lab: rig.lab,
    tours,
    wallTime: () => wall,
    emit: (event, value) => told.push({ event, value }),
  });
  return {
    rig,
    api,
    told,
    taken,
    /** Lets time pass for the count of messages. */
    wait: (milliseconds: number) => {
      wall += milliseconds;
    },
    post: (message: object) => api.receive({ viommuLab: 1, ...message }),
  };
}
