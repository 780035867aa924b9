#!/usr/bin/env bash
# Finds the command for the steps that follow: that of the project, else that of the action, built here.
set -euo pipefail

folder="$(cd "${FOLDER:-.}" && pwd)"
if [[ -x "$folder/node_modules/.bin/redis-backup" ]]; then
  command="$folder/node_modules/.bin/redis-backup"
else
  action="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
  if [[ ! -f "$action/dist/cli/main.js" ]]; then
    (cd "$action" && npm ci --ignore-scripts --no-audit --no-fund && npm run --silent build) >&2
  fi
  command="node $action/dist/cli/main.js"
fi
echo "REDIS_BACKUP_CLI=$command" >>"$GITHUB_ENV"
