// What the analysis may see of the world, and what it hands out besides networks.

/** The files around the one being analysed. Paths are workspace-relative with `/`. */
export interface Project {
  /** The whole text, or undefined when there is no such file. Called only for files that are reached by imports. */
  read(path: string): string | undefined;
  /**
   * Names of the folders in a folder, the root being the empty path; undefined where that is not known. Called only to
   * find the packages of a repository with several; without it they are looked for in folders of their own name.
   */
  folders?(path: string): readonly string[] | undefined;
}

/** A stretch of the file in which the author has switched rules off by a comment. */
export interface Suppression {
  /** Offsets covered, `to` exclusive: a finding that starts inside is suppressed. */
  readonly from: number;
  readonly to: number;
  /** null: all rules. */
  readonly rules: readonly string[] | null;
}
