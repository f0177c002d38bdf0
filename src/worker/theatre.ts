import type { Stage } from './stage.ts';
import type { Transport } from './transport.ts';

/** Where a machine is shown, and what moves it. */
export interface Theatre {
  readonly stage: Stage;
  readonly transport: Transport;
}
