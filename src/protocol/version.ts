/** Version of the messages between page and worker. A page that hears another number asks to be reloaded. */
export const PROTOCOL_VERSION = 4;
