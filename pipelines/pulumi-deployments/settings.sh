#!/usr/bin/env bash
# Deployments of a stack at Pulumi Cloud: previews of pull requests, updates of pushes, drift every six hours.
# They run on a runner of your own, whose pods have a role by RRSA: Pulumi Cloud stores no key of the cloud.
set -euo pipefail

: "${STACK:?names the stack}" "${REPOSITORY:?owner/name at GitHub}" "${RUNNER_POOL:?id of the runner pool}"
folder="${FOLDER:-infra}"
region="${ALIBABA_CLOUD_REGION_ID:?names the region}"

pulumi deployment settings edit --stack "$STACK" \
  --github-repo "$REPOSITORY" --branch "${BRANCH:-main}" --folder "$folder" \
  --preview-prs --push-to-deploy --path-filter "$folder/**" \
  --runner-pool "$RUNNER_POOL" \
  --env "ALIBABA_CLOUD_REGION_ID=$region"
pulumi stack schedule new --stack "$STACK" --kind drift --cron '11 */6 * * *' --yes
