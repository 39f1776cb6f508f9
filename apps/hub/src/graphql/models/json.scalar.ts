import { GraphQLScalarType, valueFromASTUntyped } from 'graphql';

/** Any JSON value: labels, manifests, live objects. */
export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (ast, variables) => valueFromASTUntyped(ast, variables),
});
