import type { SectionName } from '../protocol/commands.ts';
import type { ReportBody } from '../protocol/reports.ts';
import type { Sections } from '../protocol/snapshot.ts';
import type { Tracer } from '../trace/tracer.ts';

/** What a machine shows of itself. */
export interface Observable {
  readonly tracer: Tracer;
  metrics(): ReportBody['metrics'];
  section<Name extends SectionName>(name: Name): Sections[Name] | undefined;
}

/** What is watched of a machine, at one moment. */
export type View = Pick<ReportBody, 'metrics' | 'sections'>;

/** Takes the sections that are watched, each only when something has happened since it was taken. */
export class Picture {
  private watched: readonly SectionName[] = [];
  /** Events there had been when a section was taken. */
  private readonly takenAt = new Map<SectionName, number>();

  watch(sections: readonly SectionName[]): void {
    this.watched = [...new Set(sections)];
    this.forget();
  }

  /** Nothing that was taken counts any more. */
  forget(): void {
    this.takenAt.clear();
  }

  /** A section that was taken could not be sent. */
  owe(section: SectionName): void {
    this.takenAt.delete(section);
  }

  /** Figures, and the sections that may have changed. */
  changed(machine: Observable): View {
    const { sequence } = machine.tracer;
    const due = this.watched.filter((name) => this.takenAt.get(name) !== sequence);
    for (const name of due) this.takenAt.set(name, sequence);
    return take(machine, due);
  }

  /** Figures and all sections, without counting as sent. */
  all(machine: Observable): View {
    return take(machine, this.watched);
  }
}

function take(machine: Observable, names: readonly SectionName[]): View {
  const sections: Partial<Record<SectionName, unknown>> = {};
  for (const name of names) {
    const section = machine.section(name);
    if (section !== undefined) sections[name] = section;
  }
  return { metrics: machine.metrics(), sections: sections as Partial<Sections> };
}
