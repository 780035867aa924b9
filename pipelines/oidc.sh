#!/usr/bin/env bash
# Writes the token of a job of GitHub Actions for an audience into a file: oidc.sh <audience> <file>.
# The job needs `permissions: id-token: write`. Nothing is printed but what hides the token in the log.
set -euo pipefail

audience="$1"
file="$2"
: "${ACTIONS_ID_TOKEN_REQUEST_URL:?is there only with permissions: id-token: write}"
: "${ACTIONS_ID_TOKEN_REQUEST_TOKEN:?is there only with permissions: id-token: write}"

# The header comes from standard input: a command line can be read by others.
answer="$(curl --fail --silent --show-error --retry 3 --header @- \
  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$audience" \
  <<<"Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN")"
token="$(node -e 'process.stdout.write(JSON.parse(require("node:fs").readFileSync(0, "utf8")).value)' <<<"$answer")"
echo "::add-mask::$token"
umask 077
printf '%s' "$token" >"$file"
