import { cacheExchange } from '@urql/exchange-graphcache';

const embedded = () => null;

/**
 * The normalised cache. Applications, Clusters, ApplicationSets, Projects and Events are entities by `id`, so that a
 * change on one subscription shows wherever the thing is drawn. The rest are values of their parent.
 */
export const cache = () =>
  cacheExchange({
    keys: {
      SyncState: embedded,
      Health: embedded,
      Revisions: embedded,
      Condition: embedded,
      WaitReason: embedded,
      HistoryEntry: embedded,
      SourceInfo: embedded,
      Destination: embedded,
      Resource: embedded,
      ResourceDetail: embedded,
      FieldChange: embedded,
      Comparison: embedded,
      ComparedResource: embedded,
      // Each attempt of an operation is told of by itself.
      Operation: ({ id, attempt }) => `${String(id)}/${String(attempt)}`,
      OperationStep: embedded,
      OperationObjects: embedded,
      ObjectOutcome: embedded,
      ResourceCounts: embedded,
      HeldChange: embedded,
      StatusCounts: embedded,
      Fleet: embedded,
      ClusterCounts: embedded,
      FleetProblem: embedded,
      FleetSource: embedded,
      Viewer: embedded,
      RefreshResult: embedded,
      JoinToken: embedded,
      PageInfo: embedded,
      ApplicationConnection: embedded,
      ClusterConnection: embedded,
      ApplicationSetConnection: embedded,
      ProjectConnection: embedded,
      EventConnection: embedded,
      SyncWindowConnection: embedded,
      SyncVerdict: embedded,
      WindowVerdict: embedded,
      WindowInterval: embedded,
      WindowCalendar: embedded,
      SyncWindowPreview: embedded,
      FieldProblem: embedded,
      WindowSpan: embedded,
      WindowGroup: embedded,
      WindowExample: embedded,
      WindowNotices: embedded,
      WindowContradiction: embedded,
      WindowFeed: embedded,
      NewWindowFeed: embedded,
      AffectedByWindow: embedded,
      AffectedApplication: embedded,
      ApplyResult: embedded,
      DeleteResult: embedded,
      ApplicationPageChange: embedded,
      ClusterPageChange: embedded,
      ApplicationSetPageChange: embedded,
      EventPageChange: embedded,
    },
  });
