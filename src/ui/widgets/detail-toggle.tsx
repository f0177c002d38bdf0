import { useDetail } from '../use-detail.ts';

/** Every bit, or what it means: for all panels at once. */
export function DetailToggle() {
  const [detail, setDetail] = useDetail();
  const isFull = detail === 'full';
  return (
    <button
      type="button"
      className="plain detail-toggle"
      title="Show every bit, or what it means (b)"
      onClick={() => setDetail(isFull ? 'simple' : 'full')}
    >
      {isFull ? 'In words' : 'Every bit'}
    </button>
  );
}
