/** The whole page. */
export function App() {
  return (
    <main>
      <h1>viommu-lab</h1>
    </main>
  );
}
