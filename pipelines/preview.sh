#!/usr/bin/env bash
# Previews one stack, and keeps one comment of the pull request or merge request up to date with it.
# Exit codes: that of the preview; 1 where nobody could be told.
set -euo pipefail

: "${STACK:?names the stack}"
read -ra cli <<<"${REDIS_BACKUP_CLI:-npx --no-install redis-backup}"
cd "${FOLDER:-.}"

printed="$(mktemp)"
trap 'rm -f "$printed"' EXIT
code=0
pulumi preview --stack "$STACK" --diff --non-interactive --color never >"$printed" 2>&1 || code=$?
cat "$printed"

told=0
"${cli[@]}" publish --as comment --text "$printed" --title "Preview of $STACK" \
  --exit-code "$code" || told=$?
if [[ "$code" == 0 && "$told" != 0 ]]; then code=1; fi
exit "$code"
