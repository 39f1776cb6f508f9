import { pathText, type FieldPath, type Problem } from '@wheelhouse/core-domain';

/** What is wrong with a text, named by its path. */
export const templateProblem = (error: string, path: FieldPath): Problem => ({
  code: 'TEMPLATE_ERROR',
  message: `the template fails at ${error}`,
  where: pathText(path),
});
