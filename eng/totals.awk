# Adds up what test runs printed, and prints one line: "412 passed, 0 failed, 3 skipped". The exit code is 1 when a test failed or none
# passed; with -v skips=allowed it may be that all were skipped.
# Reads what dotnet test prints (one summary a project, of verbosity normal), or lines that this script printed before.
/^ *Passed: +[0-9]+$/ { passed += $2 }
/^ *Failed: +[0-9]+$/ { failed += $2 }
/^ *Skipped: +[0-9]+$/ { skipped += $2 }
/^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$/ { passed += $1; failed += $3; skipped += $5 }
END {
  printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
  if (failed > 0 || passed + (skips == "allowed" ? skipped : 0) == 0) exit 1
}
