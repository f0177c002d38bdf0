import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** What stands in the place of the children after an error; `retry` puts them back. */
  readonly renderFailure: (message: string, retry: () => void) => ReactNode;
}

interface State {
  readonly message: string | undefined;
}

/** Shows in place what went wrong in a part of the page, instead of an empty page. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { message: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    return this.props.renderFailure(message, () => this.setState({ message: undefined }));
  }
}
