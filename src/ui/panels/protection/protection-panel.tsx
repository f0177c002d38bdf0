import { compact, integer, span } from '../../../narration/format.ts';
import { ATTACKS, explainVerdict } from '../../../narration/rogue-verdict.ts';
import { useActions, useCalm, useLab } from '../../lab-context.tsx';
import { Panel } from '../../frame/panel.tsx';
import { MemoryArea } from './memory-area.tsx';
import './protection.css';

/** What a misbehaving device could reach, and a device that tries. */
export function ProtectionPanel() {
  const section = useCalm((state) => state.sections.protection);
  const isOff = useLab((state) => state.config.strategy === 'passthrough');
  const { attack } = useActions();
  const isUsable = useLab((state) => state.connection.kind === 'ready');
  return (
    <Panel name="protection" title="Protection and memory">
      {section !== undefined && (
        <p className="exposure" data-alarm={isOff || section.reachablePages > 0}>
          <strong>{isOff ? 'all' : integer(section.reachablePages)}</strong>{' '}
          <span>
            {isOff ? 'pages of memory are open to the device' : 'unmapped pages are still reachable'}
            <br />
            <span className="soft">
              <span className="piece">{compact(section.pageMilliseconds)} page·ms exposed</span>{' '}
              <span className="piece">· longest {span(section.longestWindow)}</span>
            </span>
          </span>
        </p>
      )}
      <div className="attacks" role="group" aria-label="Rogue DMA to a page that is">
        <span aria-hidden="true">Rogue DMA to:</span>
        {ATTACKS.map(({ target, label, help }) => (
          <button key={target} type="button" title={help} disabled={!isUsable} onClick={() => attack(target)}>
            {label}
          </button>
        ))}
      </div>
      <Verdict />
      <MemoryArea />
    </Panel>
  );
}

function Verdict() {
  const verdict = useLab((state) => state.verdict);
  const words = verdict === undefined ? undefined : explainVerdict(verdict);
  return (
    <div className="verdict" aria-live="polite">
      {words === undefined ? (
        <p className="soft">The verdict on a real DMA stands here.</p>
      ) : (
        <>
          <p>
            <strong className={`verdict-${verdict!.verdict}`}>{words.word}.</strong> {words.sentence}
          </p>
          {words.record !== undefined && <p className="soft">{words.record}</p>}
        </>
      )}
    </div>
  );
}
