"""The GraphQL documents."""

from __future__ import annotations

ERROR = """
  __typename
  ... on Error { message }
  ... on PythonError { className errorChain { error { message } } }
"""

_RUN = """
  runId jobName status creationTime startTime endTime canTerminate parentRunId
  tags { key value }
  assetSelection { path }
"""

BACKEND = f"""
query Backend($location: String!) {{
  version
  instance {{ daemonHealth {{ allDaemonStatuses {{ daemonType required healthy }} }} }}
  workspaceLocationEntryOrError(name: $location) {{
    {ERROR}
    ... on WorkspaceLocationEntry {{
      loadStatus
      versionKey
      locationOrLoadError {{ {ERROR} }}
    }}
  }}
}}
"""

ASSETS = """
query Assets($group: AssetGroupSelector!) {
  assetNodes(group: $group, loadMaterializations: true) {
    assetKey { path }
    opNames
    assetMaterializations(limit: 1) {
      runId timestamp
      metadataEntries { label ... on IntMetadataEntry { intRepr } }
    }
    assetChecksOrError {
      ... on AssetChecks {
        checks {
          name
          executionForLatestMaterialization {
            status
            evaluation { severity description }
          }
        }
      }
    }
  }
}
"""

VERSION = f"""
query Version($selector: PipelineSelector!) {{
  pipelineOrError(params: $selector) {{
    {ERROR}
    ... on Pipeline {{ tags {{ key value }} }}
  }}
}}
"""

LATEST = """
query Latest($keys: [AssetKeyInput!]!) {
  assetsLatestInfo(assetKeys: $keys) {
    assetKey { path } inProgressRunIds unstartedRunIds
  }
}
"""

LAUNCH = f"""
mutation Launch($params: ExecutionParams!) {{
  launchPipelineExecution(executionParams: $params) {{
    {ERROR}
    ... on LaunchRunSuccess {{ run {{ runId }} }}
    ... on RunConfigValidationInvalid {{ errors {{ message }} }}
  }}
}}
"""

RERUN = f"""
mutation Rerun($params: ReexecutionParams!) {{
  launchPipelineReexecution(reexecutionParams: $params) {{
    {ERROR}
    ... on LaunchRunSuccess {{ run {{ runId }} }}
    ... on RunConfigValidationInvalid {{ errors {{ message }} }}
  }}
}}
"""

RUN = f"""
query Run($run: ID!) {{
  runOrError(runId: $run) {{
    {ERROR}
    ... on Run {{
      {_RUN}
      executionPlan {{ steps {{ key }} }}
      stepStats {{ stepKey status startTime endTime }}
    }}
  }}
}}
"""

RUNS = f"""
query Runs($filter: RunsFilter!, $cursor: String, $limit: Int!) {{
  runsOrError(filter: $filter, cursor: $cursor, limit: $limit) {{
    {ERROR}
    ... on Runs {{ results {{ {_RUN} }} }}
  }}
}}
"""

LOGS = f"""
query Logs($run: ID!, $cursor: String, $limit: Int!) {{
  logsForRun(runId: $run, afterCursor: $cursor, limit: $limit) {{
    {ERROR}
    ... on EventConnection {{
      cursor hasMore
      events {{
        __typename
        ... on MessageEvent {{ message timestamp level stepKey eventType }}
        ... on ErrorEvent {{ error {{ message errorChain {{ error {{ message }} }} }} }}
        ... on ExecutionStepFailureEvent {{ failureMetadata {{ description }} }}
      }}
    }}
  }}
}}
"""

TERMINATE = f"""
mutation Terminate($run: String!, $policy: TerminateRunPolicy!) {{
  terminateRun(runId: $run, terminatePolicy: $policy) {{
    {ERROR}
    ... on TerminateRunSuccess {{ run {{ runId }} }}
    ... on TerminateRunFailure {{ message }}
  }}
}}
"""

REFRESH = f"""
mutation Refresh($location: String!, $key: String!) {{
  refreshComponentState(locationName: $location, defsStateKey: $key) {{
    {ERROR}
    ... on RefreshComponentStateError {{ message }}
  }}
}}
"""

RELOAD = f"""
mutation Reload($location: String!) {{
  reloadRepositoryLocation(repositoryLocationName: $location) {{
    {ERROR}
    ... on WorkspaceLocationEntry {{ locationOrLoadError {{ {ERROR} }} }}
  }}
}}
"""

SCHEDULE = f"""
query Schedule($schedule: ScheduleSelector!) {{
  scheduleOrError(scheduleSelector: $schedule) {{
    {ERROR}
    ... on Schedule {{
      name cronSchedule
      scheduleState {{ id status }}
      futureTicks(limit: 1) {{ results {{ timestamp }} }}
    }}
  }}
}}
"""

START_SCHEDULE = f"""
mutation StartSchedule($schedule: ScheduleSelector!) {{
  startSchedule(scheduleSelector: $schedule) {{ {ERROR} }}
}}
"""

STOP_SCHEDULE = f"""
mutation StopSchedule($id: String!) {{
  stopRunningSchedule(id: $id) {{ {ERROR} }}
}}
"""

ALL: dict[str, str] = {
    name: value
    for name, value in globals().items()
    if name.isupper() and isinstance(value, str) and name not in ("ERROR", "_RUN")
}
