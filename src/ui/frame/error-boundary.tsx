import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** Called when the viewer asks for a fresh start. */
  readonly onRestart: () => void;
}

interface State {
  readonly message: string | undefined;
}

/** Shows in place what went wrong in the page itself, instead of an empty page. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { message: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === undefined) return this.props.children;
    const restart = (): void => {
      this.setState({ message: undefined });
      this.props.onRestart();
    };
    return (
      <main className="failure" role="alert">
        <h1>viommu-lab</h1>
        <p>The page ran into an error of its own and cannot go on: {this.state.message}</p>
        <button type="button" onClick={restart}>
          Start again
        </button>
      </main>
    );
  }
}
