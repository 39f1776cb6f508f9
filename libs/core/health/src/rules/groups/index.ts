import type { GroupRules } from '../health-rules.ts';
import { ansible } from './ansible.ts';
import { argo } from './argo.ts';
import { astra } from './astra.ts';
import { atlas } from './atlas.ts';
import { awsControllers } from './aws-controllers.ts';
import { azure } from './azure.ts';
import { camel } from './camel.ts';
import { capsule } from './capsule.ts';
import { certManager } from './certificates.ts';
import { cilium } from './cilium.ts';
import { clickhouse } from './clickhouse.ts';
import { cloudnativePg } from './cloudnative-pg.ts';
import { clusterApi } from './cluster-api.ts';
import { configConnector } from './config-connector.ts';
import { confluent } from './confluent.ts';
import { contour } from './contour.ts';
import { coralogix } from './coralogix.ts';
import { crossplane } from './crossplane.ts';
import { datadog } from './datadog.ts';
import { elastic } from './elastic.ts';
import { externalSecrets } from './external-secrets.ts';
import { flagger } from './flagger.ts';
import { flink } from './flink.ts';
import { flux } from './flux.ts';
import { gardener } from './gardener.ts';
import { gatekeeper } from './gatekeeper.ts';
import { gatewayApi } from './gateway-api.ts';
import { gitopsPromoter } from './gitops-promoter.ts';
import { gke } from './gke.ts';
import { gloo } from './gloo.ts';
import { grafana } from './grafana.ts';
import { humio } from './humio.ts';
import { iamManager } from './iam-roles.ts';
import { istio } from './istio.ts';
import { jaeger } from './jaeger.ts';
import { karmada } from './karmada.ts';
import { karpenter } from './karpenter.ts';
import { keda } from './keda.ts';
import { keptn } from './keptn.ts';
import { keycloak } from './keycloak.ts';
import { kiali } from './kiali.ts';
import { knative } from './knative.ts';
import { koperator } from './koperator.ts';
import { kro } from './kro.ts';
import { kruise } from './kruise.ts';
import { kserve } from './kserve.ts';
import { kubevirt } from './kubevirt.ts';
import { kyverno } from './kyverno.ts';
import { longhorn } from './longhorn.ts';
import { mariadb } from './mariadb.ts';
import { medusa } from './medusa.ts';
import { minio } from './minio.ts';
import { nmstate } from './nmstate.ts';
import { numaproj } from './numaproj.ts';
import { onepassword } from './onepassword.ts';
import { openClusterManagement } from './open-cluster-management.ts';
import { openfaas } from './openfaas.ts';
import { openshift } from './openshift.ts';
import { opentelemetry } from './opentelemetry.ts';
import { percona } from './percona.ts';
import { postgresOperator } from './postgres-operator.ts';
import { proclaim } from './proclaim.ts';
import { prometheusOperator } from './prometheus-operator.ts';
import { pulumi } from './pulumi.ts';
import { rabbitmq } from './rabbitmq.ts';
import { rook } from './rook.ts';
import { sapBtp } from './sap-btp.ts';
import { sealedSecrets } from './sealed-secrets.ts';
import { solr } from './solr.ts';
import { spark } from './spark.ts';
import { spinkube } from './spinkube.ts';
import { spot } from './spot.ts';
import { strimzi } from './strimzi.ts';
import { tekton } from './tekton.ts';
import { terraform } from './terraform.ts';
import { threeScale } from './three-scale.ts';
import { vaultOperators } from './vault-operators.ts';
import { velero } from './velero.ts';
import { verticalPodAutoscaler } from './vertical-pod-autoscaler.ts';
import { victoriaMetrics } from './victoria-metrics.ts';
import { volumeSnapshots } from './volume-snapshots.ts';
import { zookeeper } from './zookeeper.ts';

/** The rules that come with Wheelhouse, one file for each project whose resources they are for. */
export const groupRules: readonly GroupRules[] = [
  ...ansible,
  ...argo,
  ...astra,
  ...atlas,
  ...awsControllers,
  ...azure,
  ...camel,
  ...capsule,
  ...certManager,
  ...cilium,
  ...clickhouse,
  ...cloudnativePg,
  ...clusterApi,
  ...configConnector,
  ...confluent,
  ...contour,
  ...coralogix,
  ...crossplane,
  ...datadog,
  ...elastic,
  ...externalSecrets,
  ...flagger,
  ...flink,
  ...flux,
  ...gardener,
  ...gatekeeper,
  ...gatewayApi,
  ...gitopsPromoter,
  ...gke,
  ...gloo,
  ...grafana,
  ...humio,
  ...iamManager,
  ...istio,
  ...jaeger,
  ...karmada,
  ...karpenter,
  ...keda,
  ...keptn,
  ...keycloak,
  ...kiali,
  ...knative,
  ...koperator,
  ...kro,
  ...kruise,
  ...kserve,
  ...kubevirt,
  ...kyverno,
  ...longhorn,
  ...mariadb,
  ...medusa,
  ...minio,
  ...nmstate,
  ...numaproj,
  ...onepassword,
  ...openClusterManagement,
  ...openfaas,
  ...openshift,
  ...opentelemetry,
  ...percona,
  ...postgresOperator,
  ...proclaim,
  ...prometheusOperator,
  ...pulumi,
  ...rabbitmq,
  ...rook,
  ...sapBtp,
  ...sealedSecrets,
  ...solr,
  ...spark,
  ...spinkube,
  ...spot,
  ...strimzi,
  ...tekton,
  ...terraform,
  ...threeScale,
  ...vaultOperators,
  ...velero,
  ...verticalPodAutoscaler,
  ...victoriaMetrics,
  ...volumeSnapshots,
  ...zookeeper,
];
