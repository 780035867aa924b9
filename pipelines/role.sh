#!/usr/bin/env bash
# Lets the steps that follow take on a role of Alibaba Cloud by the token of the job: no key is stored
# anywhere. The vendor's default chain of credentials reads these variables.
set -euo pipefail

: "${ROLE_ARN:?names the role}" "${OIDC_PROVIDER_ARN:?names the identity provider}"
file="$RUNNER_TEMP/alibaba-cloud-oidc-token"
bash "$(dirname "${BASH_SOURCE[0]}")/oidc.sh" "${AUDIENCE:-sts.aliyuncs.com}" "$file"
{
  echo "ALIBABA_CLOUD_ROLE_ARN=$ROLE_ARN"
  echo "ALIBABA_CLOUD_OIDC_PROVIDER_ARN=$OIDC_PROVIDER_ARN"
  echo "ALIBABA_CLOUD_OIDC_TOKEN_FILE=$file"
  echo "ALIBABA_CLOUD_ROLE_SESSION_NAME=redis-backup-$GITHUB_RUN_ID"
} >>"$GITHUB_ENV"
