/**
 * The two template engines of ApplicationSets, rule for rule as Go has them: fasttemplate (the default) and Go's
 * text/template with sprig's functions. A template is parsed once and executed often; executing is pure, bounded in steps,
 * output and depth, and deterministic: functions that need a clock, chance or new keys are refused by name unless the caller
 * gives those (`Capabilities`).
 *
 * Two differences from Argo CD, each with its switch: numbers print as plain decimals (`numberFormat: 'go'` prints `1e+06`),
 * and a missing key is an error unless `goTemplateOptions` say otherwise.
 */
export type { Capabilities, Certificate, CertificateRequest, KeyMaker } from './capabilities.ts';
export type { Limits, MissingKey, NumberFormat } from './context.ts';
export { compileExpression } from './expression.ts';
export { fastTemplate } from './fasttemplate.ts';
export { sanitizeName } from './functions/encoding.ts';
export { compile, missingKeyOf, type BoundTemplate, type ExecuteOptions, type Template } from './go-template.ts';
export { formatG, formatPlain } from './print.ts';
export type { Params } from './params.ts';
export { renderTemplate, TemplateRenderer, type RenderTemplateOptions } from './render-template.ts';
export type { TemplateHoles } from './template-holes.ts';
export { fromJson, type TypedPaths, type Value } from './values.ts';
