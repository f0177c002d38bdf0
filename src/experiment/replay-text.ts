import { PS_PER_US } from '../clock/time.ts';
import type { Setting, Strategy } from '../config/identifiers.ts';
import type { ReplayMachine } from '../machine/replay-machine.ts';
import type { Recording } from '../recording/recording.ts';
import type { ReplayReport } from '../protocol/assessment.ts';

/** A row of the table: label, value, unit or remark. */
type Row = readonly [label: string, value: string, remark: string];

const SETTING_WORDS: Readonly<Record<Setting, string>> = {
  'bare-metal': 'bare metal',
  samecore: 'samecore emulation',
  sidecore: 'sidecore emulation',
  direct: 'direct assignment',
};

/** The report for people: what was recorded, what the replay did, what it exposed, and what to make of it. */
export function replayText(file: string, recording: Recording, machine: ReplayMachine, report: ReplayReport): string {
  const strategy = machine.driver.strategy;
  const sections: (readonly [string, readonly Row[]])[] = [
    ['Recording', recordingRows(recording, report)],
    [`Replay, ${SETTING_WORDS[machine.config.setting]}, strategy ${strategy}`, replayRows(machine, report)],
    ['Exposure', exposureRows(strategy, report)],
  ];
  const labelWidth = Math.max(...sections.flatMap(([, rows]) => rows.map(([label]) => label.length)));
  const valueWidth = Math.max(...sections.flatMap(([, rows]) => rows.map(([, value]) => value.length)));
  const lines = [file];
  for (const [title, rows] of sections) {
    lines.push('', title);
    for (const [label, value, remark] of rows) {
      lines.push(`  ${label.padEnd(labelWidth)}  ${value.padStart(valueWidth)}  ${remark}`.trimEnd());
    }
  }
  lines.push(...remarks(recording, machine));
  return `${lines.join('\n')}\n`;
}

function recordingRows({ summary, operations }: Recording, report: ReplayReport): Row[] {
  const { page, domain, global, context } = report.recordedInvalidations;
  return [
    ['events', count(report.events), 'lines'],
    ['unreadable', count(report.unparsedLines), 'lines'],
    ['maps', count(report.maps), 'lines'],
    ['unmaps', count(report.unmaps), 'lines'],
    ['operations', count(operations.length), 'mapping calls, unmaps, stale accesses, markers'],
    ['mapped before the recording', count(report.assumedMaps), 'pages, assumed from their unmaps'],
    ['cut off at the end', count(report.cutAtEnd), 'invalidations'],
    ['strategy, as far as it shows', summary.recordedStrategy, ''],
    ['invalidations, page-selective', count(page), 'by the recorded kernel'],
    ['invalidations, domain-selective', count(domain), 'by the recorded kernel'],
    ['invalidations, global', count(global), 'by the recorded kernel'],
    ['invalidations, context cache', count(context), 'by the recorded kernel'],
    ['distinct IOVA pages', count(report.distinctIovaPages), 'of 4 KiB'],
    ['distinct physical pages', count(report.distinctPhysicalPages), 'of 4 KiB'],
    ['most mapped at once', count(report.peakMappedPages), 'pages, aliases counted'],
    ['mapped at the end', count(report.mappedPagesAtEnd), 'pages'],
  ];
}

function replayRows(machine: ReplayMachine, report: ReplayReport): Row[] {
  const { page, domain, global } = report.invalidations;
  const { counters, compression } = machine.guest;
  const rows: Row[] = [
    ['invalidations, page-selective', count(page), 'by our driver'],
    ['invalidations, domain-selective', count(domain), 'by our driver'],
    ['invalidations, global', count(global), 'by our driver'],
    ['taken back or shared', count(report.reusedPages), 'page maps'],
    ['device accesses', count(counters.touches), 'requests, synthetic: one for each page mapped'],
    ['requests blocked', count(report.faults), 'faults'],
  ];
  const stale = counters.staleReached + counters.staleBlocked + counters.staleUnknown;
  if (stale > 0) {
    rows.push(['accesses after unmap, gone through', count(counters.staleReached), `of ${stale} recorded`]);
    rows.push(['accesses after unmap, blocked', count(counters.staleBlocked), `of ${stale} recorded`]);
  }
  if (counters.staleUnknown > 0)
    rows.push(['accesses to what was never mapped', count(counters.staleUnknown), 'left out']);
  if (counters.superseded > 0) rows.push(['unmaps missing', count(counters.superseded), 'mapped again while mapped']);
  if (counters.outOfRange > 0) rows.push(['mappings out of range', count(counters.outOfRange), 'left out']);
  if (counters.failed > 0) rows.push(['mappings that failed', count(counters.failed), 'left out']);
  if (counters.late > 0) {
    const longest = (counters.longestDelay / PS_PER_US).toFixed(1);
    rows.push(['later than recorded', count(counters.late), `operations, by up to ${longest} µs: our core was busy`]);
  }
  if (machine.virtual !== undefined) {
    rows.push(['exits', count(report.vmExits), 'by register accesses of the guest']);
    rows.push(['most pinned at once', count(report.pinnedPagesPeak), 'pages']);
  }
  if (machine.config.setting === 'sidecore') {
    rows.push(['sidecore busy', `${(report.sidecoreBusy * 100).toFixed(2)} %`, 'of the time, on the recorded clock']);
  }
  if (compression > 1) rows.push(['time compressed', `${compression} ×`, 'too long for the simulated clock']);
  return rows;
}

function exposureRows(strategy: Strategy, report: ReplayReport): Row[] {
  if (strategy === 'passthrough') return [['reachable', 'all', 'memory, always: nothing is translated']];
  return [
    ['reachable after unmap, most at once', count(report.peakStalePages), 'pages'],
    ['reachable after unmap, in all', report.stalePageMilliseconds.toFixed(3), 'page·milliseconds'],
  ];
}

function remarks({ report, assignment }: Recording, machine: ReplayMachine): string[] {
  const lines: string[] = [];
  if (assignment.assumed > 0) lines.push(`${count(assignment.assumed)} operations name no device: it was guessed.`);
  if (report.lostEvents > 0) lines.push(`The kernel dropped ${count(report.lostEvents)} events while recording.`);
  const { cutOffPauses } = machine.plan;
  if (cutOffPauses > 0) lines.push(`Long pauses were cut short by ${(cutOffPauses / 1e9).toFixed(1)} s.`);
  if (report.damage !== undefined) lines.push(`The file is damaged: ${report.damage}; what came before was replayed.`);
  if (report.unparsedLines > 0) lines.push('First unreadable lines:');
  for (const { line, reason, excerpt } of report.firstUnparsed) lines.push(`  line ${line}: ${reason}: ${excerpt}`);
  return lines.length === 0 ? [] : ['', ...lines];
}

function count(value: number): string {
  return value.toLocaleString('en');
}
