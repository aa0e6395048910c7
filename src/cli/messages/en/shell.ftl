# Words of the shell (framework)

error-line = error: { $text }
next-line = next: { $text }
warning-line = warning: { $text }

phase-walk = listing
phase-compress = Compressing
phase-hash = hashing
phase-seal = sealing
phase-read-back = checking what was written
phase-open = opening
phase-verify = verifying
phase-overwrite = overwriting
phase-verify-wipe = reading back
phase-search = searching the device
progress-left = left

confirm-keys = [y/N]
plugin-says = { $program }: { $message }
plugin-waiting = Waiting for { $program }. See whether the key is plugged in, or wants to be touched.
plugin-asks = { $program } asks: { $message }:
plugin-choice = { $program } asks: { $message } (y = { $yes }, N = { $no }) { $keys }
plugin-choice-no = no
prompt-new-passphrase = New passphrase:
prompt-passphrase-again = The same passphrase again:
warn-passphrase-not-ascii = the passphrase has characters other than ASCII. Another computer or keyboard may not be able to type the same ones.

err-no-terminal = a question has to be answered and there is no terminal to ask at; nothing was changed
rec-no-terminal = run this at a terminal, or add --yes in a script
err-no-terminal-option = something has to be typed and there is no terminal to type it at; nothing was changed
rec-no-terminal-option = run this at a terminal, or in a script give { $option } (--yes does not stand in for it)
err-declined = stopped, because the answer was no; nothing was changed
rec-declined = check what was shown and run the command again
err-word-differs = what was typed is not `{ $wanted }`; nothing was changed
rec-word-differs = this ends here; to leave it, there is nothing more to do. To go on after all, run the same command again and type `{ $wanted }` exactly
err-passphrase-no-terminal = a passphrase is needed and there is no terminal to type it at
rec-passphrase-no-terminal = run this at a terminal, or use --passphrase-file or --passphrase-fd
err-passphrase-read = cannot read the passphrase from { $place } ({ $reason })
rec-passphrase-read = check where the file is and that you may read it
err-passphrase-empty = the passphrase is empty
rec-passphrase-empty = give a passphrase of at least one character
err-passphrase-not-text = the passphrase is not UTF-8 text
rec-passphrase-not-text = write the passphrase file again as UTF-8 text
err-passphrase-differs = the two passphrases differ; nothing was changed
rec-passphrase-differs = run the command again and type the same passphrase twice
interrupted-unchanged = Interrupted. Nothing was changed.
warn-passphrase-short = this passphrase is short and soon guessed; use at least { $advised } letters (azukari key passphrase changes it)
err-passphrase-short = the new passphrase is too short (at least { $least } letters); nothing was changed
rec-passphrase-short = whoever copies the key files soon guesses a short one; take several words in a row
err-write = cannot write { $place } ({ $reason })
rec-write = check the free space and that you may write there
err-exists = { $path } exists already, and nothing is written over it
rec-exists = give another name, or move the file that is there
err-read = cannot read { $path } ({ $reason })
rec-read = check where the file is and that you may read it
err-interrupted = interrupted
rec-interrupted = run the same command again; whatever was left behind is named at the start of the next run
err-bug = stopped by a fault in azukari itself ({ $place })
rec-bug = tell the developers, with the command and this message

err-usage-unknown-argument = there is no argument { $argument }
rec-usage-unknown-argument = `{ $help }` shows the usage
err-usage-unknown-argument-like = there is no argument { $argument }
rec-usage-unknown-argument-like = did you mean { $like }? `{ $help }` shows the usage
err-usage-unknown-command = there is no command { $name }
rec-usage-unknown-command = `{ $help }` lists the commands
err-usage-unknown-command-like = there is no command { $name }
rec-usage-unknown-command-like = did you mean { $like }? `{ $help }` lists the commands
err-usage-missing-argument = an argument is missing: { $argument }
rec-usage-missing-argument = add it; `{ $help }` shows the usage
err-usage-missing-command = no command was given
rec-usage-missing-command = `{ $help }` lists the commands
err-usage-invalid-value = the value `{ $value }` cannot be used for { $argument }
rec-usage-invalid-value = `{ $help }` shows what can be used
err-usage-value-missing = { $argument } has no value
rec-usage-value-missing = write a value after { $argument }; `{ $help }` shows the usage
err-usage-value-count = { $argument } has the wrong number of values
rec-usage-value-count = `{ $help }` shows the usage
err-usage-conflict = { $argument } and { $other } cannot be used together
rec-usage-conflict = keep one of them; `{ $help }` shows the usage
err-usage-not-text = a part of the command line is not text
rec-usage-not-text = write the arguments in UTF-8
err-usage-other = the command line makes no sense
rec-usage-other = `{ $help }` shows the usage

exit-done = done, and proven
exit-failed = failed
exit-usage = wrong usage
exit-bad = verification says bad (signature, chain, package, read-back)
exit-unknown = verification says unknown (a key is missing, something is unreadable, a place cannot prove a wipe)
exit-refused = refused for safety; nothing was changed
exit-ledger = the ledger cannot be used
exit-partial = partly done; the report lists what
exit-bug = a fault in azukari itself
exit-interrupted = interrupted; the state is recorded

man-written = The manual pages are in { $path }.
