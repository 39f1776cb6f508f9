import { MAX_PAGE } from '@wheelhouse/adapter-postgres';
import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** A query may ask for so many values: fields, multiplied by the pages they stand in. */
export const MAX_COST = 100_000;
const DEFAULT_PAGE = 50;
const LISTS = new Set(['applications', 'clusters', 'applicationSets', 'projects', 'events', 'problems', 'operations']);
/** Asked of a spoke. */
const LIVE = new Set(['resources', 'resource', 'operationObjects']);

interface Frame {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Fragments being expanded: a cycle ends (validation refuses it anyway). */
  readonly inside: ReadonlySet<string>;
}

function pageOf(field: FieldNode, variables: Frame['variables']): number {
  if (!LISTS.has(field.name.value)) return 1;
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    if (argument.value.kind === Kind.INT) return Math.max(1, Number(argument.value.value));
    if (argument.value.kind === Kind.VARIABLE) {
      const size = Number(variables[argument.value.name.value] ?? DEFAULT_PAGE);
      // What is no number is refused later, in the words of GraphQL.
      return Number.isFinite(size) ? Math.max(1, size) : DEFAULT_PAGE;
    }
  }
  return DEFAULT_PAGE;
}

function costOf(selections: SelectionSetNode | undefined, frame: Frame): number {
  let cost = 0;
  for (const selection of selections?.selections ?? []) {
    if (selection.kind === Kind.FIELD) {
      const own = LIVE.has(selection.name.value) ? 20 : 1;
      cost += own + pageOf(selection, frame.variables) * costOf(selection.selectionSet, frame);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      cost += costOf(selection.selectionSet, frame);
    } else if (!frame.inside.has(selection.name.value)) {
      const inside = new Set([...frame.inside, selection.name.value]);
      cost += costOf(frame.fragments.get(selection.name.value)?.selectionSet, { ...frame, inside });
    }
    if (cost > MAX_COST) return cost;
  }
  return cost;
}

/** A page's size may stand in the query itself, as the default of a variable that nobody gives. */
const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> =>
  Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)]] : [],
    ),
  );

/** What a document costs at the most, in values. */
export function documentCost(document: DocumentNode, variables: Record<string, unknown>): number {
  const fragments = new Map(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
    ),
  );
  const frame = (operation: OperationDefinitionNode): Frame => ({
    fragments,
    variables: { ...defaultsOf(operation), ...variables },
    inside: new Set(),
  });
  return Math.max(
    0,
    ...document.definitions.map((one) =>
      one.kind === Kind.OPERATION_DEFINITION ? costOf(one.selectionSet, frame(one)) : 0,
    ),
  );
}

/** Characters of a query. The longest of the dashboard has some 2,000; what is applied or previewed comes in variables. */
export const MAX_QUERY = 20_000;

/** Before it is parsed: parsing and validation cost more than the square of what a document repeats. */
export function refuseLong(source: string): void {
  if (source.length <= MAX_QUERY) return;
  throw new GraphQLError(
    `This query has ${source.length} characters; ${MAX_QUERY} are read. Send texts in variables, and ask in several queries.`,
    { extensions: { code: 'TOO_EXPENSIVE' } },
  );
}

/** Throws for documents above the bound, and names it. */
export function refuseCostly(document: DocumentNode, variables: Record<string, unknown>): void {
  if (documentCost(document, variables) <= MAX_COST) return;
  throw new GraphQLError(
    `This query may cost more than ${MAX_COST} values (fields × page sizes). Ask for smaller pages or fewer fields.`,
    { extensions: { code: 'TOO_EXPENSIVE' } },
  );
}

/** Its variables are not known when it is judged: a page whose size is one counts as the largest that there is. */
export function refuseCostlySubscription(document: DocumentNode): void {
  const names = document.definitions.flatMap((one) =>
    one.kind === Kind.OPERATION_DEFINITION
      ? (one.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
      : [],
  );
  refuseCostly(document, Object.fromEntries(names.map((name) => [name, MAX_PAGE])));
}
