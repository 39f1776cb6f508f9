import type { GroupRules } from '../health-rules.ts';

export const solr: readonly GroupRules[] = [
  {
    group: 'solr.apache.org',
    kinds: {
      SolrCloud: `
        Progressing if not .status.solrNodes: Waiting for solr to exist
        Progressing if some .status.solrNodes (not .ready): Not all replicas are ready
        Healthy: Solr is ready
      `,
    },
  },
];
