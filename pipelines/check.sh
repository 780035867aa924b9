#!/usr/bin/env bash
# Looks for drift of one stack, and keeps one issue or comment of it up to date.
# Exit codes: 0 clean, 1 could not check or could not tell, 2 drift (0 with FAIL_ON_DRIFT=false).
set -euo pipefail

: "${STACK:?names the stack}"
publish="${PUBLISH:-none}" # issue, comment or none
reports="${REPORTS:-$(mktemp -d)}"
read -ra cli <<<"${REDIS_BACKUP_CLI:-npx --no-install redis-backup}"
export REDIS_BACKUP_READ_ONLY=true

# A report of an earlier run must not pass for one of this run.
mkdir -p "$reports"
reports="$(cd "$reports" && pwd)"
rm -f "$reports"/drift.{json,md,sarif}
ignore=()
if [[ -n "${IGNORE:-}" ]]; then ignore=(--ignore "$IGNORE"); fi

cd "${FOLDER:-.}"
code=0
"${cli[@]}" drift --stack "$STACK" --fail-on "${FAIL_ON:-low}" ${ignore[@]+"${ignore[@]}"} \
  --output "json=$reports/drift.json" --output "markdown=$reports/drift.md" \
  --output "sarif=$reports/drift.sarif" || code=$?
case "$code" in
  0) verdict=clean ;;
  2) verdict=drift ;;
  *) verdict=unchecked code=1 ;;
esac

if [[ "$publish" != none ]]; then
  if [[ -s "$reports/drift.json" && -s "$reports/drift.md" ]]; then
    "${cli[@]}" publish --as "$publish" \
      --json "$reports/drift.json" --markdown "$reports/drift.md" || code=1
  else
    echo "there is no report: what was published before stays as it is" >&2
    code=1
  fi
fi

if [[ -n "${GITHUB_OUTPUT:-}" ]]; then
  printf 'verdict=%s\nreports=%s\n' "$verdict" "$reports" >>"$GITHUB_OUTPUT"
fi
if [[ -n "${GITHUB_STEP_SUMMARY:-}" && -s "$reports/drift.md" ]]; then
  cat "$reports/drift.md" >>"$GITHUB_STEP_SUMMARY"
fi
if [[ "$code" == 2 && "${FAIL_ON_DRIFT:-true}" == false ]]; then code=0; fi
exit "$code"
