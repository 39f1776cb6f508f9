import type { GroupRules } from '../health-rules.ts';

export const spark: readonly GroupRules[] = [
  {
    group: 'sparkoperator.k8s.io',
    kinds: {
      SparkApplication: `
        Progressing if not .status.applicationState.state and .status.applicationState: SparkApplication was added, enqueuing it for submission
        Healthy if .status.applicationState.state=RUNNING and .spec.executor.instances = count .status.executorState (.=RUNNING): SparkApplication is Running
        Healthy if .status.applicationState.state=RUNNING and .status.executorState and .spec.dynamicAllocation.enabled=true and count .status.executorState (.=RUNNING) >= .spec.dynamicAllocation.minExecutors??0 and count .status.executorState (.=RUNNING) <= .spec.dynamicAllocation.maxExecutors??1000000: SparkApplication is Running
        Healthy if .status.applicationState.state=RUNNING and .status.executorState and .spec.dynamicAllocation.enabled!=true and .spec.sparkConf["spark.dynamicAllocation.enabled"]=true and count .status.executorState (.=RUNNING) >= .spec.sparkConf["spark.dynamicAllocation.minExecutors"]??0 and count .status.executorState (.=RUNNING) <= .spec.sparkConf["spark.dynamicAllocation.maxExecutors"]??1000000: SparkApplication is Running
        Healthy if .status.applicationState.state=RUNNING and .status.executorState and .spec.dynamicAllocation.enabled!=true and .spec.sparkConf["spark.streaming.dynamicAllocation.enabled"]=true and count .status.executorState (.=RUNNING) >= .spec.sparkConf["spark.streaming.dynamicAllocation.minExecutors"]??0 and count .status.executorState (.=RUNNING) <= .spec.sparkConf["spark.streaming.dynamicAllocation.maxExecutors"]??1000000: SparkApplication is Running
        Healthy if .status.applicationState.state=RUNNING and not .spec.dynamicAllocation and not .spec.executor.instances and count .status.executorState (.=RUNNING) >= 1: SparkApplication is Running
        Progressing if .status.applicationState.state=SUBMITTED: SparkApplication was submitted successfully
        Healthy if .status.applicationState.state=COMPLETED: SparkApplication was Completed
        Degraded if .status.applicationState.state=FAILED|SUBMISSION_FAILED|FAILING: {.status.applicationState.errorMessage}
        Progressing if .status.applicationState.state=PENDING_RERUN: SparkApplication is Pending Rerun
        Missing if .status.applicationState.state=INVALIDATING: SparkApplication is in InvalidatingState
        Progressing if .status.applicationState.state=SUCCEEDING: the driver pod has completed, the executor pods are cleaned up
        Progressing if .status.applicationState.state=UNKNOWN: the driver pod, or executor pods, are in an unknown state
        Progressing: Waiting for Executor pods
      `,
    },
  },
];
