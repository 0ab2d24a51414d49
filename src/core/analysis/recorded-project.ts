// A project that knows what was asked of it, so that one can tell later whether it would answer the same.
import type { Project } from './project.ts';

export class RecordedProject implements Project {
  readonly #project: Project;
  readonly #texts = new Map<string, string | undefined>();
  readonly #folders = new Map<string, string | undefined>();

  constructor(project: Project) {
    this.#project = project;
  }

  read(path: string): string | undefined {
    const text = this.#project.read(path);
    this.#texts.set(path, text);
    return text;
  }

  folders(path: string): readonly string[] | undefined {
    const names = this.#project.folders?.(path);
    this.#folders.set(path, names?.join('\n'));
    return names;
  }

  /** Whether `project` answers all that was asked of this one as it was answered. */
  isTrueOf(project: Project): boolean {
    if (project === this) return true;
    let isTrue = true;
    // To the end in any case: who answers must learn of everything that was needed.
    for (const [path, text] of this.#texts) if (project.read(path) !== text) isTrue = false;
    for (const [path, names] of this.#folders)
      if (project.folders?.(path)?.join('\n') !== names) isTrue = false;
    return isTrue;
  }
}
