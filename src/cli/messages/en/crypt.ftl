# Headers and keys of the age format

err-not-age = This is not a sealed package (age format).
rec-not-age = Check that it is the right file. If it is, its beginning is damaged: ask the sender for it again.
err-unknown-age-version = This is an age format that this version of azukari does not know.
rec-unknown-age-version = Ask the sender which program made it. Made again as age v1, it will open.
err-header-cut-short = The package ends inside its header, at byte { $at }.
rec-header-cut-short = Copying or sending stopped half-way. Compare the size with the original and copy it again.
err-header-altered = The header of the package (for whom it is) was changed after sealing.
rec-header-altered = This is not a wrong key: the file was damaged or tampered with. Ask the sender for it again; if it persists, treat it as an incident.
err-no-matching-key = Your key is not among the recipients of this package (its header shows no damage).
rec-no-matching-key = If you have another key, name it with --identity. If not, give the sender your card (azukari key card) and have it sealed again for you.
err-excessive-work = Checking the passphrase would take 2^{ $required } work; at most 2^{ $limit } is accepted.
rec-excessive-work = The file may be made to attack. Ask the sender, and have it sealed to your public key instead.
err-wrong-passphrase = The passphrase is wrong. Nothing was opened.
rec-wrong-passphrase = Check upper and lower case, full and half width and the input method, then enter it again.
err-passphrase-needed = This file is locked with a passphrase.
rec-passphrase-needed = Name a passphrase file with --passphrase-file, or enter it on a terminal.
err-bad-recipient = Not a recipient: { $recipient }
rec-bad-recipient = A recipient begins with "age1". Ask for the card again.
err-no-identity = No decryption key (AGE-SECRET-KEY-1…) was found.
rec-no-identity = Name an age key file with --identity.
err-no-recipients = There is no recipient.
rec-no-recipients = Name at least one person with --to.
err-header-read = The beginning of the package could not be read ({ $reason }).
rec-header-read = Check the connection of the medium and the file's permissions, then try again.
err-crypt-bug = A cipher behaved in a way that it cannot. This is a bug in azukari.
rec-crypt-bug = Nothing was changed. Report this message to the developers.
