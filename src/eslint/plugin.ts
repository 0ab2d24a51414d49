// The same judgement as an ESLint plugin: one ESLint rule per rule, all of them fed by one analysis per file. Reads no
// other file: ESLint caches results by file, and a rule that looked beyond would be cached wrongly.
import type { ESLint, Linter, Rule } from 'eslint';
import { analyse, Memory } from '../core/index.ts';
import type { Finding, RuleId, Severity, Suggestion } from '../core/report/finding.ts';
import { rules } from '../core/report/rules.ts';

const ids = Object.keys(rules) as RuleId[];

/** `version` as the package states it; ESLint uses it to tell caches apart. */
export function createPlugin(version: string): ESLint.Plugin {
  const analysed = new WeakMap<object, readonly Finding[]>();
  const memory = new Memory();
  const findingsIn = (context: Rule.RuleContext): readonly Finding[] => {
    const { sourceCode, filename } = context;
    const known = analysed.get(sourceCode);
    if (known) return known;
    const path = filename.replaceAll('\\', '/');
    const read = (wanted: string) => (wanted === path ? sourceCode.text : undefined);
    const { findings } = analyse({ read }, path, { memory });
    analysed.set(sourceCode, findings);
    return findings;
  };

  const plugin: ESLint.Plugin = {
    meta: { name: 'eslint-plugin-init-lint', version, namespace: 'init-lint' },
    rules: Object.fromEntries(ids.map((id) => [id, ruleModule(id, findingsIn)])),
  };
  const recommended: Linter.Config = {
    name: 'init-lint/recommended',
    plugins: { 'init-lint': plugin },
    rules: Object.fromEntries(ids.map((id) => [`init-lint/${id}`, levels[rules[id].severity]])),
  };
  return { ...plugin, configs: { recommended } };
}

const levels: Record<Severity, Linter.RuleSeverity> = {
  error: 'error',
  warning: 'warn',
  // Worth knowing while one writes, not worth a line in every pipeline.
  info: 'off',
  off: 'off',
};

function ruleModule(
  id: RuleId,
  findingsIn: (context: Rule.RuleContext) => readonly Finding[],
): Rule.RuleModule {
  return {
    meta: {
      type: 'problem',
      docs: { description: rules[id].title, recommended: levels[rules[id].severity] !== 'off' },
      schema: [],
      hasSuggestions: true,
    },
    create: (context) => ({
      'Program:exit'() {
        for (const finding of findingsIn(context)) {
          if (finding.rule === id && finding.severity !== 'off') context.report(descriptor(finding, context));
        }
      },
    }),
  };
}

function descriptor(finding: Finding, { sourceCode }: Rule.RuleContext): Rule.ReportDescriptor {
  return {
    message: finding.message,
    loc: {
      start: sourceCode.getLocFromIndex(finding.at.start),
      end: sourceCode.getLocFromIndex(finding.at.end),
    },
    suggest: finding.suggestions.map(suggestion),
  };
}

const suggestion = ({ title, edits }: Suggestion): Rule.SuggestionReportDescriptor => ({
  desc: title,
  fix: (fixer) => edits.map(({ start, end, text }) => fixer.replaceTextRange([start, end], text)),
});
