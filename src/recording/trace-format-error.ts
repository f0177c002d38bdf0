/** The whole input is nothing that can be read as a recording; the message names what it is and where reading ended. */
export class TraceFormatError extends Error {
  override readonly name = 'TraceFormatError';
}
