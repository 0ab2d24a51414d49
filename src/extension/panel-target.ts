/** What a panel shows: a network by its id, which survives edits. Null: the playground. */
export type PanelTarget = { readonly uri: string; readonly network: string } | null;
